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

// What the chip was doing when it was found; its reset ends that in the middle.
enum class Unfinished : std::uint8_t { Nothing, Busy, EraseSuspended, ProgramSuspended, Suspended };

struct FoundChip {
    ChipIdentity identity;         // not answered(): nothing is there
    Mode powers_up_in = Mode::Spi; // its non-volatile default; it is in 1S-1S-1S all the same
    Unfinished work = Unfinished::Nothing;
};

template <typename Port> bool read_identity(Port& port, const Command& command, ChipIdentity& identity) {
    std::array<std::uint8_t, 6> answer{};
    const std::size_t length = identity_length(command);
    if (!port.read(command, 0, std::span(answer.data(), length))) return false;
    identity = identity_from({answer.data(), length});
    return true;
}

template <typename Port> bool read_identity(Port& port, Mode mode, ChipIdentity& identity) {
    return read_identity(port, identity_read(mode), identity);
}

template <typename Port> bool read_register(Port& port, Mode mode, std::uint8_t opcode, std::uint8_t& value) {
    const Command command = register_read(mode, opcode);
    std::array<std::uint8_t, 2> answer{}; // in DTR it comes on both edges
    const bool done = port.read(command, 0, std::span(answer.data(), command.data_phase.dtr ? 2 : 1));
    value = answer[0];
    return done;
}

// A busy chip hears status reads only, and a wrong mode reads as lines that nobody drives, all 0 or all 1.
// What is suspended is asked of chips that answer as Macronix, Micron or Winbond ones do.
template <typename Port> bool suspended_in(Port& port, Mode mode, Manufacturer maker, Unfinished& work) {
    std::uint8_t bits = 0;
    if (maker == Manufacturer::Winbond) {
        if (!read_register(port, mode, winbond::kReadStatus2Opcode, bits)) return false;
        if ((bits & winbond::kSuspended) != 0) work = Unfinished::Suspended;
    }
    const bool micron = maker == Manufacturer::Micron;
    if (!micron && maker != Manufacturer::Macronix) return true;
    const std::uint8_t opcode = micron ? micron::kReadFlagStatusOpcode : macronix::kReadSecurityOpcode;
    if (!read_register(port, mode, opcode, bits)) return false;
    if (bits == 0xFF) return true; // M25P has no such register
    if ((bits & (micron ? micron::kFlagEraseSuspended : macronix::kEraseSuspended)) != 0)
        work = Unfinished::EraseSuspended;
    else if ((bits & (micron ? micron::kFlagProgramSuspended : macronix::kProgramSuspended)) != 0)
        work = Unfinished::ProgramSuspended;
    return true;
}

// heard: a chip answered.
template <typename Port> bool unfinished_in(Port& port, Mode mode, Unfinished& work, bool& heard) {
    std::uint8_t status = 0;
    ChipIdentity id;
    work = Unfinished::Nothing;
    heard = true;
    if (!port.play(release_from_power_down(mode)) || !read_register(port, mode, kReadStatusOpcode, status))
        return false;
    if (status != 0xFF && (status & kWriteInProgress) != 0) {
        work = Unfinished::Busy;
        return true;
    }
    if (!read_identity(port, mode, id)) return false;
    // Of the chips on four lines Micron's know 9Fh over one line only.
    if (mode == Mode::Qpi && !id.answered() &&
        !read_identity(port, register_read(mode, kReadIdOnFourOpcode), id))
        return false;
    heard = id.answered();
    return suspended_in(port, mode, id.made_by(), work);
}

// In any mode that the lines allow, 1S behind the octal ones: the chip is out of deep power-down then. On
// four lines only a chip that is not heard over one is asked: it costs a read without dummy cycles.
template <typename Port> bool unfinished_work(Port& port, unsigned lines, Unfinished& work) {
    bool heard = false;
    for (const Mode mode : {Mode::OctalDtr, Mode::OctalStr}) {
        if (lines < 8) continue;
        if (!unfinished_in(port, mode, work, heard)) return false;
        if (work != Unfinished::Nothing) return true;
    }
    if (!unfinished_in(port, Mode::Spi, work, heard)) return false;
    return heard || lines != 4 || unfinished_in(port, Mode::Qpi, work, heard);
}

// Four bytes that no array read and no floating line gives: the chip takes commands in 1S-1S-1S.
template <typename Port> bool hears_spi(Port& port, bool& hears) {
    constexpr std::array<std::uint8_t, 4> kSignature{'S', 'F', 'D', 'P'};
    std::array<std::uint8_t, 4> answer{};
    if (!port.read(read_sfdp_command(), 0, answer)) return false;
    hears = answer == kSignature;
    return true;
}

// Nothing is under way in a chip that takes commands and tells what it has suspended.
template <typename Port> bool knows_idle(Port& port, bool& idle) {
    ChipIdentity id;
    if (!read_identity(port, Mode::Spi, id)) return false;
    const Manufacturer maker = id.made_by();
    idle = maker == Manufacturer::Macronix || maker == Manufacturer::Micron || maker == Manufacturer::Winbond;
    return true;
}

// To the chip's power-up state.
template <typename Port> bool recover_chip(Port& port, unsigned lines, Unfinished& work) {
    bool hears = false, idle = false;
    if (!unfinished_work(port, lines, work)) return false;
    if (work != Unfinished::Busy && !hears_spi(port, hears)) return false; // a busy one hears no such read
    if (hears && work == Unfinished::Nothing && !knows_idle(port, idle)) return false;
    return port.play(hears ? reset_in_spi(idle) : recover_to_spi(lines, work != Unfinished::Nothing));
}

// Micron's chips may power up in 4S-4S-4S, by their non-volatile configuration register.
template <typename Port> bool leave_quad(Port& port, FoundChip& found) {
    ChipIdentity identity;
    std::uint8_t enhanced = 0;
    if (!read_identity(port, register_read(Mode::Qpi, kReadIdOnFourOpcode), identity)) return false;
    if (identity.made_by() != Manufacturer::Micron) return true;
    if (!read_register(port, Mode::Qpi, micron::kReadEnhancedVolatileOpcode, enhanced)) return false;
    found.powers_up_in = Mode::Qpi;
    return port.play(leave_quad_default(enhanced)) && read_identity(port, Mode::Spi, found.identity);
}

// Recovered, asked for its id, and brought out of a mode over more lines that it powers up in.
template <typename Port> bool find_chip(Port& port, unsigned lines, FoundChip& found) {
    found = {};
    if (!recover_chip(port, lines, found.work) || !read_identity(port, Mode::Spi, found.identity))
        return false;
    if (found.identity.answered() || lines < 4) return true;
    if (kHasQuad && lines == 4) return leave_quad(port, found);
    for (const Mode mode : {Mode::OctalDtr, Mode::OctalStr}) {
        ChipIdentity identity;
        if (!read_identity(port, mode, identity)) return false;
        if (identity.made_by() != Manufacturer::Macronix) continue;
        found.powers_up_in = mode;
        return port.play(leave_octal_default(mode)) && read_identity(port, Mode::Spi, found.identity);
    }
    return true;
}

} // namespace xspi
