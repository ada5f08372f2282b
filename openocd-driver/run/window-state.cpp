#include "openocd-driver/run/window-state.hpp"

#include <bit>

namespace xspi {

namespace {

// RM0433, QUADSPI registers; RM0477, XSPI registers: the same place in OCTOSPI.
constexpr std::uint32_t kQuadSpiCcr = 0x14, kQuadSpiMode = 26;
constexpr std::uint32_t kXspiMode = 28; // of CR
constexpr std::uint32_t kEnabled = 1, kMemoryMapped = 3;

constexpr std::uint32_t kQuadSpiDcr = 0x04, kQuadSpiSr = 0x08, kQuadSpiFsize = 16, kQuadSpiBusy = 1u << 5;
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

bool widen_window(TargetPort& target, const Family& family, std::uint32_t address, std::uint32_t size) {
    constexpr unsigned kLooks = 100;
    const ControllerInstance* controller = controller_of_window(family, address);
    if (controller == nullptr || controller->kind != ControllerKind::QuadSpi) return true;
    const std::uint32_t at = controller->registers, dcr = target.read_word(at + kQuadSpiDcr);
    const std::uint32_t needed = std::uint32_t(std::bit_width(size - 1)); // twice the size: FSIZE + 1 bits
    if ((dcr >> kQuadSpiFsize & 31) >= needed) return true;
    const std::uint32_t ccr = target.read_word(at + kQuadSpiCcr);
    if ((ccr & kOneInstruction) != 0) return false;
    const auto busy = [&] {
        return (target.read_word(at) & kAbort) != 0 ||
               (target.read_word(at + kQuadSpiSr) & kQuadSpiBusy) != 0;
    };
    target.write_word(at, target.read_word(at) | kAbort);
    for (unsigned looks = 0; busy(); ++looks)
        if (looks == kLooks) return false;
    target.write_word(at + kQuadSpiDcr, (dcr & ~(31u << kQuadSpiFsize)) | needed << kQuadSpiFsize);
    target.write_word(at + kQuadSpiCcr, ccr);
    return true;
}

} // namespace xspi
