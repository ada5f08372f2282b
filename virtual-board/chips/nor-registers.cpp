#include "chips/nor-registers.hpp"

#include <fmt/format.h>

namespace vb {
namespace {

// CR2 by address bits 10:8: the bits that exist, and those of them whose effect on the wires is not modelled.
struct Cr2Bits {
    std::uint8_t exist, not_modelled;
};
constexpr Cr2Bits kBits[8] = {
    {0x0B, 0x08},               // SOPI, DOPI; CRCEN
    {0x00, 0x00}, {0x03, 0x01}, // DOS; DQSPRC
    {0x07, 0x00},               // DC
    {0x03, 0x00},               // ECS: its pin is not wired here
    {0xF1, 0x90},               // PPTSEL, CRCCYC; CRCBEN, CRCBIN
    {0x17, 0x10},               // ODS; PBE
    {0x13, 0x00},               // WRAPSIZE, ENWRAP
};

constexpr std::uint32_t kNonVolatile = 0x40000000;
unsigned index(std::uint32_t address) { return address >> 8 & 7; }

} // namespace

// The volatile copies of 0x600 and 0x700 have no address of their own: CR and the burst length command are
// theirs.
bool NorRegisters::has_configuration2(std::uint32_t address) {
    const std::uint32_t offset = address & ~kNonVolatile;
    if (offset > 0x700 || offset & 0xFF) return false;
    return kBits[index(offset)].exist && (address & kNonVolatile || offset < 0x600);
}

void NorRegisters::load_defaults() {
    cr2_ = defaults_;
    configuration_ = std::uint8_t((configuration_ & 8) | (defaults_[kDrive] & 0x17)); // TB stays
    program_failed = erase_failed = false;
}

Protocol NorRegisters::protocol() const {
    const unsigned mode = cr2_[kMode] & 3;
    return mode == 1 ? Protocol::octal_str : mode == 2 ? Protocol::octal_dtr : Protocol::spi;
}

void NorRegisters::set_mode(Protocol protocol, bool as_default) {
    const std::uint8_t bits = protocol == Protocol::octal_str ? 1 : protocol == Protocol::octal_dtr ? 2 : 0;
    cr2_[kMode] = bits;
    if (as_default) defaults_[kMode] = bits;
}

unsigned NorRegisters::wrap_bytes() const { return cr2_[kWrap] & 0x10 ? 16u << (cr2_[kWrap] & 3) : 0; }

void NorRegisters::write_configuration(std::uint8_t value) {
    const unsigned tb = (configuration_ | value) & 8; // TB is one-time programmable on Macronix parts
    configuration_ = std::uint8_t((value & 0x17) | tb);
}

std::uint8_t NorRegisters::security(bool program_suspended, bool erase_suspended) const {
    return std::uint8_t(unsigned(ldso_) << 1 | unsigned(program_suspended) << 2 |
                        unsigned(erase_suspended) << 3 | unsigned(program_failed) << 5 |
                        unsigned(erase_failed) << 6 | unsigned(wpsel) << 7);
}

std::uint8_t NorRegisters::configuration2(std::uint32_t address) const {
    if (!has_configuration2(address)) return 0;
    return address & kNonVolatile ? defaults_[index(address)] : cr2_[index(address)];
}

NorRegisters::Cr2Write NorRegisters::write_configuration2(std::uint32_t address, std::uint8_t value) {
    if (!has_configuration2(address))
        return {Cr2Write::reserved, fmt::format("CR2 has no register at 0x{:08X}", address)};
    const Cr2Bits bits = kBits[index(address)];
    if (value & ~bits.exist)
        return {Cr2Write::reserved,
                fmt::format("CR2 at 0x{:08X}: reserved bits in 0x{:02X}", address, value)};
    if (index(address) == kMode && (value & 3) == 3)
        return {Cr2Write::reserved, "CR2 at 0: SOPI and DOPI both 1"};
    (address & kNonVolatile ? defaults_ : cr2_)[index(address)] = value;
    if (value & bits.not_modelled)
        return {Cr2Write::not_modelled,
                fmt::format("CR2 at 0x{:08X}: bits 0x{:02X} change what is on the wires, "
                            "which this model does not do",
                            address, value & bits.not_modelled)};
    return {Cr2Write::done, {}};
}

} // namespace vb
