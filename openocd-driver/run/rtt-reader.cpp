#include "openocd-driver/run/rtt-reader.hpp"

#include "flash-library/rtt/control-block.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace xspi {

namespace {
constexpr std::uint32_t kLargestRing = 64 * 1024; // more is no ring, but a block that was overwritten
constexpr unsigned kLooks = 4;
} // namespace

// Until two looks in a row agree; the offset of a program that writes on moves, so that the last one counts.
void RttReader::read_again(std::uint32_t address, std::span<std::uint8_t> data) {
    std::vector<std::uint8_t> before(data.size());
    target_.read(address, data);
    for (unsigned looks = 1; looks < kLooks && !std::equal(before.begin(), before.end(), data.begin());
         ++looks) {
        std::copy(data.begin(), data.end(), before.begin());
        target_.read(address, data);
    }
}

std::string RttReader::read() {
    rtt::ControlBlock block;
    read_again(block_, {reinterpret_cast<std::uint8_t*>(&block), sizeof(block)});
    const rtt::Ring& ring = block.up;
    const bool valid = block.id == rtt::control_block_id() && ring.size != 0 && ring.size <= kLargestRing &&
                       ring.write_offset < ring.size && ring.read_offset < ring.size;
    if (!valid || ring.write_offset == ring.read_offset) return {};
    std::string text;
    const auto take = [&](std::uint32_t from, std::uint32_t to) {
        const std::size_t had = text.size();
        text.resize(had + (to - from));
        read_again(ring.buffer + from, {reinterpret_cast<std::uint8_t*>(text.data()) + had, to - from});
    };
    if (ring.read_offset < ring.write_offset) {
        take(ring.read_offset, ring.write_offset);
    } else {
        take(ring.read_offset, ring.size);
        take(0, ring.write_offset);
    }
    target_.put_word(block_ + offsetof(rtt::ControlBlock, up) + offsetof(rtt::Ring, read_offset),
                     ring.write_offset);
    return text;
}

} // namespace xspi
