// The way to a chip that may be in any state: what the driver's first contact, the bootloader and the
// flash-test have in common. Port is whatever carries a transaction out:
//   bool read(const Command&, std::uint32_t address, std::span<std::uint8_t>)
//   bool play(const Sequence&)
// false: the controller did not finish, and the search ends there with false.
#pragma once
#include "flash-library/chips/chip-identity.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/sequence.hpp"
#include "flash-library/chips/vocabulary.hpp"

#include <algorithm>
#include <array>

namespace xspi {

struct FoundChip {
    ChipIdentity identity;         // not answered(): nothing is there
    Mode powers_up_in = Mode::Spi; // its non-volatile default; it is in 1S-1S-1S all the same
};

template <typename Port> bool read_identity(Port& port, const Command& command, ChipIdentity& identity) {
    std::array<std::uint8_t, 6> answer{};
    const std::size_t length = identity_length(command);
    if (!port.read(command, 0, std::span(answer.data(), length))) return false;
    identity = identity_from({answer.data(), length});
    return true;
}

// Four bytes that no array read and no floating line gives: the chip takes commands in 1S-1S-1S.
template <typename Port> bool hears_spi(Port& port, bool& hears) {
    constexpr std::array<std::uint8_t, 4> kSignature{'S', 'F', 'D', 'P'};
    std::array<std::uint8_t, 4> answer{};
    if (!port.read(read_sfdp_command(), 0, answer)) return false;
    hears = answer == kSignature;
    return true;
}

// To the chip's power-up state. works: it is known to be busy or suspended.
template <typename Port> bool recover_chip(Port& port, unsigned lines, bool works = false) {
    bool hears = false;
    if (!hears_spi(port, hears)) return false;
    return port.play(hears ? reset_in_spi() : recover_to_spi(lines, works));
}

// Recovered, asked for its id, and brought out of an octal mode that it powers up in.
template <typename Port> bool find_chip(Port& port, unsigned lines, bool works, FoundChip& found) {
    found = {};
    if (!recover_chip(port, lines, works) || !read_identity(port, read_id_command(), found.identity))
        return false;
    if (found.identity.answered() || lines < 8) return true;
    for (const Mode mode : {Mode::OctalDtr, Mode::OctalStr}) {
        ChipIdentity identity;
        if (!read_identity(port, octal_register_read(mode, kReadIdOpcode), identity)) return false;
        if (identity.made_by() != Manufacturer::Macronix) continue;
        found.powers_up_in = mode;
        return port.play(leave_octal_default(mode)) && read_identity(port, read_id_command(), found.identity);
    }
    return true;
}

} // namespace xspi
