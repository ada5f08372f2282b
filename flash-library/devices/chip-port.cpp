#include "flash-library/devices/chip-port.hpp"

#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "flash-library/devices/connected-setup.hpp"

namespace xspi {

bool ChipPort::read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
    return controller_.read(command, address, bytes) == TransferResult::Done;
}

bool ChipPort::play(const SequenceStep& step) {
    const bool data = step.command.data_phase.lines != 0;
    const std::span<const std::uint8_t> bytes(step.data.data(), step.data_length);
    const TransferResult result = data ? controller_.write(step.command, step.address, bytes)
                                       : controller_.command(step.command, step.address);
    if (result != TransferResult::Done) return false;
    if (step.delay_us != 0) timebase_.delay_us(step.delay_us);
    if (step.wait_ready_timeout_us == 0) return true;
    const Command read_status =
        register_read(Mode::Spi, kReadStatusOpcode); // such steps come in 1S-1S-1S only
    std::uint32_t status = 0;
    return controller_.poll(read_status, kWriteInProgress, 0, step.wait_ready_timeout_us, status) ==
           TransferResult::Done;
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
