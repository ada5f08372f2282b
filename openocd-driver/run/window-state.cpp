#include "openocd-driver/run/window-state.hpp"

#include <bit>

namespace xspi {

namespace {

// RM0433, QUADSPI registers; RM0477, XSPI registers: the same place in OCTOSPI.
constexpr std::uint32_t kQuadSpiCcr = 0x14, kQuadSpiMode = 26;
constexpr std::uint32_t kXspiMode = 28; // of CR
constexpr std::uint32_t kEnabled = 1, kIndirectRead = 1, kMemoryMapped = 3;

constexpr std::uint32_t kQuadSpiDcr = 0x04, kQuadSpiSr = 0x08, kQuadSpiFsize = 16, kBusy = 1u << 5;
constexpr std::uint32_t kXspiSr = 0x20, kXspiCcr = 0x100;
constexpr std::uint32_t kAbort = 1u << 1;           // of CR
constexpr std::uint32_t kOneInstruction = 1u << 28; // CCR.SIOO: the chip is told once alone that it is read

} // namespace

const ControllerInstance* controller_of_window(const Family& family, std::uint32_t address) {
    for (const ControllerInstance& controller : family.pins.controllers)
        if (controller.window.contains(address)) return &controller;
    return nullptr;
}

WindowState window_state(TargetPort& target, const Family& family, std::uint32_t address) {
    const ControllerInstance* controller = controller_of_window(family, address);
    if (controller == nullptr) return WindowState::NoController;
    if ((target.read_word(controller->clock.address) & controller->clock.mask) == 0)
        return WindowState::NotMapped;
    const std::uint32_t control = target.read_word(controller->registers);
    const bool quad = controller->kind == ControllerKind::QuadSpi;
    const std::uint32_t mode =
        quad ? target.read_word(controller->registers + kQuadSpiCcr) >> kQuadSpiMode : control >> kXspiMode;
    const bool mapped = (control & kEnabled) != 0 && (mode & 3) == kMemoryMapped;
    return mapped ? WindowState::Mapped : WindowState::NotMapped;
}

namespace {

// Nothing is under way any more.
bool abort_transfer(TargetPort& target, const ControllerInstance& controller) {
    constexpr unsigned kLooks = 100;
    const bool quad = controller.kind == ControllerKind::QuadSpi;
    const std::uint32_t at = controller.registers, status = at + (quad ? kQuadSpiSr : kXspiSr);
    const auto busy = [&] {
        return (target.read_word(at) & kAbort) != 0 || (target.read_word(status) & kBusy) != 0;
    };
    target.write_word(at, target.read_word(at) | kAbort);
    for (unsigned looks = 0; looks < kLooks; ++looks)
        if (!busy()) return true;
    return false;
}

// Twice the size: FSIZE + 1 bits.
std::uint32_t larger_fsize(std::uint32_t dcr, std::uint32_t size) {
    const auto needed = std::uint32_t(std::bit_width(size - 1));
    return (dcr >> kQuadSpiFsize & 31) >= needed ? dcr
                                                 : (dcr & ~(31u << kQuadSpiFsize)) | needed << kQuadSpiFsize;
}

} // namespace

bool widen_window(TargetPort& target, const Family& family, std::uint32_t address, std::uint32_t size) {
    const ControllerInstance* controller = controller_of_window(family, address);
    if (controller == nullptr || controller->kind != ControllerKind::QuadSpi) return true;
    const std::uint32_t at = controller->registers, dcr = target.read_word(at + kQuadSpiDcr);
    if (larger_fsize(dcr, size) == dcr) return true;
    const std::uint32_t ccr = target.read_word(at + kQuadSpiCcr);
    if ((ccr & kOneInstruction) != 0 || !abort_transfer(target, *controller)) return false;
    target.write_word(at + kQuadSpiDcr, larger_fsize(dcr, size));
    target.write_word(at + kQuadSpiCcr, ccr);
    return true;
}

bool map_as_last_read(TargetPort& target, const Family& family, std::uint32_t address, std::uint32_t size) {
    const ControllerInstance* controller = controller_of_window(family, address);
    if (controller == nullptr || is_spi(controller->kind)) return false;
    const bool quad = controller->kind == ControllerKind::QuadSpi;
    const std::uint32_t at = controller->registers, cr = target.read_word(at);
    const std::uint32_t ccr = target.read_word(at + (quad ? kQuadSpiCcr : kXspiCcr));
    const std::uint32_t mode = (quad ? ccr >> kQuadSpiMode : cr >> kXspiMode) & 3;
    const bool instruction = (ccr >> (quad ? 8 : 0) & 3) != 0, addressed = (ccr >> (quad ? 10 : 8) & 3) != 0;
    const bool data = (ccr >> 24 & 3) != 0; // DMODE, in both
    if ((cr & kEnabled) == 0 || mode != kIndirectRead || !instruction || !addressed || !data) return false;
    if (!abort_transfer(target, *controller)) return false;
    if (quad) target.write_word(at + kQuadSpiDcr, larger_fsize(target.read_word(at + kQuadSpiDcr), size));
    const std::uint32_t mask = 3u << (quad ? kQuadSpiMode : kXspiMode);
    target.write_word(at + (quad ? kQuadSpiCcr : 0), (quad ? ccr : target.read_word(at)) | mask);
    return true;
}

} // namespace xspi
