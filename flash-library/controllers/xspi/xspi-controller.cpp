// Transactions. State (configure, abort, memory-mapped mode) is in xspi-controller-state.cpp.
#include "flash-library/controllers/xspi/xspi-access.hpp"
#include "flash-library/controllers/xspi/xspi-encoding.hpp"

namespace xspi {

using namespace registers;

namespace {
constexpr std::uint32_t kPollInterval = 256; // clocks between two status reads: microseconds
constexpr std::uint32_t kPollLookUs = 3;     // between two looks at SR: about as long
} // namespace

// The last register written starts the transaction (RM, triggering of a command): IR without an address, AR
// with one, DR when data are written. So CCR, which says which of them it is, comes before both.
void XspiController::start(const Command& c, std::uint32_t address, std::uint32_t length) const {
    if (length != 0) set(XSPI_DLR, length - 1);
    set(XSPI_TCR, tcr(c, sample_shift_));
    if (has_mode_bits(c)) set(XSPI_ABR, c.mode_bits);
    set(XSPI_CCR, ccr(c));
    set(XSPI_IR, c.opcode);
    if (has_address(c)) set(XSPI_AR, address);
}

FifoPort XspiController::fifo() const {
    return {*timebase_, base_ + XSPI_SR, base_ + XSPI_DR, kXspiFifoBytes};
}

TransferResult XspiController::command(const Command& command, std::uint32_t address) {
    if (const auto r = begin(FMODE::IndirectWrite); r != TransferResult::Done) return r;
    Command without_data = command;
    without_data.data_phase = {};
    start(without_data, address, 0);
    return finish();
}

TransferResult XspiController::read(const Command& command, std::uint32_t address,
                                    std::span<std::uint8_t> data) {
    if (data.empty()) return TransferResult::Done;
    if (const auto r = begin(FMODE::IndirectRead); r != TransferResult::Done) return r;
    const std::uint32_t length = wire_length(command, static_cast<std::uint32_t>(data.size()));
    start(command, address, length);
    std::uint32_t sr = 0;
    if (const auto r = drain_fifo(fifo(), data, length, sr); r != TransferResult::Done) return fail(r, sr);
    return finish();
}

TransferResult XspiController::write(const Command& command, std::uint32_t address,
                                     std::span<const std::uint8_t> data) {
    if (data.empty()) return TransferResult::Done;
    if (const auto r = begin(FMODE::IndirectWrite); r != TransferResult::Done) return r;
    const std::uint32_t length = wire_length(command, static_cast<std::uint32_t>(data.size()));
    start(command, address, length);
    std::uint32_t sr = 0;
    if (const auto r = fill_fifo(fifo(), data, length, sr); r != TransferResult::Done) return fail(r, sr);
    return finish();
}

TransferResult XspiController::poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                                    std::uint32_t timeout_us, std::uint32_t& last_status) {
    if (const auto r = begin(FMODE::AutoPolling); r != TransferResult::Done) return r;
    const std::uint32_t twice = pairs(command) ? 0x101 : 1; // the chip repeats the register in both bytes
    set(XSPI_PSMKR, mask * twice);
    set(XSPI_PSMAR, match * twice);
    set(XSPI_PIR, kPollInterval);
    start(command, 0, wire_length(command, 1));

    Deadline deadline(*timebase_, timeout_us);
    for (bool passed = false;; passed = deadline.passed()) {
        const std::uint32_t sr = get(XSPI_SR);
        // DR holds the last status; before the first one has come a read of it would stall the bus.
        if ((sr & (XSPI_SR_FTF | XSPI_SR_SMF)) != 0) last_status = mmio_read32(base_ + XSPI_DR) & 0xFF;
        if ((sr & XSPI_SR_SMF) != 0) break;
        if ((sr & XSPI_SR_TEF) != 0) return fail(TransferResult::TransferError, sr);
        if (passed) return fail(TransferResult::Timeout, sr);
        spin(static_cast<std::uint32_t>(timebase_->cycles_from_us(kPollLookUs)));
    }
    set(XSPI_FCR, XSPI_FCR_ALL);
    return wait_idle(); // APMS: stops at the match
}

TransferResult XspiController::finish() {
    if (const auto r = wait(is_complete); r != TransferResult::Done) return r;
    set(XSPI_FCR, XSPI_FCR_CTCF);
    return wait_idle();
}

} // namespace xspi
