// What OptionBytes refuses to write, and by which names options are asked for.
#include "flash-library/devices/families.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/option-bytes.hpp"

namespace xspi {

namespace {

// 1.8 V, and what its supplies' tolerances make of it.
constexpr std::uint32_t kLowestMv = 1620, kHighestMv = 1980;

// "; it is one of STM32F765/767/769/777": of whom else, if of anybody.
std::string parts_with(const std::string& name) {
    std::string parts;
    for (const Family* family : kFamilies)
        if (find_option(family->options, name) != nullptr)
            parts += (parts.empty() ? "; it is one of " : " and ") + std::string(family->name);
    return parts;
}

} // namespace

const OptionByte& option_named(const Family& family, const std::string& name) {
    if (const OptionByte* option = find_option(family.options, name)) return *option;
    std::string names;
    for (const OptionByte& option : family.options)
        names += (names.empty() ? "" : ", ") + std::string(option.name);
    throw Failure("XSPI-0441", "{} has no option byte `{}`; known: {}{}", family.name, name, names,
                  parts_with(name));
}

const OptionByte* OptionBytes::state_option() const {
    return find_option(board_.family.options, board_.family.state_option);
}

// Where no part that is closed answers there is nothing to look at.
ProductState OptionBytes::state() const {
    const OptionByte* state = state_option();
    if (state == nullptr || control().regression_ms == 0) return ProductState::Open;
    return board_.family.product_state(value(*state));
}

bool OptionBytes::is_regression(const OptionByte& option, std::uint32_t value) const {
    return &option == state_option() && control().regression_ms != 0 &&
           board_.family.product_state(value) == ProductState::Open && state() == ProductState::Closed;
}

void OptionBytes::refuse_state(const OptionByte& option, std::uint32_t value,
                               std::string_view consent) const {
    if (!is_regression(option, value))
        throw Failure("XSPI-0444",
                      "{} is not written from here: it decides whether the part can be debugged at all; "
                      "nothing was changed",
                      option.name);
    if (consent != kMassErase)
        throw Failure("XSPI-0451",
                      "{0} = 0x{1:X} opens the part, and that erases the whole internal flash and the backup "
                      "SRAM: {0} is 0x{2:X}, level 1. Nothing was changed. If that is meant: `xspi option "
                      "{0} 0x{1:X} {3}`",
                      option.name, value, this->value(option), kMassErase);
}

void OptionBytes::refuse_pads(const OptionByte& option) const {
    const FlashFacts& flash = board_.facts.flashes[0];
    if (option.risk == OptionRisk::VddPads)
        throw Failure("XSPI-0443",
                      "{} = 1 is refused: above 2.5 V it may damage the pads, and the board's file does not "
                      "say what VDD is; nothing was changed",
                      option.name);
    if (board_.facts.flash_count == 0 || option.port != board_.family.pins.port_of(flash))
        throw Failure("XSPI-0443",
                      "{} = 1 is refused: the board's file says nothing about XSPIM port {} and its supply, "
                      "and above 2.7 V the pads may be damaged; nothing was changed",
                      option.name, option.port);
    if (flash.supply_mv < kLowestMv || flash.supply_mv > kHighestMv)
        throw Failure(
            "XSPI-0443",
            "{} = 1 is refused: by the board's file the flash supply is {} V, and it may damage the "
            "pads unless that is 1.8 V; nothing was changed",
            option.name, flash.supply_mv / 1000.0);
}

void OptionBytes::require_harmless(const OptionByte& option, std::uint32_t value,
                                   std::string_view consent) const {
    if (value & ~option.mask)
        throw Failure("XSPI-0442", "{} cannot hold {}: at most {}", option.name, value, option.mask);
    const bool expected = consent.empty() || (consent == kBootElsewhere && option.risk == OptionRisk::Boot) ||
                          (consent == kMassErase && is_regression(option, value));
    if (!expected)
        throw Failure("XSPI-0455", "`{}` has no meaning for {} = 0x{:X}; nothing was changed", consent,
                      option.name, value);
    switch (option.risk) {
    case OptionRisk::LifeCycle: return refuse_state(option, value, consent);
    case OptionRisk::Boot:
        if (consent == kBootElsewhere) return;
        throw Failure(
            "XSPI-0448",
            "{0} is not written from here: the part would start elsewhere, or nowhere, after the next "
            "reset; nothing was changed. If that is meant: `xspi option {0} 0x{1:X} {2}`",
            option.name, value, kBootElsewhere);
    case OptionRisk::FlashPort:
    case OptionRisk::VddPads:
        if (value != 0) refuse_pads(option);
        return;
    case OptionRisk::None:
    case OptionRisk::Layout: return;
    }
}

} // namespace xspi
