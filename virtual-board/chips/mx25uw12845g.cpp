// MX25UW12845G: 16 MiB octal, 1.8 V; a smaller sibling of the flash on NUCLEO-H7S3L8. No dump of its SFDP was
// at hand: it is taken to have its sibling's tables but for the density (BFPT DWORD 2), and half its chip
// erase.
#include "chips/macronix-octal-figures.hpp"
#include "chips/nor-part.hpp"

namespace vb {
namespace {

constexpr std::size_t kDensity = 0x44; // BFPT at 0x40, DWORD 2: bits less one
std::vector<std::uint8_t> sfdp_of_the_sibling() {
    const auto sibling = mx25uw25645g_sfdp();
    std::vector<std::uint8_t> sfdp(sibling.begin(), sibling.end());
    sfdp[kDensity + 3] = 0x07;
    return sfdp;
}

} // namespace

const NorPart kMx25uw12845g = [] {
    NorPart part = macronix_octal_part();
    part.name = "MX25UW12845G";
    part.id = {0xC2, 0x81, 0x38}; // by the family's pattern
    part.bytes = 16u << 20;
    part.sfdp = sfdp_of_the_sibling();
    part.sector.time = {25 * kPerMillisecond, 500 * kPerMillisecond};
    part.block.time = {256 * kPerMillisecond, 5120 * kPerMillisecond};
    part.chip.bytes = part.bytes;
    part.chip.time = {38 * kPerSecond, 760 * kPerSecond};
    part.program = {152 * kPerMicrosecond, 4256 * kPerMicrosecond};
    return part;
}();

} // namespace vb
