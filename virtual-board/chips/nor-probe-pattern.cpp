#include "chips/nor-probe-pattern.hpp"

#include <algorithm>
#include <optional>

namespace vb {
namespace {

constexpr std::uint8_t kResetEnable = 0x66, kReset = 0x99, kRelease = 0xAB, kReadId = 0x9F,
                       kReadStatus = 0x05, kReadSfdp = 0x5A;

// Resets and the release from deep power-down are the opcode and nothing else; RDID, RDSR and RDSFDP go on
// with address, dummy cycles and data. RDSR: ST's boot images poll the status in 1S after they have switched
// the chip to 8D. RDSFDP: they look for the tables in every protocol.
bool matches(unsigned opcode, std::uint64_t clocks, std::uint64_t opcode_clocks) {
    if (opcode == kReadId || opcode == kReadStatus || opcode == kReadSfdp) return clocks > opcode_clocks;
    return (opcode == kResetEnable || opcode == kReset || opcode == kRelease) && clocks == opcode_clocks;
}

// The second byte of an octal opcode: inverted (Macronix) or repeated (JESD216 BFPT DWORD 18, command
// extension).
bool extends(std::uint8_t opcode, std::uint8_t second) {
    return (opcode ^ second) == 0xFF || opcode == second;
}

// Nothing: it is none.
std::optional<unsigned> opcode_in_spi(std::span<const std::uint8_t> first) {
    if (first.size() < 16) return std::nullopt;
    unsigned opcode = 0;
    for (unsigned i = 0; i < 16; i += 2) {
        if ((first[i] ^ first[i + 1]) & 1) return std::nullopt; // SDR holds a level for the whole clock
        opcode = opcode << 1 | (first[i] & 1);
    }
    return opcode;
}

bool in_spi(std::span<const std::uint8_t> first, std::uint64_t clocks) {
    const auto opcode = opcode_in_spi(first);
    return opcode && matches(*opcode, clocks, 8);
}

// Every search for a chip begins so; one that has no deep power-down does not know it.
bool releases(std::span<const std::uint8_t> first, std::uint64_t clocks) {
    return clocks == 8 && opcode_in_spi(first) == kRelease;
}

// 2S-2S-2S, which this chip never speaks: four clocks of two bits each.
bool in_dual(std::span<const std::uint8_t> first, std::uint64_t clocks) {
    if (first.size() < 8) return false;
    unsigned opcode = 0;
    for (unsigned i = 0; i < 8; i += 2) {
        if (first[i] != first[i + 1]) return false;
        opcode = opcode << 2 | (first[i] & 3);
    }
    return matches(opcode, clocks, 4);
}

// 4S-4S-4S, which this chip never speaks: two clocks of a nibble each.
bool in_qpi(std::span<const std::uint8_t> first, std::uint64_t clocks) {
    return first.size() >= 4 && first[0] == first[1] && first[2] == first[3] &&
           matches(unsigned((first[0] & 0xF) << 4 | (first[2] & 0xF)), clocks, 2);
}

bool releases_in_qpi(std::span<const std::uint8_t> first, std::uint64_t clocks) {
    return clocks == 2 && in_qpi(first, clocks) && (first[0] & 0xF) == kRelease >> 4;
}

bool in_octal_str(std::span<const std::uint8_t> first, std::uint64_t clocks) {
    return first.size() >= 4 && first[0] == first[1] && first[2] == first[3] && extends(first[0], first[2]) &&
           matches(first[0], clocks, 2);
}

bool in_octal_dtr(std::span<const std::uint8_t> first, std::uint64_t clocks) {
    return first.size() >= 2 && extends(first[0], first[1]) && matches(first[0], clocks, 1);
}

// FFh or F5h on four lines in two clocks; lines that stay high, one or four, as long as a continuous read has
// address and mode bits, with any number of lines and bytes: Micron's "power loss and interface rescue" goes
// the same way, the short ones first.
bool ends_a_mode(std::span<const std::uint8_t> first, std::uint64_t clocks) {
    if (first.size() < 4) return false;
    if (clocks == 2 && (first[0] & 15) == 15 && ((first[2] & 15) == 15 || (first[2] & 15) == 5)) return true;
    const auto all_high = [&](std::uint8_t lines) {
        return std::all_of(first.begin(), first.end(), [=](auto level) { return (level & lines) == lines; });
    };
    return (clocks >= 8 && clocks <= 40 && all_high(0x1)) || (clocks >= 2 && clocks <= 34 && all_high(0xF));
}

} // namespace

bool is_probe_of_another_protocol(Protocol chip, std::span<const std::uint8_t> first, std::uint64_t clocks,
                                  bool quad) {
    if (quad && ends_a_mode(first, clocks)) return true;
    if (chip == Protocol::spi && releases(first, clocks)) return true;
    if (chip == Protocol::qpi && releases_in_qpi(first, clocks)) return true;
    // With IO1 low 35h and 38h on one line begin like RDSR on two.
    const bool dual = in_dual(first, clocks) && (!quad || clocks == 4);
    return (chip != Protocol::spi && in_spi(first, clocks)) || dual ||
           (chip != Protocol::qpi && in_qpi(first, clocks)) || in_octal_str(first, clocks) ||
           in_octal_dtr(first, clocks);
}

} // namespace vb
