// Option bytes: by name, where they lie in the FLASH interface, which of them software may be asked to write,
// and how.
#pragma once
#include <array>
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
    constexpr std::uint32_t value_in(std::uint32_t word) const { return word >> shift & mask; }
    constexpr std::uint32_t field() const { return mask << shift; }
};

constexpr const OptionByte* find_option(std::span<const OptionByte> options, std::string_view name) {
    for (const OptionByte& option : options)
        if (option.name == name) return &option;
    return nullptr;
}

struct RegisterMask {
    std::uint32_t address = 0;
    std::uint32_t mask = 0;
};

// How an option word is changed: keys to `key`, `clear` written, `control` = control_before, the word to
// OptionByte::program, then `control` = control_after unless that is 0; idle while `busy`; refused if
// `error`; `control` = lock.
struct OptionControl {
    std::uint32_t key = 0; // address of OPTKEYR
    std::array<std::uint32_t, 2> keys{};
    std::uint32_t control = 0; // address of OPTCR
    std::uint32_t lock = 0;    // OPTLOCK
    std::uint32_t control_before = 0, control_after = 0;
    RegisterMask busy, error, clear; // `clear` is written as it stands
    bool acts_at_once = false;       // the status register holds what acts; else that is loaded at reset
    std::uint32_t maximum_ms = 0;
    // Bits of `control` that serve as marks of a change until the next reset, by group; 0 where what acts can
    // be read.
    struct Marks {
        std::uint32_t protection = 0, ram_sizes = 0, other = 0;
    };
    Marks marks = {};
};

} // namespace xspi
