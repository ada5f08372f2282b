#include "firmware/common/rtt.hpp"
#include "flash-library/controllers/mmio.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace firmware::rtt {

namespace {
// The layout is the protocol (SEGGER_RTT.h). Offsets move on both sides, each written by one side only.
struct Ring {
    const char* name;
    char* buffer;
    std::uint32_t size;
    volatile std::uint32_t write_offset;
    volatile std::uint32_t read_offset;
    std::uint32_t flags; // 0: what does not fit is skipped
};
struct ControlBlock {
    std::array<char, 16> id;
    std::uint32_t up_buffers, down_buffers;
    Ring up, down;
};
static_assert(sizeof(ControlBlock) == 72);

constexpr std::size_t kUpSize = 1024, kDownSize = 16;
constexpr std::string_view kIdReversed = "TTR REGGES"; // the id itself must be found in RAM only when ready
struct Area {
    ControlBlock block;
    std::array<char, 16> name; // in RAM, so that the host reads it whichever program set it
    std::array<char, kUpSize> up;
    std::array<char, kDownSize> down;
};
__attribute__((section(".rtt"), used)) Area area;

std::array<char, 16> id() {
    std::array<char, 16> text{};
    std::copy(kIdReversed.rbegin(), kIdReversed.rend(), text.begin());
    return text;
}

bool valid() {
    const ControlBlock& b = area.block;
    return b.id == id() && b.up_buffers == 1 && b.down_buffers == 1 && b.up.buffer == area.up.data() &&
           b.up.size == kUpSize && b.up.write_offset < kUpSize && b.up.read_offset < kUpSize;
}
} // namespace

void start() {
    constexpr std::string_view kName = "Terminal";
    ControlBlock& b = area.block;
    b.id = {};
    area.name = {};
    std::copy(kName.begin(), kName.end(), area.name.begin());
    b.up_buffers = b.down_buffers = 1;
    b.up = {area.name.data(), area.up.data(), kUpSize, 0, 0, 0};
    b.down = {area.name.data(), area.down.data(), kDownSize, 0, 0, 0};
    xspi::mmio_barrier(); // the id says that the rest is valid
    b.id = id();
    xspi::mmio_barrier();
}

void resume() {
    if (!valid()) start();
}

void write(std::string_view text) {
    Ring& up = area.block.up;
    std::uint32_t at = up.write_offset;
    const std::uint32_t used = (at + kUpSize - up.read_offset) % kUpSize;
    if (text.size() > kUpSize - 1 - used) return;
    const std::size_t first = std::min<std::size_t>(text.size(), kUpSize - at);
    std::memcpy(area.up.data() + at, text.data(), first);
    std::memcpy(area.up.data(), text.data() + first, text.size() - first);
    xspi::mmio_barrier(); // the text before the offset that announces it
    up.write_offset = (at + text.size()) % kUpSize;
}

} // namespace firmware::rtt
