#include "firmware/common/rtt.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/rtt/control-block.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace firmware::rtt {

namespace {
using xspi::rtt::ControlBlock;

#ifndef RTT_UP_SIZE
#define RTT_UP_SIZE 1024 // bootloader and what it starts share one block
#endif
constexpr std::uint32_t kUpSize = RTT_UP_SIZE, kDownSize = 16;
struct Area {
    ControlBlock block;
    std::array<char, 16> name; // in RAM, so that the host reads it whichever program set it
    std::array<char, kUpSize> up;
    std::array<char, kDownSize> down;
};
__attribute__((section(".rtt"), used)) Area area;

template <class T> std::uint32_t address(const T& object) {
    return reinterpret_cast<std::uintptr_t>(&object);
}

bool valid() {
    const ControlBlock& b = area.block;
    return b.id == xspi::rtt::control_block_id() && b.up_buffers == 1 && b.down_buffers == 1 &&
           b.up.buffer == address(area.up) && b.up.size == kUpSize && b.up.write_offset < kUpSize &&
           b.up.read_offset < kUpSize;
}
} // namespace

void start() {
    constexpr std::string_view kName = "Terminal";
    ControlBlock& b = area.block;
    b.id = {};
    area.name = {};
    std::copy(kName.begin(), kName.end(), area.name.begin());
    b.up_buffers = b.down_buffers = 1;
    b.up = {address(area.name), address(area.up), kUpSize, 0, 0, 0};
    b.down = {address(area.name), address(area.down), kDownSize, 0, 0, 0};
    xspi::mmio_barrier(); // the id says that the rest is valid
    b.id = xspi::rtt::control_block_id();
    xspi::mmio_barrier();
}

void resume() {
    if (!valid()) start();
}

void write(std::string_view text) {
    xspi::rtt::Ring& up = area.block.up;
    const std::uint32_t at = up.write_offset;
    const std::uint32_t used = (at + kUpSize - xspi::mmio_read32(address(up.read_offset))) % kUpSize;
    if (text.size() > kUpSize - 1 - used) return;
    const std::size_t first = std::min<std::size_t>(text.size(), kUpSize - at);
    std::memcpy(area.up.data() + at, text.data(), first);
    std::memcpy(area.up.data(), text.data() + first, text.size() - first);
    xspi::mmio_barrier(); // the text before the offset that announces it
    xspi::mmio_write32(address(up.write_offset), (at + text.size()) % kUpSize);
}

} // namespace firmware::rtt
