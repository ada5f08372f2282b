// A list of RegisterOps made by a pure function, each op with the step it belongs to: so that who carries
// the list out (agent, bootloader) can say what a wait that ran out of time means. Made at compile time for
// the firmware (static_assert-able), at run time on the host.
#pragma once
#include "flash-library/bring-up/register-op.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace xspi {

enum class Step : std::uint8_t {
    PeripheralClock,
    CoreSupply,
    VoltageScaling,
    FlashLatency,
    Hse,
    Hsi,
    SystemClock,
    BusClocks,
    Pll1,
    PortPower,
    Csi,
    Compensation,
    HighSpeed,
    Pins,
    KernelClock,
    Pll2,
    ControllerReset,
    PortMultiplexer,
    Interconnect,
    UsbPower,
    Hsi48
};

// What it means when a wait of this step runs out of time.
constexpr std::string_view timeout_meaning(Step step) {
    switch (step) {
    case Step::PeripheralClock: return "a peripheral clock enable bit does not stay set";
    case Step::CoreSupply:
        return "the core supply does not settle: the board's core_supply is not what is wired";
    case Step::VoltageScaling: return "the core voltage does not reach VOS high";
    case Step::FlashLatency: return "FLASH_ACR does not take the wait states";
    case Step::Hse: return "HSE does not start: no crystal, or not the one the board file names";
    case Step::Hsi: return "HSI does not become ready at 64 MHz";
    case Step::SystemClock: return "the system clock does not switch";
    case Step::Pll1: return "PLL1 does not lock";
    case Step::Csi: return "CSI does not start";
    case Step::Compensation:
        return "the I/O compensation cell of the flash port does not get ready: no VDDXSPI "
               "supply, or no powered flash chip on the port";
    case Step::Pll2: return "PLL2 does not lock";
    case Step::UsbPower: return "the supply of the USB transceiver (VDD33USB) is not there";
    case Step::Hsi48: return "HSI48 does not start";
    case Step::BusClocks:
    case Step::PortPower:
    case Step::HighSpeed:
    case Step::Pins:
    case Step::KernelClock:
    case Step::ControllerReset:
    case Step::PortMultiplexer:
    case Step::Interconnect: break;
    }
    return "a register does not keep what was written";
}

// Longest times for waits, in microseconds. An oscillator that runs needs far less; they bound how long a
// missing one is waited for.
inline constexpr std::uint32_t kReadBackUs = 100;          // a clock enable, wait states: a few bus cycles
inline constexpr std::uint32_t kHsiTimeoutUs = 1'000;      // HAL RCC_HSI_TIMEOUT_VALUE
inline constexpr std::uint32_t kCsiTimeoutUs = 1'000;      // HAL RCC_CSI_TIMEOUT_VALUE
inline constexpr std::uint32_t kHseTimeoutUs = 100'000;    // HAL HSE_STARTUP_TIMEOUT
inline constexpr std::uint32_t kPllTimeoutUs = 50'000;     // HAL RCC_PLL_TIMEOUT_VALUE
inline constexpr std::uint32_t kSwitchTimeoutUs = 10'000;  // HAL allows 5 s; a running source takes cycles
inline constexpr std::uint32_t kSupplyTimeoutUs = 100'000; // HAL allows 1 s; regulators settle within 1 ms
inline constexpr std::uint32_t kUsbSupplyTimeoutUs =
    10'000; // HAL: a second; a supply that is there is seen at once
inline constexpr std::uint32_t kCompensationTimeoutUs =
    10'000; // settling time unpublished; runs from CSI 4 MHz

struct RegisterOps {
    static constexpr std::size_t kCapacity = 96;
    std::array<RegisterOp, kCapacity> ops{};
    std::array<Step, kCapacity> steps{};
    std::size_t count = 0;

    constexpr std::span<const RegisterOp> span() const& { return {ops.data(), count}; }
    std::span<const RegisterOp> span() const&& = delete; // it would outlive its list
    constexpr const RegisterOp* begin() const { return ops.data(); }
    constexpr const RegisterOp* end() const { return ops.data() + count; }

    // Over the capacity ops[] is out of range: no constant expression, so the build fails.
    constexpr void add(Step step, const RegisterOp& op) {
        ops[count] = op;
        steps[count] = step;
        ++count;
    }
    constexpr void modify(Step step, std::uint32_t address, std::uint32_t mask, std::uint32_t value) {
        add(step, {RegisterOpKind::Modify, address, mask, value, 0});
    }
    constexpr void modify_byte(Step step, std::uint32_t address, std::uint8_t mask, std::uint8_t value) {
        add(step, {RegisterOpKind::ModifyByte, address, mask, value, 0});
    }
    constexpr void wait(Step step, std::uint32_t address, std::uint32_t mask, std::uint32_t value,
                        std::uint32_t timeout_us) {
        add(step, {RegisterOpKind::Wait, address, mask, value, timeout_us});
    }
    constexpr void delay(Step step, std::uint32_t us) { add(step, {RegisterOpKind::Delay, 0, 0, 0, us}); }
    // A clock enable counts only some cycles later: reading it back is the delay.
    constexpr void enable_clock(std::uint32_t address, std::uint32_t bits) {
        modify(Step::PeripheralClock, address, bits, bits);
        wait(Step::PeripheralClock, address, bits, bits, kReadBackUs);
    }
    constexpr void append(const RegisterOps& other) {
        for (std::size_t i = 0; i < other.count; ++i) add(other.steps[i], other.ops[i]);
    }
};

} // namespace xspi
