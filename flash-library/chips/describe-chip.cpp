#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/jedec-table.hpp"
#include "flash-library/chips/quirk.hpp"

#include <algorithm>

namespace xspi {
namespace {

constexpr std::uint64_t kLargest = 1ull << 31; // addresses and sizes are 32-bit words on the target

// Opcodes that take four address bytes whatever mode the chip is in, after JESD216's FF84h. 52h has 5Ch, but
// many chips with a 32 KiB erase lack it: it counts only where FF84h names it.
std::uint8_t usual_four_byte_erase(std::uint8_t opcode) {
    switch (opcode) {
    case 0x20:
    case 0x21: return 0x21;
    case 0xD8:
    case 0xDC: return 0xDC;
    default: return 0;
    }
}

void sort_erase_types(ChipDescription& chip) {
    std::sort(chip.erase.begin(), chip.erase.end(),
              [](const auto& a, const auto& b) { return a.size != 0 && (b.size == 0 || a.size < b.size); });
}

void take_erase_types(const SfdpTables& sfdp, ChipDescription& chip) {
    unsigned count = 0;
    for (unsigned number = 1; number <= kDescribedEraseTypes; ++number) {
        const BfptEraseType type = sfdp.bfpt.erase_type(number);
        if (!type.present() || type.size > chip.size) continue;
        const std::uint8_t four_byte = sfdp.four_byte.present() ? sfdp.four_byte.erase_opcode(number)
                                                                : usual_four_byte_erase(type.opcode);
        chip.erase[count++] = {type.size, type.opcode, four_byte, type.time};
    }
    if (count == 0) { // JESD216 1.0 parts that fill in DWORD 1 only
        const auto opcode = static_cast<std::uint8_t>(sfdp.bfpt.bits(1, 15, 8));
        chip.erase[0] = {4096, opcode, usual_four_byte_erase(opcode), {}};
    }
    sort_erase_types(chip);
}

FourByteMethod four_byte_method(const SfdpTables& sfdp, std::uint32_t size) {
    const FourByteEntry entry = sfdp.bfpt.four_byte_entry();
    if (sfdp.bfpt.address_bytes() == AddressBytes::FourOnly || entry.always) return FourByteMethod::Always;
    if (size <= kThreeByteReach) return FourByteMethod::NotNeeded;
    const FourByteTable& table = sfdp.four_byte;
    if (table.present() && table.program_12() && (table.fast_read_0c() || table.read_13())) {
        return FourByteMethod::DedicatedOpcodes;
    }
    // SEMPER has 21h and DCh in the BFPT itself.
    const std::uint8_t opcode = sfdp.bfpt.erase_type(1).opcode;
    if (entry.dedicated_opcodes && !table.present() && (opcode == 0x21 || opcode == 0xDC)) {
        return FourByteMethod::DedicatedOpcodes;
    }
    if (entry.by_b7) return FourByteMethod::EnterB7;
    // Write enable does no harm where it is not wanted, and JESD216 1.0 does not say which it is.
    return FourByteMethod::EnterWriteEnableB7;
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
    octal.leave_by_reset = chip.soft_reset.by_66_99;
    octal.present = octal.read_opcode != 0 && octal.read_dummy_cycles != 0 && octal.enter[0].length != 0;
}

void take_sfdp(const SfdpTables& sfdp, ChipDescription& chip) {
    const Bfpt& bfpt = sfdp.bfpt;
    chip.described_by = DescribedBy::Sfdp;
    chip.size = static_cast<std::uint32_t>(bfpt.size());
    chip.page_size = bfpt.page_size();
    chip.page_program = bfpt.page_program();
    chip.chip_erase = bfpt.chip_erase();
    take_erase_types(sfdp, chip);
    chip.four_byte = four_byte_method(sfdp, chip.size);
    chip.fast_read = chip.four_byte != FourByteMethod::DedicatedOpcodes || !sfdp.four_byte.present() ||
                     sfdp.four_byte.fast_read_0c();
    chip.quad_enable = bfpt.quad_enable();
    chip.polling = bfpt.status_polling();
    chip.soft_reset = bfpt.soft_reset();
    chip.deep_power_down = bfpt.deep_power_down();
    chip.hybrid_sectors = sfdp.sector_map;
    take_octal(sfdp, chip);
}

void take_line(const JedecTableLine& line, ChipDescription& chip) {
    chip.described_by = DescribedBy::JedecTable;
    chip.size = line.size;
    chip.page_program = {line.page_typical_us, line.page_maximum_us};
    chip.chip_erase = {line.chip_typical_us, line.chip_maximum_us};
    bool dedicated = true;
    for (unsigned i = 0; i < line.erase.size(); ++i) {
        const JedecTableErase& type = line.erase[i];
        chip.erase[i] = {type.size, type.opcode, type.four_byte_opcode, {type.typical_us, type.maximum_us}};
        dedicated = dedicated && (type.size == 0 || type.four_byte_opcode != 0);
    }
    chip.soft_reset.coded = true;
    chip.soft_reset.by_66_99 = line.soft_reset;
    if (line.size > kThreeByteReach) {
        chip.four_byte = dedicated ? FourByteMethod::DedicatedOpcodes : FourByteMethod::EnterWriteEnableB7;
    }
}

// Times that SFDP 1.0 leaves out, from the line of the same part.
void fill_times_from_line(const JedecTableLine& line, ChipDescription& chip) {
    if (!chip.page_program.coded()) chip.page_program = {line.page_typical_us, line.page_maximum_us};
    if (!chip.chip_erase.coded()) chip.chip_erase = {line.chip_typical_us, line.chip_maximum_us};
    for (DescribedEraseType& type : chip.erase) {
        for (const JedecTableErase& known : line.erase) {
            if (known.size == type.size && !type.time.coded())
                type.time = {known.typical_us, known.maximum_us};
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
    }
    return "unknown error";
}

DescribeError describe_chip(const ChipIdentity& identity, const SfdpTables* sfdp, ChipDescription& out) {
    out = {};
    out.identity = identity;
    if (sfdp != nullptr && !sfdp->bfpt.present()) sfdp = nullptr;
    if (!identity.answered() && sfdp == nullptr) return DescribeError::NotAnswered;
    const JedecTableLine* line = find_in_jedec_table(identity);
    if (sfdp != nullptr) {
        if (sfdp->bfpt.size() > kLargest) return DescribeError::TooLarge;
        take_sfdp(*sfdp, out);
        if (line != nullptr) fill_times_from_line(*line, out);
    } else if (line != nullptr) {
        take_line(*line, out);
    } else {
        return DescribeError::Unknown;
    }
    if (line != nullptr) out.name = line->name;
    apply_quirks(sfdp, out);
    assume_times(out);
    const bool dedicated = out.four_byte == FourByteMethod::DedicatedOpcodes;
    const bool reachable = std::any_of(out.erase.begin(), out.erase.end(), [dedicated](const auto& type) {
        return type.size != 0 && (!dedicated || type.four_byte_opcode != 0);
    });
    return reachable ? DescribeError::None : DescribeError::Unreachable;
}

} // namespace xspi
