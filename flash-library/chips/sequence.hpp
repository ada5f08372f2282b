// Several transactions in their order, as a value: what leads from one protocol mode to another.
#pragma once
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/command.hpp"

#include <array>
#include <cstdint>

namespace xspi {

inline constexpr unsigned kSequenceData = 16;

struct SequenceStep {
    Command command;
    std::uint32_t address = 0;
    std::array<std::uint8_t, kSequenceData> data{}; // written, when command.data_phase has lines
    std::uint8_t data_length = 0;
    std::uint32_t delay_us = 0;              // after the transaction
    std::uint32_t wait_ready_timeout_us = 0; // != 0: then poll the status register until not busy
};

struct Sequence {
    static constexpr unsigned kSteps = 32;
    std::array<SequenceStep, kSteps> steps{};
    std::uint8_t count = 0;

    const SequenceStep* begin() const { return steps.data(); }
    const SequenceStep* end() const { return steps.data() + count; }
    bool empty() const { return count == 0; }
};

// From 1S-1S-1S. FF0Ah's sequences except those that write the status register (01h) and the write enable
// before them: 01h is non-volatile, and would change protection and drive strength behind the user's back.
Sequence enter_octal_dtr(const ChipDescription& chip);

// From an octal mode that a Macronix chip powers up in to 1S-1S-1S: CR2[0] = 0, which is volatile, so that
// the non-volatile default stays. A reset leads back into that mode.
Sequence leave_octal_default(Mode mode);

// From a Micron chip's 4S-4S-4S that it powers up in, to 1S-1S-1S: bits 7 and 6 of the enhanced volatile
// configuration register, whose other bits stay as they were read. The non-volatile default stays, too.
Sequence leave_quad_default(std::uint8_t enhanced_configuration);

// In 1S-1S-1S, for N25Q and MT25Q: the volatile configuration register, whose dummy cycles and XIP bit the
// user's non-volatile one may have set, back to what the data sheet has as default. Else empty.
Sequence default_dummy_cycles(const ChipDescription& chip);
// From 1S-1S-1S, with QE set where the chip has one, to 4S-4S-4S. Empty: the chip has no way that is known.
Sequence enter_qpi(const ChipDescription& chip);

// Four address bytes for chips with FourByteMethod::EnterB7 or EnterWriteEnableB7; otherwise empty.
Sequence enter_four_byte(const ChipDescription& chip);

// From whatever an application left behind to 1S-1S-1S, for a chip that is not known yet: out of continuous
// read and XIP, then release from deep power-down and software reset in every protocol that `lines` data
// lines (1, 4 or 8) allow, 1S last. A chip takes only the form of its own mode; the others are not whole
// commands to it, or none that changes anything: a test decodes every step as a chip in every mode does.
// works: the chip is known to be busy or suspended, so that it needs longer to recover from any of the
// resets.
Sequence recover_to_spi(unsigned lines, bool works = false);
// The same for a chip that is known to take commands in 1S-1S-1S.
Sequence reset_in_spi(bool idle);
// From deep power-down, for a chip that takes commands in `mode`. To others it is nothing.
Sequence release_from_power_down(Mode mode);

} // namespace xspi
