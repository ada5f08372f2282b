#include "openocd-driver/image/pieces.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace xspi {

void Pieces::add(std::uint64_t address, std::span<const std::uint8_t> bytes, std::size_t place) {
    if (bytes.empty()) return;
    if (address + bytes.size() > std::uint64_t{1} << 32)
        throw ImageProblem{
            "XSPI-0003", place,
            fmt::format("{} bytes at 0x{:08X} go beyond the 32-bit address space", bytes.size(), address)};
    pieces_.push_back({std::uint32_t(address), std::uint32_t(bytes.size()), bytes_.size(), place});
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

// Some earlier piece says something else of this address.
void Pieces::contradiction(std::size_t number, std::uint64_t address, const char* places) const {
    const auto earlier = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& piece) {
        return piece.address <= address && address < piece.end();
    });
    const auto [first, second] = std::minmax(earlier->place, pieces_[number].place);
    throw ImageProblem{"XSPI-0010", 0,
                       fmt::format("{} {} and {} contradict each other: both have a byte for 0x{:08X}",
                                   places, first, second, address)};
}

void Pieces::merge(FileSegment& segment, std::size_t number, const char* places) const {
    const Piece& piece = pieces_[number];
    const auto bytes = std::span(bytes_).subspan(piece.at, piece.size);
    const auto common = std::size_t(std::min<std::uint64_t>(segment.end() - piece.address, piece.size));
    const auto there = segment.bytes.begin() + std::ptrdiff_t(piece.address - segment.address);
    const auto [mine, other] = std::mismatch(bytes.begin(), bytes.begin() + std::ptrdiff_t(common), there);
    if (mine != bytes.begin() + std::ptrdiff_t(common))
        contradiction(number, piece.address + std::uint64_t(mine - bytes.begin()), places);
    segment.bytes.insert(segment.bytes.end(), bytes.begin() + std::ptrdiff_t(common), bytes.end());
}

std::vector<FileSegment> Pieces::merged(const char* places) {
    std::stable_sort(pieces_.begin(), pieces_.end(),
                     [](const Piece& a, const Piece& b) { return a.address < b.address; });
    std::vector<FileSegment> segments;
    for (std::size_t i = 0; i < pieces_.size(); i++) {
        if (segments.empty() || segments.back().end() < pieces_[i].address)
            segments.push_back({pieces_[i].address, {}});
        merge(segments.back(), i, places);
    }
    return segments;
}

} // namespace xspi
