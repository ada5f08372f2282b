// Whether an EEPROM is there, and of which kind: it says nothing of itself, but its write enable latch
// follows WREN and WRDI, and it drives MISO from the last bit of its address on. Port as in chip-finding.hpp.
#pragma once
#include "flash-library/chips/chip-finding.hpp"

namespace xspi {

namespace eeprom_finding {
inline constexpr std::uint8_t kWriteEnable = 0x06, kWriteDisable = 0x04, kEnabled = 0x02;
inline constexpr std::uint8_t kRead = 0x03;
inline constexpr std::uint8_t kNobody = 0xFF; // also an AT25 in a write cycle
// The longest write cycle takes 10 ms; a link adds to each of these.
inline constexpr unsigned kLooks = 20;
inline constexpr std::uint32_t kBetweenLooksUs = 1'000;

inline Sequence one_command(std::uint8_t opcode, std::uint32_t delay_us = 0) {
    Sequence sequence;
    sequence.count = 1;
    sequence.steps[0].command = plain_command(Mode::Spi, opcode);
    sequence.steps[0].delay_us = delay_us;
    return sequence;
}
} // namespace eeprom_finding

// In a write cycle nothing but RDSR is heard. `status`: as it was read last.
template <typename Port> bool await_idle_eeprom(Port& port, std::uint8_t& status) {
    using namespace eeprom_finding;
    if (!port.play(release_from_power_down(Mode::Spi))) return false;
    for (unsigned look = 0; look < kLooks; ++look) {
        if (!read_register(port, Mode::Spi, kReadStatusOpcode, status)) return false;
        if ((status & kWriteInProgress) == 0) break;
        if (!port.play(one_command(kWriteDisable, kBetweenLooksUs))) return false;
    }
    return true;
}

// hears: the latch is 1 after WREN and 0 after WRDI, in a status that is not only lines that nobody drives.
template <typename Port> bool hears_write_enable(Port& port, bool& hears, std::uint8_t& status) {
    using namespace eeprom_finding;
    std::uint8_t enabled = 0;
    if (!await_idle_eeprom(port, status)) return false;
    if (!port.play(one_command(kWriteEnable)) ||
        !read_register(port, Mode::Spi, kReadStatusOpcode, enabled) ||
        !port.play(one_command(kWriteDisable)) || !read_register(port, Mode::Spi, kReadStatusOpcode, status))
        return false;
    hears = enabled != kNobody && (enabled & kEnabled) != 0 && (status & kEnabled) == 0;
    return true;
}

// What comes while MISO is pulled one way. `nobody`: in place of an answer to RDID, which no EEPROM gives.
// `read`: behind READ and one byte of address; the chip takes what it still lacks of its address meanwhile.
struct PulledAnswer {
    std::array<std::uint8_t, 3> nobody{}, read{};
};

template <typename Port> bool read_pulled_answer(Port& port, PulledAnswer& answer) {
    Command read = plain_command(Mode::Spi, eeprom_finding::kRead);
    read.address_bytes = 1;
    read.address_phase = read.data_phase = {1, false};
    return port.read(identity_read(Mode::Spi), 0, answer.nobody) && port.read(read, 0, answer.read);
}

// Bytes of its address; 0: that cannot be told, as MISO follows something stronger than the pad's pull.
constexpr std::uint8_t address_bytes_seen(const PulledAnswer& up, const PulledAnswer& down) {
    for (std::size_t i = 0; i < up.nobody.size(); ++i)
        if (up.nobody[i] == down.nobody[i]) return 0;
    for (std::size_t i = 0; i < up.read.size(); ++i)
        if (up.read[i] == down.read[i]) return std::uint8_t(i + 1);
    return 0;
}

} // namespace xspi
