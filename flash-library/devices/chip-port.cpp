#include "flash-library/devices/chip-port.hpp"

#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "flash-library/devices/connected-setup.hpp"

#include <algorithm>

namespace xspi {

namespace {
constexpr std::uint32_t kSliceUs = 1'000; // between two signs of life
}

bool ChipPort::read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
    return controller_.read(command, address, bytes) == TransferResult::Done;
}

bool ChipPort::play(const SequenceStep& step) {
    const bool data = step.command.data_phase.lines != 0;
    const std::span<const std::uint8_t> bytes(step.data.data(), step.data_length);
    const TransferResult result = data ? controller_.write(step.command, step.address, bytes)
                                       : controller_.command(step.command, step.address);
    if (result != TransferResult::Done) return false;
    pause(step.delay_us);
    return step.wait_ready_timeout_us == 0 || wait_ready(step.wait_ready_timeout_us);
}

void ChipPort::pause(std::uint32_t us) {
    for (std::uint32_t left = us; left != 0; left -= std::min(left, kSliceUs)) {
        beat();
        timebase_.delay_us(std::min(left, kSliceUs));
    }
}

bool ChipPort::wait_ready(std::uint32_t timeout_us) {
    const Command read_status =
        register_read(Mode::Spi, kReadStatusOpcode); // such steps come in 1S-1S-1S only
    Deadline deadline(timebase_, timeout_us);
    for (bool passed = false;; passed = deadline.passed()) {
        beat();
        std::uint32_t status = 0;
        const auto result = controller_.poll(read_status, kWriteInProgress, 0, kSliceUs, status);
        if (result != TransferResult::Timeout || passed) return result == TransferResult::Done;
    }
}

bool ChipPort::play(const Sequence& sequence) {
    for (const SequenceStep& step : sequence)
        if (!play(step)) return false;
    return true;
}

bool ChipPort::configure(const ChipVocabulary& chip, std::uint32_t prescaler) {
    NorSetup setup = connected_setup(connection_);
    setup.prescaler = prescaler;
    setup.chip = chip;
    return controller_.configure(setup) == TransferResult::Done;
}

} // namespace xspi
