#include "tests/unit/flash-library/core/mmio-fake.hpp"
#include "flash-library/core/mmio.hpp"

#include <stdexcept>

namespace {
MmioFake* current = nullptr;
constexpr std::uintptr_t DWT_CYCCNT = 0xE0001004;

MmioFake& device() {
    if (current == nullptr) throw std::logic_error("a register was accessed outside an MmioFake's life");
    return *current;
}
} // namespace

MmioFake::MmioFake() { current = this; }
MmioFake::~MmioFake() { current = nullptr; }

namespace xspi {

std::uint32_t mmio_read32(std::uintptr_t address) {
    MmioFake& fake = device();
    if (address != DWT_CYCCNT) return fake.read(address, 4);
    fake.cycles += fake.cycles_per_look;
    return static_cast<std::uint32_t>(fake.cycles);
}
std::uint16_t mmio_read16(std::uintptr_t address) {
    return static_cast<std::uint16_t>(device().read(address, 2));
}
std::uint8_t mmio_read8(std::uintptr_t address) {
    return static_cast<std::uint8_t>(device().read(address, 1));
}
void mmio_write32(std::uintptr_t address, std::uint32_t value) { device().write(address, value, 4); }
void mmio_write16(std::uintptr_t address, std::uint16_t value) { device().write(address, value, 2); }
void mmio_write8(std::uintptr_t address, std::uint8_t value) { device().write(address, value, 1); }
void mmio_barrier() { device().barrier(); }

} // namespace xspi
