#include "openocd-driver/run/chip-search.hpp"
#include "flash-library/devices/connected-setup.hpp"

#include <algorithm>

namespace xspi {

agent::TransferRequest reading(const Command& command, std::uint32_t address, std::uint32_t length) {
    agent::TransferRequest request;
    request.command = command;
    request.address = address;
    request.read_length = length;
    return request;
}

void run_sequence(AgentFlash& flash, const Sequence& sequence) {
    for (const SequenceStep& step : sequence) {
        agent::TransferRequest request;
        request.command = step.command;
        request.address = step.address;
        request.delay_us = step.delay_us;
        request.busy_timeout_us = step.wait_ready_timeout_us;
        flash.queue_transfer(request, {step.data.data(), step.data_length});
    }
    flash.finish();
}

agent::Setup agent_setup(const FlashConnection& connection, const ChipVocabulary& chip,
                         std::uint32_t prescaler) {
    agent::Setup setup = connected_setup(connection);
    setup.prescaler = prescaler;
    setup.chip = chip;
    return setup;
}

bool ChipSearch::read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
    const auto answer = flash_.transfer(reading(command, address, std::uint32_t(bytes.size())));
    std::copy_n(answer.begin(), bytes.size(), bytes.begin());
    return true;
}

bool ChipSearch::play(const Sequence& sequence) {
    run_sequence(flash_, sequence);
    return true;
}

bool ChipSearch::configure(const ChipVocabulary& chip, std::uint32_t prescaler) {
    flash_.configure(agent_setup(connection_, chip, prescaler));
    return true;
}

bool ChipSearch::try_read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
    const auto answer = flash_.try_transfer(reading(command, address, std::uint32_t(bytes.size())));
    if (answer) std::copy_n(answer->begin(), bytes.size(), bytes.begin());
    return answer.has_value();
}

void ChipSearch::recover() {
    Unfinished work;
    recover_chip(*this, connection_.data_lines, work);
}

} // namespace xspi
