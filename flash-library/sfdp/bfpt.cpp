#include "flash-library/sfdp/bfpt.hpp"

namespace xspi {
namespace {

// Maximum = 2 * (multiplier + 1) * typical, DWORD 10 and 11.
TypicalAndMaximum with_maximum(std::uint64_t typical_us, std::uint32_t multiplier) {
    return {typical_us, 2 * (multiplier + 1ull) * typical_us};
}

// Latency units of DWORD 12 and 14: 00b 128 ns, 01b 1 us, 10b 8 us, 11b 64 us.
std::uint64_t latency_ns(std::uint32_t count, std::uint32_t unit) {
    constexpr std::uint32_t units[] = {128, 1000, 8000, 64000};
    return (count + 1ull) * units[unit & 3];
}

// Speeds of DWORD 20; Eh: not characterised, Fh: not supported, 0 and Dh: reserved.
std::uint16_t megahertz(std::uint32_t code) {
    constexpr std::uint16_t speeds[16] = {0, 33, 50, 66, 80, 100, 133, 166, 200, 250, 266, 333, 400, 0, 0, 0};
    return speeds[code & 15];
}

FastRead fast_read_at(const Bfpt& table, bool supported, unsigned dword, unsigned low) {
    FastRead read;
    read.opcode = static_cast<std::uint8_t>(table.bits(dword, low + 15, low + 8));
    read.mode_clocks = static_cast<std::uint8_t>(table.bits(dword, low + 7, low + 5));
    read.wait_states = static_cast<std::uint8_t>(table.bits(dword, low + 4, low));
    // Several vendors set the support bit and leave the opcode blank, or the reverse: both are needed.
    read.supported = supported && table.has(dword) && read.opcode != 0 && read.opcode != 0xFF;
    return read.supported ? read : FastRead{};
}

} // namespace

std::uint64_t Bfpt::size() const {
    const std::uint32_t density = dword(2);
    if ((density & 0x80000000u) == 0) return (density + 1ull) / 8; // number of bits less one
    const std::uint32_t exponent = density & 0x7FFFFFFFu;          // 2^N bits
    return exponent >= 3 && exponent < 64 ? 1ull << (exponent - 3) : 0;
}

std::uint32_t Bfpt::page_size() const {
    const std::uint32_t exponent = filled(11) ? bits(11, 7, 4) : 0;
    return exponent != 0 ? 1u << exponent : 256;
}

TypicalAndMaximum Bfpt::page_program() const {
    if (!filled(11)) return {};
    const std::uint64_t unit_us = bit(11, 13) ? 64 : 8;
    return with_maximum((bits(11, 12, 8) + 1) * unit_us, bits(11, 3, 0));
}

TypicalAndMaximum Bfpt::chip_erase() const {
    if (!filled(11) || !filled(10)) return {};
    constexpr std::uint64_t units_us[] = {16'000, 256'000, 4'000'000, 64'000'000};
    // The maximum uses DWORD 10's multiplier: it is an erase.
    return with_maximum((bits(11, 28, 24) + 1) * units_us[bits(11, 30, 29)], bits(10, 3, 0));
}

BfptEraseType Bfpt::erase_type(unsigned number) const {
    BfptEraseType type;
    if (number < 1 || number > 4) return type;
    const unsigned dword_number = number <= 2 ? 8 : 9;
    const unsigned low = (number & 1) != 0 ? 0 : 16;
    const std::uint32_t exponent = bits(dword_number, low + 7, low);
    const auto opcode = static_cast<std::uint8_t>(bits(dword_number, low + 15, low + 8));
    // Left blank: size 00h or FFh; some leave the size and blank the opcode. No chip erases less than 256
    // bytes.
    if (exponent < 8 || exponent >= 32 || opcode == 0x00 || opcode == 0xFF) return type;
    type.size = 1u << exponent;
    type.opcode = opcode;
    if (filled(10)) {
        constexpr std::uint64_t units_us[] = {1'000, 16'000, 128'000, 1'000'000};
        const unsigned at = 4 + 7 * (number - 1);
        const std::uint64_t typical_us = (bits(10, at + 4, at) + 1) * units_us[bits(10, at + 6, at + 5)];
        type.time = with_maximum(typical_us, bits(10, 3, 0));
    }
    return type;
}

FastRead Bfpt::fast_read(FastReadMode mode) const {
    switch (mode) {
    case FastReadMode::Mode1S1S2S: return fast_read_at(*this, bit(1, 16), 4, 0);
    case FastReadMode::Mode1S2S2S: return fast_read_at(*this, bit(1, 20), 4, 16);
    case FastReadMode::Mode1S4S4S: return fast_read_at(*this, bit(1, 21), 3, 0);
    case FastReadMode::Mode1S1S4S: return fast_read_at(*this, bit(1, 22), 3, 16);
    case FastReadMode::Mode2S2S2S: return fast_read_at(*this, bit(5, 0), 6, 16);
    case FastReadMode::Mode4S4S4S: return fast_read_at(*this, bit(5, 4), 7, 16);
    case FastReadMode::Mode1S8S8S: return fast_read_at(*this, true, 17, 0);
    case FastReadMode::Mode1S1S8S: return fast_read_at(*this, true, 17, 16);
    case FastReadMode::Mode1S1D1D: return fast_read_at(*this, bit(21, 0), 22, 0);
    case FastReadMode::Mode1S2D2D: return fast_read_at(*this, bit(21, 1), 22, 16);
    case FastReadMode::Mode1S4D4D: return fast_read_at(*this, bit(21, 2), 23, 0);
    case FastReadMode::Mode4S4D4D: return fast_read_at(*this, bit(21, 3), 23, 16);
    }
    return {};
}

SuspendResume Bfpt::suspend_resume() const {
    SuspendResume result;
    if (!has(13) || bit(12, 31)) return result; // bit 31 set: not supported
    result.supported = true;
    result.program_resume = static_cast<std::uint8_t>(bits(13, 7, 0));
    result.program_suspend = static_cast<std::uint8_t>(bits(13, 15, 8));
    result.resume = static_cast<std::uint8_t>(bits(13, 23, 16));
    result.suspend = static_cast<std::uint8_t>(bits(13, 31, 24));
    result.program_interval_us = (bits(12, 12, 9) + 1) * 64;
    result.program_latency_ns = latency_ns(bits(12, 17, 13), bits(12, 19, 18));
    result.erase_interval_us = (bits(12, 23, 20) + 1) * 64;
    result.erase_latency_ns = latency_ns(bits(12, 28, 24), bits(12, 30, 29));
    return result;
}

DeepPowerDown Bfpt::deep_power_down() const {
    DeepPowerDown result;
    if (!has(14) || bit(14, 31)) return result; // bit 31 set: not supported
    result.supported = true;
    result.exit_delay_ns = latency_ns(bits(14, 12, 8), bits(14, 14, 13));
    result.exit = static_cast<std::uint8_t>(bits(14, 22, 15));
    result.enter = static_cast<std::uint8_t>(bits(14, 30, 23));
    return result;
}

StatusPolling Bfpt::status_polling() const {
    if (!filled(14)) return {};
    const StatusPolling polling{bit(14, 2), bit(14, 3)};
    return polling.status_register || polling.flag_status ? polling : StatusPolling{};
}

FourByteEntry Bfpt::four_byte_entry() const {
    if (!filled(16)) return {};
    return {bit(16, 24), bit(16, 25), bit(16, 26), bit(16, 27), bit(16, 28), bit(16, 29), bit(16, 30)};
}

SoftReset Bfpt::soft_reset() const {
    if (!filled(16)) return {};
    return {true, bit(16, 12), bit(16, 11), bit(16, 8), bit(16, 9), bit(16, 10), bit(16, 13)};
}

OctalFacts Bfpt::octal() const {
    OctalFacts facts;
    if (!filled(18)) return facts;
    facts.coded = true;
    facts.extension = static_cast<CommandExtension>(bits(18, 30, 29));
    facts.swap_bytes = bit(18, 31);
    facts.in_band_reset = bit(18, 23);
    facts.str_strobe = static_cast<std::uint8_t>(bits(18, 25, 24));
    facts.disable_sequences = static_cast<std::uint8_t>(bits(19, 3, 0));
    facts.enable_sequences = static_cast<std::uint8_t>(bits(19, 8, 4));
    facts.octal_enable = static_cast<std::uint8_t>(bits(19, 22, 20));
    facts.mhz_8s = megahertz(bits(20, 19, 16));
    facts.mhz_8s_strobe = megahertz(bits(20, 23, 20));
    facts.mhz_8d = megahertz(bits(20, 27, 24));
    facts.mhz_8d_strobe = megahertz(bits(20, 31, 28));
    return facts;
}

} // namespace xspi
