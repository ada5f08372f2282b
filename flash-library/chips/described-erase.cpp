#include "flash-library/chips/described-erase.hpp"

#include <algorithm>
#include <bit>

namespace xspi {
namespace {

constexpr unsigned kBfptTypes = 4;

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

DescribedEraseType described(const SfdpTables& sfdp, unsigned number) {
    const BfptEraseType type = sfdp.bfpt.erase_type(number);
    if (!type.present()) return {};
    const std::uint8_t four_byte =
        sfdp.four_byte.present() ? sfdp.four_byte.erase_opcode(number) : usual_four_byte_erase(type.opcode);
    return {type.size, type.opcode, four_byte, type.time};
}

unsigned count_of(const ChipDescription& chip) {
    unsigned count = 0;
    while (count < chip.erase.size() && chip.erase[count].size != 0) ++count;
    return count;
}

// Types come in any order in SFDP; the regions' masks follow them.
void sort_by_size(ChipDescription& chip) {
    const unsigned count = count_of(chip);
    for (unsigned end = count; end > 1; --end) {
        for (unsigned i = 0; i + 1 < end; ++i) {
            if (chip.erase[i].size <= chip.erase[i + 1].size) continue;
            std::swap(chip.erase[i], chip.erase[i + 1]);
            for (EraseRegion& region : chip.regions) {
                const unsigned low = region.types >> i & 1u, high = region.types >> (i + 1) & 1u;
                region.types =
                    static_cast<std::uint8_t>((region.types & ~(3u << i)) | low << (i + 1) | high << i);
            }
        }
    }
}

// One opcode with two sizes: a configuration of the chip decides, or the address.
bool shares_opcode(const SfdpTables& sfdp, unsigned number) {
    const BfptEraseType type = sfdp.bfpt.erase_type(number);
    for (unsigned other = 1; other <= kBfptTypes; ++other) {
        const BfptEraseType candidate = sfdp.bfpt.erase_type(other);
        if (candidate.present() && candidate.opcode == type.opcode && candidate.size != type.size)
            return true;
    }
    return false;
}

void take_uniform(const SfdpTables& sfdp, ChipDescription& chip, unsigned allowed) {
    unsigned count = 0;
    for (unsigned number = 1; number <= kBfptTypes; ++number) {
        const DescribedEraseType type = described(sfdp, number);
        if ((allowed >> (number - 1) & 1) == 0 || type.size == 0 || type.size > chip.size) continue;
        chip.erase[count++] = type;
    }
}

// Sector maps give a region the type of a bigger sector that the region cuts: it erases what of the sector
// lies in the region (S28HS: 128 KiB beside the 4 KiB sectors, by the opcode of 256 KiB).
std::uint32_t sector_size(const DescribedEraseType& type, const SectorMapRegion& region) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(type.size, region.length));
}

// Index of this type in chip.erase, put there if there is room; kDescribedEraseTypes: there is none. A size
// stands for one opcode from here to the chip: a second one of the same size is not kept.
unsigned place(ChipDescription& chip, DescribedEraseType type, std::uint32_t size) {
    type.size = size;
    for (unsigned i = 0; i < chip.erase.size(); ++i) {
        DescribedEraseType& held = chip.erase[i];
        if (held.size == 0) held = type;
        if (held.size == size) return held.opcode == type.opcode ? i : kDescribedEraseTypes;
    }
    return kDescribedEraseTypes;
}

// A sector that a region cuts short has another type's size, which then is the one to use.
bool has_genuine(const SfdpTables& sfdp, std::uint32_t size) {
    for (unsigned number = 1; number <= kBfptTypes; ++number)
        if (sfdp.bfpt.erase_type(number).size == size) return true;
    return false;
}

// Sectors lie at multiples of their size, which is a power of two.
bool fits(const EraseRegion& region, std::uint32_t size) {
    return std::has_single_bit(size) && region.address % size == 0 && region.length % size == 0;
}

