// Option bytes: by name, where they lie in the FLASH interface, which of them software may be asked to write,
// and how.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace xspi {

enum class OptionRisk : std::uint8_t {
    None,      // may be written
    FlashPort, // 1 may damage the pads of a flash port above 2.7 V
    VddPads,   // the same for all others; what supplies them is in no board's file
    LifeCycle, // closes the part, for good or until a regression that erases it
    Boot,      // the part may start elsewhere, or nowhere, after the next reset
    Layout,    // the internal flash holds other bytes at other addresses, in other sectors
};

// When a changed value acts.
enum class OptionGroup : std::uint8_t { Other, Protection, HighSpeed, RamSizes };

struct OptionByte {
    std::string_view name = {};
    std::uint32_t status = 0;  // address of the register that holds it (xxxSR, xxx_CUR)
    std::uint32_t program = 0; // address of the register that changes it (xxxSRP, xxx_PRG)
    std::uint8_t shift = 0;
    std::uint32_t mask = 0; // of the unshifted value
    OptionRisk risk = OptionRisk::None;
    OptionGroup group = OptionGroup::Other;
    std::uint8_t port = 0; // flash port, with FlashPort
    std::string_view meaning = {};
    std::array<std::string_view, 2> words = {}; // what 0 and 1 are called; empty: nothing
    constexpr std::uint32_t value_in(std::uint32_t word) const { return word >> shift & mask; }
    constexpr std::uint32_t field() const { return mask << shift; }
    constexpr std::string_view word_for(std::uint32_t value) const {
        return value < words.size() ? words[value] : std::string_view{};
    }
};

constexpr bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

// Upper or lower case is the same.
constexpr const OptionByte* find_option(std::span<const OptionByte> options, std::string_view name) {
    for (const OptionByte& option : options)
        if (same_name(option.name, name)) return &option;
    return nullptr;
}

// The bits of this register that are options.
constexpr std::uint32_t option_bits(std::span<const OptionByte> options, std::uint32_t status) {
    std::uint32_t bits = 0;
    for (const OptionByte& option : options)
        if (option.status == status) bits |= option.field();
    return bits;
}

struct RegisterMask {
    std::uint32_t address = 0;
    std::uint32_t mask = 0;
};

enum class OptionForm : std::uint8_t {
    TwoRegisters, // one that holds the options and one that changes them; `control` has none
    // `control` is all of that, OPTLOCK and OPTSTRT besides; a start programs it and what other registers of
    // options there are. Bytes of it can be written alone.
    OneRegister,
};

// How an option word is changed: keys to `key`, `clear` written, `control` = control_before, the word to
// OptionByte::program, then `control` = control_after unless that is 0; idle while `busy`; refused if
// `error`; `control` = lock. OneRegister: no control_before; control_after is the bit that starts.
struct OptionControl {
    OptionForm form = OptionForm::TwoRegisters;
    std::uint32_t key = 0; // address of OPTKEYR
    std::array<std::uint32_t, 2> keys{};
    std::uint32_t control = 0; // address of OPTCR
    std::uint32_t lock = 0;    // OPTLOCK
    std::uint32_t control_before = 0, control_after = 0;
    RegisterMask busy, error, clear; // `clear` is written as it stands
    bool acts_at_once = false;       // the status register holds what acts; else that is loaded at reset
    std::uint32_t maximum_ms = 0;
    std::uint32_t regression_ms = 0; // where that erases the internal flash as well
    // Bits of `control` that serve as marks of a change until the next reset, by group; 0 where what acts can
    // be read.
    struct Marks {
        std::uint32_t protection = 0, ram_sizes = 0, other = 0;
    };
    Marks marks = {};
    // The option bytes themselves: the lower half of a register and its complement, eight bytes on the upper
    // half, and so on with the next register. 0: not to be read.
    std::uint32_t stored = 0;
    std::array<std::uint32_t, 2> stored_registers{};
};

// OneRegister: its options without what controls them.
constexpr std::uint32_t control_bits(const OptionControl& control) {
    return control.lock | control.control_after;
}

} // namespace xspi
