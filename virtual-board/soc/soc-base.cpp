#include "soc/soc-base.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

SocBase::SocBase(std::string part, Timeline& timeline, MachineConfig config, PinFunctions pins)
    : timeline_(timeline), pins_(pins), part_(std::move(part)),
      machine_(make_cortex_m(timeline, with_reset(std::move(config)))),
      violations_(timeline, [this] { return machine_->pc(); }) {}

MachineConfig SocBase::with_reset(MachineConfig config) {
    config.on_system_reset = [this](bool nrst) { system_reset(nrst); };
    return config;
}

Gpio* SocBase::gpio(char port) {
    const auto found = gpios_.find(port);
    return found == gpios_.end() ? nullptr : found->second.get();
}

void SocBase::add_gpio(char port, std::uint32_t base, std::function<bool()> clocked, std::string enable_bit,
                       ResetBit reset, GpioKind kind) {
    auto gpio = std::make_unique<Gpio>(port, violations_, kind);
    gpio->gate(std::move(clocked), std::move(enable_bit));
    pads_.add(port, *gpio);
    add_peripheral(base, 0x400, *gpio, reset);
    gpios_[port] = std::move(gpio);
}

bool SocBase::listen(const std::string& usart, const std::string& pad, std::function<void(char)> heard,
                     std::string& why) {
    const auto name = parse_pad(pad);
    const PinFunction* function = name ? find_function(pins_, usart + "_TX", *name) : nullptr;
    if (!function) {
        why = fmt::format("{} does not carry {}_TX; these do: {}", pad, usart, pads_of(pins_, usart + "_TX"));
        return false;
    }
    listeners_.push_back({usart, *function, std::move(heard)});
    return true;
}

// A listener hears it only while the pad carries that USART.
void SocBase::character_sent(const std::string& usart, char character) {
    for (const Listener& listener : listeners_) {
        const PinFunction& function = listener.function;
        const PadState pad = pads_.pad(function.port, function.pin);
        if (listener.usart == usart && pad.mode == 2 && pad.af == function.af) listener.heard(character);
    }
}

void SocBase::add_peripheral(std::uint32_t base, std::uint32_t size, BusDevice& device,
                             std::optional<ResetBit> reset) {
    Registers& registers = on_bus_.emplace_back(Registers{base, size, FaultyRegisters(device)});
    machine_->add_device(base, size, registers.device);
    peripherals_.push_back(&device);
    if (reset) reset_by_bit(*reset, device);
}

bool SocBase::hold_register_bit(std::uint32_t address, unsigned bit, bool level) {
    for (Registers& registers : on_bus_) {
        if (address - registers.base >= registers.size) continue;
        registers.device.hold(address - registers.base, bit, level);
        return true;
    }
    return false;
}

void SocBase::power_on_all() {
    for (BusDevice* device : peripherals_) device->power_on();
}

void SocBase::reset_all() {
    for (BusDevice* device : peripherals_) device->reset();
}

void SocBase::system_reset(bool nrst) {
    const bool watchdog = std::exchange(next_cause_, ResetCause::Software) == ResetCause::Watchdog;
    note_reset(watchdog ? ResetCause::Watchdog : nrst ? ResetCause::Pin : ResetCause::Software);
    reset_peripherals();
    if (on_reset_) on_reset_(nrst || watchdog);
}

// Every internal reset pulls NRST; from an event, since the expiry may come out of a register access.
void SocBase::watchdog_expired() {
    timeline_.schedule_in(0, [this] {
        next_cause_ = ResetCause::Watchdog;
        machine_->debug_port().nrst(true);
        machine_->debug_port().nrst(false);
    });
}

} // namespace vb
