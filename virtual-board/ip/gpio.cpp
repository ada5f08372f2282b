#include "ip/gpio.hpp"

#include <fmt/format.h>

namespace vb {

namespace {
enum Offset : std::uint32_t {
    MODER = 0x00,
    OTYPER = 0x04,
    OSPEEDR = 0x08,
    PUPDR = 0x0C,
    IDR = 0x10,
    ODR = 0x14,
    BSRR = 0x18,
    LCKR = 0x1C,
    AFRL = 0x20,
    AFRH = 0x24,
    BRR = 0x28
};
// Reset values: SVD (docs/hardware/stm32h7rs.md, GPIO). A and B differ because the debug pins start in their
// alternate function.
constexpr std::array<RegisterSpec, 11> map_of(std::uint32_t moder, std::uint32_t ospeedr,
                                              std::uint32_t pupdr) {
    return {{{MODER, "MODER", moder, 0xFFFFFFFF},
             {OTYPER, "OTYPER", 0, 0xFFFF},
             {OSPEEDR, "OSPEEDR", ospeedr, 0xFFFFFFFF},
             {PUPDR, "PUPDR", pupdr, 0xFFFFFFFF},
             {IDR, "IDR", 0, 0, 0xFFFF},
             {ODR, "ODR", 0, 0xFFFF},
             {BSRR, "BSRR", 0, 0xFFFFFFFF},
             {LCKR, "LCKR", 0, 0x1FFFF},
             {AFRL, "AFRL", 0, 0xFFFFFFFF},
             {AFRH, "AFRH", 0, 0xFFFFFFFF},
             {BRR, "BRR", 0, 0xFFFF}}};
}
constexpr auto kPortA = map_of(0xABFFFFFF, 0x0C000000, 0x64000000);
constexpr auto kPortB = map_of(0xFFFFFEBF, 0x000000C0, 0x00000100);
constexpr auto kOther = map_of(0xFFFFFFFF, 0, 0);

// BRR is the last one.
std::span<const RegisterSpec> map_for(char port, GpioKind kind) {
    const std::span<const RegisterSpec> all = port == 'A' ? kPortA : port == 'B' ? kPortB : kOther;
    return kind.has_brr ? all : all.first(all.size() - 1);
}

// Bits that belong to the pins of a 16-bit mask in a register of 1, 2 or 4 bits a pin.
std::uint32_t widen(std::uint32_t pins, unsigned bits) {
    std::uint32_t wide = 0;
    for (unsigned pin = 0; pin * bits < 32; ++pin)
        if (pins >> pin & 1) wide |= ((1u << bits) - 1) << pin * bits;
    return wide;
}
} // namespace

Gpio::Gpio(char port, Violations& violations, GpioKind kind)
    : PeripheralRegisters(fmt::format("GPIO{}", port), map_for(port, kind), violations), port_(port) {}

PadState Gpio::pad(unsigned pin) const {
    PadState p;
    p.mode = peek(MODER) >> 2 * pin & 3;
    p.af = peek(pin < 8 ? AFRL : AFRH) >> 4 * (pin % 8) & 0xF;
    p.speed = peek(OSPEEDR) >> 2 * pin & 3;
    p.pull = peek(PUPDR) >> 2 * pin & 3;
    p.output = peek(ODR) >> pin & 1;
    p.open_drain = peek(OTYPER) >> pin & 1;
    return p;
}

std::optional<bool> Gpio::driven(unsigned pin) const {
    PadState p = pad(pin);
    if (p.mode != 1 || (p.open_drain && p.output)) return std::nullopt;
    return p.output;
}

bool Gpio::level(unsigned pin) const {
    PadState p = pad(pin);
    if (p.mode == 3) return false; // analog: the Schmitt trigger is off
    if (auto own = driven(pin)) return *own;
    if (external_[pin]) return *external_[pin];
    return p.pull == 1;
}

void Gpio::reset() {
    PeripheralRegisters::reset();
    lock_step_ = 0;
    notify();
}

std::optional<std::uint32_t> Gpio::load(std::uint32_t offset, Master master) {
    if (offset == IDR) {
        std::uint32_t value = 0;
        for (unsigned pin = 0; pin < 16; ++pin) value |= std::uint32_t(level(pin)) << pin;
        return value;
    }
    if (offset == LCKR && lock_step_ == 3) { // the read that ends the lock key sequence
        set(LCKR, 0x10000 | lock_key_);
        lock_step_ = 0;
    }
    return PeripheralRegisters::load(offset, master);
}

bool Gpio::store(std::uint32_t offset, std::uint32_t value, Master) {
    switch (offset) {
    case BSRR: set(ODR, (peek(ODR) & ~(value >> 16)) | (value & 0xFFFF)); break; // set wins over reset
    case BRR: set(ODR, peek(ODR) & ~value); break;
    case LCKR: store_lock(value); break;
    default: keep(offset, keep_locked_pins(offset, value));
    }
    notify();
    return true;
}

// LCKK=1 + pins, LCKK=0 + the same pins, LCKK=1 + the same pins, read. Once locked, only a reset unlocks.
void Gpio::store_lock(std::uint32_t value) {
    if (peek(LCKR) & 0x10000) return;
    std::uint32_t pins = value & 0xFFFF;
    bool lckk = value & 0x10000;
    if (lock_step_ == 0 || lock_step_ == 3 || pins != lock_key_ || lckk != (lock_step_ != 1))
        lock_step_ = lckk ? 1 : 0;
    else
        ++lock_step_;
    lock_key_ = pins;
}

std::uint32_t Gpio::keep_locked_pins(std::uint32_t offset, std::uint32_t value) {
    if (!(peek(LCKR) & 0x10000) || offset == ODR) return value;
    std::uint32_t pins = peek(LCKR) & 0xFFFF, locked = 0;
    if (offset == OTYPER)
        locked = pins;
    else if (offset == AFRL)
        locked = widen(pins & 0xFF, 4);
    else if (offset == AFRH)
        locked = widen(pins >> 8, 4);
    else if (offset <= PUPDR)
        locked = widen(pins, 2);
    std::uint32_t old = peek(offset);
    if ((value ^ old) & locked)
        violations().report("VB-GPIO-001",
                            fmt::format("write of 0x{:08X} to GPIO{} offset 0x{:02X} changes locked "
                                        "pins (LCKR 0x{:04X})",
                                        value, port_, offset, pins));
    return (value & ~locked) | (old & locked);
}

void Gpio::notify() {
    std::uint32_t now = 0;
    for (unsigned pin = 0; pin < 16; ++pin)
        if (driven(pin).value_or(false)) now |= 1u << pin;
    std::uint32_t changed = now ^ outputs_;
    outputs_ = now;
    for (const auto& observer : changed_) observer();
    if (!observer_) return;
    for (unsigned pin = 0; pin < 16; ++pin)
        if (changed >> pin & 1) observer_(pin, now >> pin & 1);
}

} // namespace vb
