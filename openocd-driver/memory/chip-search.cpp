#include "openocd-driver/memory/chip-search.hpp"

#include "flash-library/chips/vocabulary.hpp"
#include "flash-library/sfdp/sfdp-tables.hpp"

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

// Over the agent, whose failures are exceptions.
bool ChipSearch::read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
    const auto answer = flash_.transfer(reading(command, address, std::uint32_t(bytes.size())));
    std::copy_n(answer.begin(), bytes.size(), bytes.begin());
    return true;
}

bool ChipSearch::play(const Sequence& sequence) {
    run_sequence(flash_, sequence);
    return true;
}

void ChipSearch::recover() {
    Unfinished work;
    recover_chip(*this, lines_, work);
}

FoundChip ChipSearch::find() {
    FoundChip found;
    find_chip(*this, lines_, found);
    return found;
}

std::vector<std::uint8_t> ChipSearch::sfdp() {
    std::vector<std::uint8_t> bytes = flash_.transfer(reading(read_sfdp_command(), 0, 256));
    for (;;) {
        std::size_t wanted = (sfdp_bytes_wanted(bytes) + 7) & ~std::size_t(7);
        if (wanted <= bytes.size()) return bytes;
        auto more = flash_.transfer(
            reading(read_sfdp_command(), std::uint32_t(bytes.size()), std::uint32_t(wanted - bytes.size())));
        bytes.insert(bytes.end(), more.begin(), more.end());
    }
}

} // namespace xspi
