#include "flash-library/chip-vocabulary.hpp"
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/describe-quad.hpp"
#include "flash-library/chips/described-erase.hpp"
#include "flash-library/chips/jedec-table.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/quirk.hpp"

#include <algorithm>

namespace xspi {
namespace {

constexpr std::uint64_t kLargest = 1ull << 31; // addresses and sizes are 32-bit words on the target

// 13h or 0Ch, and 12h exist; erase types have their own forms.
bool has_dedicated_opcodes(const SfdpTables& sfdp, const FourByteEntry& entry) {
    const FourByteTable& table = sfdp.four_byte;
    if (table.present()) return table.program_12() && (table.fast_read_0c() || table.read_13());
    // SEMPER has 21h and DCh in the BFPT itself.
    const std::uint8_t opcode = sfdp.bfpt.erase_type(1).opcode;
    return entry.dedicated_opcodes && (opcode == 0x21 || opcode == 0xDC);
}

DescribeError take_four_byte_method(const SfdpTables& sfdp, const JedecTableLine* line,
                                    ChipDescription& chip) {
    const Bfpt& bfpt = sfdp.bfpt;
    const FourByteEntry entry = bfpt.four_byte_entry();
    if (bfpt.address_bytes() == AddressBytes::FourOnly) {
        chip.four_byte = FourByteMethod::Always;
    } else if (chip.size <= kThreeByteReach) {
        // DWORD 16's bits mean nothing here: parts that have no such commands set them all.
        chip.four_byte = FourByteMethod::NotNeeded;
    } else if (entry.always) {
        chip.four_byte = FourByteMethod::Always;
    } else if (has_dedicated_opcodes(sfdp, entry)) {
        chip.four_byte = FourByteMethod::DedicatedOpcodes;
    } else if (line != nullptr) {
        chip.four_byte = line->four_byte;
    } else if (entry.by_b7 || entry.by_write_enable_b7) {
        chip.four_byte = entry.by_b7 ? FourByteMethod::EnterB7 : FourByteMethod::EnterWriteEnableB7;
    } else if (bfpt.address_bytes() == AddressBytes::ThreeOnly) {
        return DescribeError::ThreeByteOnly;
    } else if (chip.soft_reset.coded) { // DWORD 16 is there
        // By a bank register, an extended address register or commands that only the data sheet names.
        return DescribeError::Unreachable;
    } else {
        // Write enable does no harm where it is not wanted, and JESD216 1.0 does not say which it is.
        chip.four_byte = FourByteMethod::EnterWriteEnableB7;
    }
    return DescribeError::None;
}

// The data must hold every table that decides which commands erase what.
bool complete(const SfdpTables& sfdp, std::uint32_t size) {
    const auto cut = [&](std::uint16_t id) {
        const SfdpParameterHeader* header = sfdp.find_header(id);
        return header != nullptr && header->problem == SfdpError::TableOutside;
    };
    return !cut(kSectorMapTable) && !(size > kThreeByteReach && cut(kFourByteTable));
}

void take_octal(const SfdpTables& sfdp, ChipDescription& chip) {
    const OctalFacts facts = sfdp.bfpt.octal();
    const XspiProfile& profile = sfdp.xspi_profile;
    if (!facts.coded || !profile.present() || facts.extension == CommandExtension::Reserved) return;
    OctalDescription& octal = chip.octal;
    octal.extension = facts.extension;
    octal.swap_bytes = facts.swap_bytes;
    octal.read_opcode = profile.read_fast_opcode();
    // The row of the highest frequency serves every lower one. Where the power-up state differs, a quirk says
    // so.
    for (const DummyCycles row :
         {profile.dummy_100mhz(), profile.dummy_133mhz(), profile.dummy_166mhz(), profile.dummy_200mhz()}) {
        octal.read_dummy_cycles = std::max(octal.read_dummy_cycles, row.cycles);
    }
    octal.status_address_bytes = profile.status_address_bytes();
    octal.status_dummy_cycles = profile.status_dummy_cycles();
    octal.register_address_bytes = profile.register_address_bytes();
    octal.register_dummy_cycles = profile.volatile_register_dummy_cycles();
    octal.sfdp_address_bytes = profile.sfdp_address_bytes();
    octal.sfdp_dummy_cycles = profile.sfdp_dummy_cycles();
    octal.maximum_mhz = std::max(facts.mhz_8d, facts.mhz_8d_strobe);
    for (unsigned i = 0; i < OctalSequences::kSequences; ++i) {
        octal.enter[i] = sfdp.octal_sequences.sequence(i + 1);
    }
    octal.present = octal.read_opcode != 0 && octal.read_dummy_cycles != 0 && octal.enter[0].length != 0;
}

DescribeError take_sfdp(const SfdpTables& sfdp, const JedecTableLine* line,
                        std::optional<std::uint8_t> layout, ChipDescription& chip) {
    const Bfpt& bfpt = sfdp.bfpt;
    if (bfpt.size() > kLargest) return DescribeError::TooLarge;
    chip.described_by = DescribedBy::Sfdp;
    chip.size = static_cast<std::uint32_t>(bfpt.size());
    if (line != nullptr && line->size != chip.size) return DescribeError::SizeDisagrees;
    if (!complete(sfdp, chip.size)) return DescribeError::Incomplete;
    chip.soft_reset = bfpt.soft_reset();
    chip.page_size =
        std::min(bfpt.page_size(), kMaximumPage); // a part of a page may be programmed at any time
    chip.page_program = bfpt.page_program();
    chip.chip_erase = bfpt.chip_erase();
    if (const auto error = take_erase_types(sfdp, layout, chip); error != DescribeError::None) return error;
    if (const auto error = take_four_byte_method(sfdp, line, chip); error != DescribeError::None)
        return error;
    chip.fast_read = chip.four_byte != FourByteMethod::DedicatedOpcodes || !sfdp.four_byte.present() ||
                     sfdp.four_byte.fast_read_0c();
    chip.polling = bfpt.status_polling();
    chip.deep_power_down = bfpt.deep_power_down();
    if (kHasOctal) take_octal(sfdp, chip);
    if (kHasQuad) take_quad(sfdp, chip);
    return DescribeError::None;
}

void take_line(const JedecTableLine& line, ChipDescription& chip) {
    chip.described_by = DescribedBy::JedecTable;
    chip.size = line.size;
    chip.four_byte = line.four_byte;
    for (unsigned i = 0; i < line.erase.size(); ++i) {
        const JedecTableErase& type = line.erase[i];
        if (type.size != 0) chip.erase[i] = {type.size, type.opcode, type.four_byte_opcode, {}};
    }
    chip.soft_reset.coded = true;
    chip.soft_reset.by_66_99 = line.soft_reset;
}

TypicalAndMaximum time_ms(std::uint64_t typical, std::uint64_t maximum) {
    return {1000 * typical, 1000 * maximum};
}

// What SFDP 1.0 leaves out, from the line of the same part.
void fill_from_line(const JedecTableLine& line, ChipDescription& chip) {
    if (!chip.page_program.coded()) chip.page_program = {line.page_typical_us, line.page_maximum_us};
    if (!chip.chip_erase.coded()) chip.chip_erase = time_ms(line.chip_typical_ms, line.chip_maximum_ms);
    for (DescribedEraseType& type : chip.erase) {
        for (const JedecTableErase& known : line.erase) {
            if (known.size != type.size || known.opcode != type.opcode) continue;
            if (!type.time.coded()) type.time = time_ms(known.typical_ms, known.maximum_ms);
            if (type.four_byte_opcode == 0) type.four_byte_opcode = known.four_byte_opcode;
        }
    }
}

// A wait needs an end even where nothing is known. Typical: what parts of this kind take; maximum: twice the
// slowest part at hand (MX25UW 64 KiB 5.1 s, N25Q 480 s per 32 MiB), or five times the typical time where
// that is known.
void assume(TypicalAndMaximum& time, std::uint64_t typical_us, std::uint64_t maximum_us, bool& assumed) {
    if (time.typical_us != 0 && time.maximum_us != 0) return;
    assumed = true;
    if (time.typical_us == 0)
        time.typical_us = time.maximum_us != 0 ? std::min(typical_us, time.maximum_us) : typical_us;
    if (time.maximum_us == 0) time.maximum_us = std::max(maximum_us, 5 * time.typical_us);
}

void assume_times(ChipDescription& chip) {
    assume(chip.page_program, 700, 10'000, chip.times_assumed);
    for (DescribedEraseType& type : chip.erase) {
        if (type.size == 0) continue;
        const std::uint64_t blocks = std::max<std::uint32_t>(1, type.size / (64 * 1024));
        const std::uint64_t typical_us = type.size < 32 * 1024   ? 60'000
                                         : type.size < 64 * 1024 ? 150'000
                                                                 : 250'000 * blocks;
        assume(type.time, typical_us, type.size < 32 * 1024 ? 2'000'000 : 10'000'000 * blocks,
               chip.times_assumed);
    }
    const std::uint64_t mebibytes = std::max<std::uint32_t>(1, chip.size >> 20);
    assume(chip.chip_erase, 2'500'000 * mebibytes, 30'000'000 * mebibytes, chip.times_assumed);
}

} // namespace

const char* sentence_for(DescribeError error) {
    switch (error) {
    case DescribeError::None: return "the chip is known";
    case DescribeError::NotAnswered:
        return "no chip answered RDID: check supply, clock, chip select and the data lines' alternate "
               "functions";
    case DescribeError::Unknown: return "the chip has no usable SFDP and its JEDEC id is not in the table";
    case DescribeError::TooLarge: return "the chip is larger than 2 GiB";
    case DescribeError::Unreachable: return "the chip has no erase command that reaches above 16 MiB";
    case DescribeError::ThreeByteOnly:
        return "the chip is larger than 16 MiB, but its SFDP says that it takes three address bytes only, "
               "and "
               "the table by JEDEC id does not know better";
    case DescribeError::SizeDisagrees:
        return "SFDP and the table by JEDEC id do not agree about the chip's size: it is a copy that answers "
               "with another chip's id, or the data are damaged";
    case DescribeError::Incomplete:
        return "SFDP names a table that decides how the chip is erased (sector map FF81h or 4-byte commands "
               "FF84h), and the data end before it";
    case DescribeError::LayoutUnknown:
        return "the chip's sectors can be laid out in several ways, which of them is in use is not known, "
               "and "
               "no erase type is right in all of them";
    case DescribeError::LayoutWrong:
        return "the sector map (FF81h) does not describe the whole chip, or names no erase type for a part "
               "of "
               "it";
    }
    return "unknown error";
}

DescribeError describe_chip(const ChipIdentity& identity, const SfdpTables* sfdp, ChipDescription& out,
                            std::optional<std::uint8_t> layout) {
    out = {};
    out.identity = identity;
    if (sfdp != nullptr && !sfdp->bfpt.present()) sfdp = nullptr;
    if (!identity.answered() && sfdp == nullptr) return DescribeError::NotAnswered;
    const JedecTableLine* line = find_in_jedec_table(identity);
    if (sfdp != nullptr) {
        const DescribeError error = take_sfdp(*sfdp, line, layout, out);
        if (error != DescribeError::None) {
            out.described_by = DescribedBy::Nothing;
            return error;
        }
    } else if (line != nullptr) {
        take_line(*line, out);
    } else {
        return DescribeError::Unknown;
    }
    if (line != nullptr) {
        const bool later = sfdp != nullptr && sfdp->bfpt.count > Bfpt::kFirstRevision;
        out.name = later && line->later_name[0] != 0 ? line->later_name : line->name;
        fill_from_line(*line, out);
    }
    apply_quirks(sfdp, out);
    assume_times(out);
    const bool dedicated = out.four_byte == FourByteMethod::DedicatedOpcodes;
    const bool reachable = std::any_of(out.erase.begin(), out.erase.end(), [dedicated](const auto& type) {
        return type.size != 0 && (!dedicated || type.four_byte_opcode != 0);
    });
    return reachable ? DescribeError::None : DescribeError::Unreachable;
}

} // namespace xspi