DescribeError take_layout(const SfdpTables& sfdp, const SectorMapLayout& layout, ChipDescription& chip) {
    const SectorMap& map = sfdp.sector_map;
    if (layout.regions > kDescribedRegions) return DescribeError::LayoutWrong;
    std::uint64_t address = 0;
    for (unsigned number = 0; number < layout.regions; ++number) {
        const SectorMapRegion given = map.region(layout, number);
        if (address + given.length > chip.size) return DescribeError::LayoutWrong;
        EraseRegion& region = chip.regions[number];
        region.address = static_cast<std::uint32_t>(address);
        region.length = static_cast<std::uint32_t>(given.length);
        for (unsigned bit = 0; bit < kBfptTypes; ++bit) {
            const DescribedEraseType type = described(sfdp, bit + 1);
            if ((given.types >> bit & 1) == 0 || type.size == 0) continue;
            const std::uint32_t size = sector_size(type, given);
            if (!fits(region, size) || (size != type.size && has_genuine(sfdp, size))) continue;
            const unsigned index = place(chip, type, size);
            if (index < kDescribedEraseTypes) region.types |= static_cast<std::uint8_t>(1u << index);
        }
        if (region.types == 0) return DescribeError::LayoutWrong;
        address = region.end();
    }
    if (address != chip.size) return DescribeError::LayoutWrong;
    chip.region_count = static_cast<std::uint8_t>(layout.regions == 1 ? 0 : layout.regions);
    if (chip.region_count == 0) chip.regions[0] = {};
    return DescribeError::None;
}

// Whether erase type `number` has the same sectors everywhere in this layout.
bool holds_everywhere(const SfdpTables& sfdp, const SectorMapLayout& layout, unsigned number) {
    const std::uint32_t size = sfdp.bfpt.erase_type(number).size;
    if (size == 0) return false;
    for (unsigned i = 0; i < layout.regions; ++i) {
        const SectorMapRegion region = sfdp.sector_map.region(layout, i);
        // A power of two, so no ROM needs to divide 64 bits for it.
        if ((region.types >> (number - 1) & 1) == 0 || (region.length & (size - 1)) != 0) return false;
    }
    return true;
}

// What is right whichever layout is in use.
DescribeError take_common(const SfdpTables& sfdp, ChipDescription& chip) {
    unsigned allowed = 0;
    for (unsigned number = 1; number <= kBfptTypes; ++number) {
        bool everywhere = sfdp.sector_map.layout(0).present();
        for (unsigned i = 0; sfdp.sector_map.layout(i).present(); ++i)
            everywhere = everywhere && holds_everywhere(sfdp, sfdp.sector_map.layout(i), number);
        if (everywhere) allowed |= 1u << (number - 1);
    }
    take_uniform(sfdp, chip, allowed);
    return count_of(chip) != 0 ? DescribeError::None : DescribeError::LayoutUnknown;
}

DescribeError take_mapped(const SfdpTables& sfdp, std::optional<std::uint8_t> layout, ChipDescription& chip) {
    const SectorMap& map = sfdp.sector_map;
    SectorMapLayout used;
    if (layout)
        used = map.layout_with_id(*layout);
    else if (map.detections() == 0 && !map.layout(1).present())
        used = map.layout(0);
    return used.present() ? take_layout(sfdp, used, chip) : take_common(sfdp, chip);
}

} // namespace

DescribeError take_erase_types(const SfdpTables& sfdp, std::optional<std::uint8_t> layout,
                               ChipDescription& chip) {
    DescribeError error = DescribeError::None;
    if (sfdp.sector_map.present()) {
        error = take_mapped(sfdp, layout, chip);
    } else {
        unsigned allowed = 0, present = 0;
        for (unsigned number = 1; number <= kBfptTypes; ++number) {
            if (!sfdp.bfpt.erase_type(number).present()) continue;
            ++present;
            if (!shares_opcode(sfdp, number)) allowed |= 1u << (number - 1);
        }
        take_uniform(sfdp, chip, allowed);
        if (present != 0 && allowed == 0) error = DescribeError::LayoutUnknown;
        if (present == 0) { // JESD216 1.0 parts that fill in DWORD 1 only
            const auto opcode = static_cast<std::uint8_t>(sfdp.bfpt.bits(1, 15, 8));
            chip.erase[0] = {4096, opcode, usual_four_byte_erase(opcode), {}};
        }
    }
    sort_by_size(chip);
    return error;
}

} // namespace xspi
