#include "openocd-driver/target/verified-memory.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace xspi {

namespace {

constexpr std::size_t kPiece = 1024; // what is repeated at once: what differs is rarely more than a byte
constexpr unsigned kTries = 10;

using Bytes = std::span<std::uint8_t>;
using ConstBytes = std::span<const std::uint8_t>;

bool same(ConstBytes a, ConstBytes b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

template <typename Span> Span piece_of(Span whole, std::size_t at) {
    return whole.subspan(at, std::min(kPiece, whole.size() - at));
}

bool settle(TargetPort& target, std::uint32_t address, Bytes last) {
    std::vector<std::uint8_t> again(last.size());
    for (unsigned tries = 0; tries < kTries; ++tries) {
        target.read(address, again);
        if (same(again, last)) return true;
        std::copy(again.begin(), again.end(), last.begin());
    }
    return false;
}

// What was read back may be as damaged as what was written, so it is looked at again first.
std::optional<RamDifference> mend(TargetPort& target, std::uint32_t address, ConstBytes data) {
    std::vector<std::uint8_t> found(data.size());
    for (unsigned tries = 0;; ++tries) {
        target.read(address, found);
        const auto [wrote, read] = std::mismatch(data.begin(), data.end(), found.begin());
        if (wrote == data.end()) return std::nullopt;
        if (tries == kTries)
            return RamDifference{address + std::uint32_t(wrote - data.begin()), *wrote, *read};
        target.write(address, data);
    }
}

} // namespace

void read_twice(TargetPort& target, std::uint32_t address, std::span<std::uint8_t> data) {
    std::vector<std::uint8_t> first(data.size());
    target.read(address, first);
    target.read(address, data);
    for (std::size_t at = 0; at < data.size(); at += kPiece) {
        const Bytes piece = piece_of(data, at);
        const std::uint32_t place = address + std::uint32_t(at);
        if (same(piece, piece_of(ConstBytes(first), at)) || settle(target, place, piece)) continue;
        throw Failure(
            Failure::Kind::DamagedLink, "XSPI-0327",
            "{} bytes of RAM at 0x{:08X} are read differently each time: data arrive damaged over the "
            "probe, time after time; {}. Nothing was changed",
            piece.size(), place, kMendTheLink);
    }
}

std::optional<RamDifference> write_and_compare(TargetPort& target, std::uint32_t address,
                                               std::span<const std::uint8_t> data) {
    target.write(address, data);
    std::vector<std::uint8_t> found(data.size());
    target.read(address, found);
    for (std::size_t at = 0; at < data.size(); at += kPiece) {
        const ConstBytes piece = piece_of(data, at);
        if (same(piece, piece_of(ConstBytes(found), at))) continue;
        if (const auto difference = mend(target, address + std::uint32_t(at), piece)) return difference;
    }
    return std::nullopt;
}

} // namespace xspi
