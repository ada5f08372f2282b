#include "flash-library/chips/quirk.hpp"

#include <algorithm>

namespace xspi {
namespace {

bool condition_holds(OnlyIf condition, const SfdpTables* sfdp) {
    switch (condition) {
    case OnlyIf::Always: return true;
    case OnlyIf::OctalProfile: return sfdp != nullptr && sfdp->xspi_profile.present();
    case OnlyIf::NoFourByteTable:
        return sfdp != nullptr && !sfdp->four_byte.present() &&
               sfdp->bfpt.four_byte_entry().dedicated_opcodes;
    }
    return false;
}

void drop_erase_type(ChipDescription& chip, std::uint32_t size) {
    if (chip.region_count != 0) return; // the sector map says where it holds
    const auto present = [](const DescribedEraseType& type) { return type.size != 0; };
    const auto others = std::count_if(chip.erase.begin(), chip.erase.end(),
                                      [&](const auto& type) { return present(type) && type.size != size; });
    if (others == 0) return; // never leave a chip without any
    const auto end = std::remove_if(chip.erase.begin(), chip.erase.end(),
                                    [size](const auto& type) { return type.size == size; });
    std::fill(end, chip.erase.end(), DescribedEraseType{});
}

void use_dedicated_opcodes(ChipDescription& chip) {
    if (chip.size > kThreeByteReach) chip.four_byte = FourByteMethod::DedicatedOpcodes;
}

void apply(const Quirk& quirk, ChipDescription& chip) {
    switch (quirk.kind) {
    case QuirkKind::Name: chip.name = quirk.text; break;
    case QuirkKind::FailRegister:
        chip.fail_opcode = static_cast<std::uint8_t>(quirk.value >> 8);
        chip.fail_mask = static_cast<std::uint8_t>(quirk.value);
        break;
    case QuirkKind::ChipEraseOpcode: chip.chip_erase_opcode = static_cast<std::uint8_t>(quirk.value); break;
    case QuirkKind::OctalPowerUpDummy:
        chip.octal.read_dummy_cycles = static_cast<std::uint8_t>(quirk.value);
        break;
    case QuirkKind::DedicatedFourByteOpcodes: use_dedicated_opcodes(chip); break;
    case QuirkKind::QuadEnableBit:
        chip.quad_enable = static_cast<QuadEnable>(quirk.value);
        chip.quad_enable_known = chip.quad_enable != QuadEnable::Reserved;
        break;
    case QuirkKind::DropEraseType: drop_erase_type(chip, quirk.value); break;
    }
}

} // namespace

std::span<const Quirk> quirks_of(const ChipIdentity& chip) {
    switch (chip.made_by()) {
    case Manufacturer::Macronix: return macronix_quirks();
    case Manufacturer::Winbond: return winbond_quirks();
    case Manufacturer::Micron: return micron_quirks();
    case Manufacturer::Infineon: return infineon_quirks();
    default: return {};
    }
}

void apply_quirks(const SfdpTables* sfdp, ChipDescription& chip) {
    for (const Quirk& quirk : quirks_of(chip.identity)) {
        if (quirk.applies_to(chip.identity) && condition_holds(quirk.only_if, sfdp)) apply(quirk, chip);
    }
}

} // namespace xspi
