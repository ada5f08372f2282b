#include "flash-library/controllers/spi/spi-nor-controller.hpp"

namespace xspi {

namespace {
constexpr std::uint32_t kStallUs = 10'000; // a frame of 16 bits at 312 kHz, the slowest, takes 51 us
// Before the clock is asked, which takes longer than a frame at full speed does.
constexpr unsigned kQuickLooks = 64;
constexpr unsigned kReads = 3; // of one range before it counts as lost
constexpr unsigned kLooksWithoutPause = 64;
constexpr std::uint32_t kPollPauseUs = 2;
// NCS stays high for 100 ns, as M95 EEPROMs want it: an eighth of a microsecond. Where no cycles are counted,
// so many turns, one or two cycles each, are enough at 240 MHz.
constexpr std::uint32_t kHighPerUs = 8, kDeselectTurns = 24;
} // namespace

TransferResult SpiNorController::configure(const NorSetup& setup) {
    const std::uint32_t division = setup.prescaler + 1;
    const bool possible = division >= 2 && division <= 256 && (division & (division - 1)) == 0;
    if (!possible || setup.select_register == 0 || setup.chip_select > 15) return TransferResult::Unsupported;
    base_ = setup.controller_base;
    select_register_ = setup.select_register;
    select_bit_ = 1u << setup.chip_select;
    failure_status_ = 0;
    deselect();
    return set_up(setup);
}

// BSRR: the lower half sets, the upper half clears. NCS is low before the first clock.
void SpiNorController::select() const {
    const auto high = static_cast<std::uint32_t>(timebase_->cycles_from_us(1)) / kHighPerUs;
    for (std::uint32_t turn = 0; turn < kDeselectTurns && timebase_->cycles() - high_since_ < high; ++turn)
        spin(1);
    mmio_write32(select_register_, select_bit_ << 16);
    mmio_barrier();
}

void SpiNorController::deselect() {
    mmio_write32(select_register_, select_bit_);
    mmio_barrier();
    high_since_ = timebase_->cycles();
}

TransferResult SpiNorController::transact(const Command& command, std::uint32_t address,
                                          const SpiData& data) {
    if (!spi_can(command)) return TransferResult::Unsupported;
    const SpiHeader header = spi_header(command, address);
    select();
    const TransferResult result = exchange(header, data);
    if (result != TransferResult::Done) stop();
    deselect();
    return result;
}

TransferResult SpiNorController::command(const Command& command, std::uint32_t address) {
    return transact(command, address, {});
}

TransferResult SpiNorController::read(const Command& command, std::uint32_t address,
                                      std::span<std::uint8_t> data) {
    if (data.empty()) return TransferResult::Done;
    if (!has_data(command)) return TransferResult::Unsupported;
    // What was lost because the core did not run meanwhile is read again.
    TransferResult result = TransferResult::TransferError;
    for (unsigned tries = 0; tries < kReads && result == TransferResult::TransferError; ++tries)
        result = transact(command, address, {{}, data});
    return result;
}

TransferResult SpiNorController::write(const Command& command, std::uint32_t address,
                                       std::span<const std::uint8_t> data) {
    if (data.empty()) return TransferResult::Done;
    if (!has_data(command)) return TransferResult::Unsupported;
    return transact(command, address, {data, {}});
}

TransferResult SpiNorController::poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                                      std::uint32_t timeout_us, std::uint32_t& last_status) {
    Deadline deadline(*timebase_, timeout_us);
    unsigned looks = 0;
    for (bool passed = false;; passed = deadline.passed()) {
        std::uint8_t status = 0;
        if (const auto r = read(command, 0, {&status, 1}); r != TransferResult::Done) return r;
        last_status = status;
        if ((status & mask) == match) return TransferResult::Done;
        if (passed) return TransferResult::Timeout;
        pause_before(++looks);
    }
}

void SpiNorController::pause_before(unsigned look) const {
    if (look <= kLooksWithoutPause) return;
    spin(static_cast<std::uint32_t>(timebase_->cycles_from_us(kPollPauseUs)));
}

TransferResult SpiNorController::map(const Command& read, const Command& /*program*/) {
    if (!has_address(read) || !has_data(read) || !spi_can(read)) return TransferResult::Unsupported;
    window_read_ = read;
    return TransferResult::Done;
}

TransferResult SpiNorController::read_window(std::uint32_t address, std::span<std::uint8_t> data) {
    return read(window_read_, address, data);
}

TransferResult SpiNorController::await_longer(std::uint32_t offset, std::uint32_t bits, bool level) {
    for (unsigned looks = 0; looks < kQuickLooks; ++looks)
        if (((get(offset) & bits) != 0) == level) return TransferResult::Done;
    Deadline deadline(*timebase_, kStallUs);
    for (bool passed = false;; passed = deadline.passed()) {
        const std::uint32_t value = get(offset);
        if (((value & bits) != 0) == level) return TransferResult::Done;
        if (!passed) continue;
        failure_status_ = value;
        return TransferResult::Timeout;
    }
}

} // namespace xspi
