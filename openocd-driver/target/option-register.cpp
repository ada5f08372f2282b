#include "openocd-driver/target/option-register.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <algorithm>

namespace xspi {

namespace {

constexpr unsigned kLooks = 100; // on a loaded host time passes while nobody looks
constexpr unsigned kTries = 3;

// A wrong key, or a second pair of them, is a bus error and locks the register until the next reset.
bool take_keys(TargetPort& target, const OptionControl& control) {
    if ((target.read_word(control.control) & control.lock) == 0) return true;
    try {
        for (const std::uint32_t key : control.keys) target.write_word(control.key, key);
    } catch (const Failure&) {
        // Whether it was that, or the link, the register itself says.
    }
    return (target.read_word(control.control) & control.lock) == 0;
}

// The value in the lower half, its complement in the upper one.
std::optional<std::uint32_t> half(TargetPort& target, std::uint32_t address) {
    const std::uint32_t word = target.read_word(address);
    if ((word & 0xFFFF) != (~word >> 16)) return std::nullopt;
    return word & 0xFFFF;
}

} // namespace

void OptionRegister::unlock(TargetPort& target, const OptionControl& control) {
    if (!take_keys(target, control))
        throw Failure(
            "XSPI-0446",
            "the option bytes do not unlock: a wrong key, or one that arrived damaged over the probe, "
            "has locked them until the next reset. `reset halt` and try again");
    target.write_word(control.clear.address, control.clear.mask);
}

void OptionRegister::await_idle(TargetPort& target, const OptionControl& control, std::uint32_t limit_ms) {
    const std::int64_t began = target.milliseconds();
    for (unsigned looks = 0;; ++looks) {
        // A busy host may sleep before a look.
        const bool last_look = target.milliseconds() - began > limit_ms && looks > kLooks;
        if ((target.read_word(control.busy.address) & control.busy.mask) == 0) return;
        if (last_look)
            throw Failure("XSPI-0445", "the flash interface is still busy after {} ms with the option bytes",
                          limit_ms);
        target.keep_alive();
    }
}

std::uint32_t OptionRegister::register_of(std::uint32_t address) const {
    const std::uint32_t word = target_.read_word(address);
    return address == control_.control ? word & ~control_bits(control_) : word;
}

std::optional<std::uint32_t> OptionRegister::stored(std::uint32_t address) const {
    std::uint32_t at = control_.stored;
    for (const std::uint32_t there : control_.stored_registers) {
        if (at == 0 || there == 0) return std::nullopt;
        if (there == address) break;
        at += 16;
    }
    try {
        const auto low = half(target_, at), high = half(target_, at + 8);
        if (low && high) return *low | *high << 16;
    } catch (const Failure&) {
        // A protected part may refuse.
    }
    return std::nullopt;
}

std::uint32_t OptionRegister::holds(std::uint32_t address) const {
    const std::uint32_t word = register_of(address), options = option_bits(options_, address);
    return (word & ~options) | (stored(address).value_or(word) & options);
}

void OptionRegister::write_byte(std::uint32_t address, std::uint8_t value) {
    target_.write(address, std::span(&value, 1));
}

// A byte that does not arrive whole is written again, and none beside it is: so no bit on the wire reaches
// what is not to be changed.
void OptionRegister::put(const Word& word, std::uint32_t value) {
    for (unsigned tries = 0; tries < kTries; ++tries) {
        const std::uint32_t differs = (register_of(word.address) ^ value) & word.options;
        if (differs == 0) return;
        for (unsigned byte = 0; byte < 4; ++byte) {
            const std::uint32_t bits = 0xFFu << 8 * byte;
            if ((differs & bits) != 0 && (word.guarded & bits) == 0)
                write_byte(word.address + byte, std::uint8_t(value >> 8 * byte));
        }
    }
}

void OptionRegister::put_all(const Words& words) {
    const Word* wrong = nullptr;
    std::uint32_t found = 0;
    for (const Word& word : words) {
        if (word.address == 0) continue;
        put(word, word.after);
        const std::uint32_t now = register_of(word.address);
        if (((now ^ word.after) & word.options) == 0) continue;
        wrong = &word;
        found = now;
    }
    if (wrong == nullptr) return;
    for (const Word& word : words)
        if (word.address != 0) put(word, word.before);
    lock(control_.maximum_ms);
    throw Failure(
        "XSPI-0445",
        "the word of options does not arrive: register 0x{:08X} is 0x{:08X}, not 0x{:08X}; nothing was "
        "changed. Do data arrive damaged over the probe? Then {}",
        wrong->address, found, wrong->after, kMendTheLink);
}

bool OptionRegister::locked() const { return (target_.read_word(control_.control) & control_.lock) != 0; }

// A bit of this that is damaged starts once more: whoever resets next would cut that.
void OptionRegister::lock(std::uint32_t limit_ms) {
    for (unsigned tries = 0; tries < kTries && !locked(); ++tries)
        write_byte(control_.control, std::uint8_t(register_of(control_.control) | control_.lock));
    await_idle(target_, control_, limit_ms);
}

// Of both registers: a start programs them together.
OptionRegister::Words OptionRegister::words(std::uint32_t address, std::uint32_t word,
                                            const RegisterMask& guarded) const {
    Words words;
    for (std::size_t n = 0; n < words.size(); ++n) {
        const std::uint32_t there = control_.stored_registers[n];
        if (there == 0) continue;
        words[n] = {there, register_of(there), there == address ? word : holds(there),
                    option_bits(options_, there), there == guarded.address ? guarded.mask : 0};
    }
    return words;
}

bool OptionRegister::program(std::uint32_t address, std::uint32_t word, const RegisterMask& guarded,
                             std::uint32_t limit_ms) {
    await_idle(target_, control_, control_.maximum_ms);
    const Words all = words(address, word, guarded);
    for (const Word& one : all)
        if (((one.before ^ one.after) & one.guarded) != 0)
            throw Failure(
                "XSPI-0453",
                "register 0x{:08X} is 0x{:08X}, and its readout protection is another than the part's: "
                "somebody wrote it without programming it, and a start now would. Nothing was changed. "
                "`reset halt` loads what the part holds, then try again",
                one.address, one.before);
    for (unsigned tries = 0; tries < kTries; ++tries) {
        start(all, limit_ms);
        if (programmed(all)) return true;
    }
    return false;
}

void OptionRegister::start(const Words& words, std::uint32_t limit_ms) {
    unlock(target_, control_);
    put_all(words);
    // Byte 0 alone: the start goes over the wire without the readout protection.
    write_byte(control_.control, std::uint8_t(register_of(control_.control) | control_.control_after));
    try {
        await_idle(target_, control_, limit_ms);
    } catch (const Failure& failure) {
        throw failure.with(
            ". Option bytes were being programmed then: look at them at the next contact (`xspi "
            "option`); a supply that goes meanwhile leaves the readout protection at level 1");
    }
    require_no_reset(words);
    const std::uint32_t errors = target_.read_word(control_.error.address) & control_.error.mask;
    lock(limit_ms);
    if (errors != 0)
        throw Failure("XSPI-0445", "the option bytes were not programmed: FLASH_SR reports 0x{:02X}", errors);
}

// A reset locks, and loads what is stored: that is no longer what was written.
void OptionRegister::require_no_reset(const Words& words) const {
    const bool loaded = std::any_of(words.begin(), words.end(), [&](const Word& word) {
        return word.address != 0 && ((register_of(word.address) ^ word.after) & word.options) != 0;
    });
    if (locked() && loaded)
        throw Failure(
            "XSPI-0457",
            "the target was reset, or its supply dipped, while its option bytes were being programmed: "
            "they may be erased now, and the readout protection at level 1. Look at them (`xspi "
            "option`); if it is so, XSPI-0449 then says the way back");
}

bool OptionRegister::programmed(const Words& words) const {
    return std::all_of(words.begin(), words.end(), [&](const Word& word) {
        return word.address == 0 || ((holds(word.address) ^ word.after) & word.options) == 0;
    });
}

} // namespace xspi
