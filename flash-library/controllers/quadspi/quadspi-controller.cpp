// Transactions. State (configure, abort, memory-mapped mode) is in quadspi-controller-state.cpp.
#include "flash-library/controllers/quadspi/quadspi-access.hpp"
#include "flash-library/controllers/quadspi/quadspi-encoding.hpp"

namespace xspi {

using namespace registers;

namespace {
constexpr std::uint32_t kPollInterval = 256; // clocks between two status reads: microseconds
constexpr std::uint32_t kPollLookUs = 3;     // between two looks at SR: about as long
} // namespace

// DTR needs a clock twice as fast as CLK.
bool QuadSpiController::possible(const Command& c) const {
    const bool full_clock = (control_ >> QUADSPI_CR_PRESCALER_Pos & QUADSPI_CR_PRESCALER_Mask) == 0;
    return quadspi::possible(c) && !(any_dtr(c) && full_clock);
}

// With two chips a byte of each goes over the wires together.
std::uint32_t QuadSpiController::wire_length(std::size_t length) const {
    const auto bytes = static_cast<std::uint32_t>(length);
    return (control_ & QUADSPI_CR_DFM) != 0 ? (bytes + 1) & ~1u : bytes;
}

// The last register written starts the transaction (RM, triggering the start of a command): CCR without an
// address, AR with one, DR when data are written. ABR starts nothing.
void QuadSpiController::start(const Command& c, QuadSpiMode mode, std::uint32_t address,
                              std::uint32_t length) const {
    if (length != 0) set(QUADSPI_DLR, length - 1);
    if (has_mode_bits(c)) set(QUADSPI_ABR, c.mode_bits);
    set(QUADSPI_CCR, quadspi::ccr(c, mode));
    if (has_address(c)) set(QUADSPI_AR, address);
}

FifoPort QuadSpiController::fifo() const {
    return {*timebase_, base_ + QUADSPI_SR, base_ + QUADSPI_DR, kQuadSpiFifoBytes};
}

TransferResult QuadSpiController::command(const Command& command, std::uint32_t address) {
    Command without_data = command;
    without_data.data_phase = {};
    if (const auto r = begin(without_data); r != TransferResult::Done) return r;
    start(without_data, QuadSpiMode::IndirectWrite, address, 0);
    return finish();
}

TransferResult QuadSpiController::read(const Command& command, std::uint32_t address,
                                       std::span<std::uint8_t> data) {
    if (data.empty()) return TransferResult::Done;
    if (!has_data(command)) return TransferResult::Unsupported;
    if (const auto r = begin(command); r != TransferResult::Done) return r;
    const std::uint32_t length = wire_length(data.size());
    start(command, QuadSpiMode::IndirectRead, address, length);
    std::uint32_t sr = 0;
    if (const auto r = drain_fifo(fifo(), data, length, sr); r != TransferResult::Done) return fail(r, sr);
    if (const auto r = wait(is_complete); r != TransferResult::Done) return r;
    set(QUADSPI_FCR, QUADSPI_FCR_CTCF);
    return drop_rest();
}

TransferResult QuadSpiController::write(const Command& command, std::uint32_t address,
                                        std::span<const std::uint8_t> data) {
    if (data.empty()) return TransferResult::Done;
    // The first nibble behind dummy cycles would be lost (ES0290 2.4.2, ES0396 2.6.1).
    if (!has_data(command) || command.dummy_cycles != 0) return TransferResult::Unsupported;
    if (const auto r = begin(command); r != TransferResult::Done) return r;
    const std::uint32_t length = wire_length(data.size());
    start(command, QuadSpiMode::IndirectWrite, address, length);
    std::uint32_t sr = 0;
    if (const auto r = fill_fifo(fifo(), data, length, sr); r != TransferResult::Done) return fail(r, sr);
    return finish();
}

TransferResult QuadSpiController::poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                                       std::uint32_t timeout_us, std::uint32_t& last_status) {
    if (!has_data(command)) return TransferResult::Unsupported;
    if (const auto r = begin(command); r != TransferResult::Done) return r;
    const std::uint32_t length = wire_length(1);
    const std::uint32_t each = length == 1 ? 1 : 0x101; // one status, or one of each chip
    set(QUADSPI_PSMKR, mask * each);
    set(QUADSPI_PSMAR, match * each);
    set(QUADSPI_PIR, kPollInterval);
    start(command, QuadSpiMode::AutoPolling, 0, length);

    Deadline deadline(*timebase_, timeout_us);
    for (bool passed = false;; passed = deadline.passed()) {
        const std::uint32_t sr = get(QUADSPI_SR);
        // DR holds the last status; before the first one has come a read of it would stall the bus.
        if ((sr & (QUADSPI_SR_FTF | QUADSPI_SR_SMF)) != 0)
            last_status = mmio_read32(base_ + QUADSPI_DR) & 0xFF * each;
        if ((sr & QUADSPI_SR_SMF) != 0) break;
        if ((sr & QUADSPI_SR_TEF) != 0) return fail(TransferResult::TransferError, sr);
        if (passed) return fail(TransferResult::Timeout, sr);
        spin(static_cast<std::uint32_t>(timebase_->cycles_from_us(kPollLookUs)));
    }
    set(QUADSPI_FCR, QUADSPI_FCR_ALL);
    return wait_idle(); // APMS: stops at the match
}

// TCF comes for a command without data, too.
TransferResult QuadSpiController::finish() {
    if (const auto r = wait(is_complete); r != TransferResult::Done) return r;
    set(QUADSPI_FCR, QUADSPI_FCR_CTCF);
    return wait_idle();
}

// What is left in the FIFO would keep BUSY set: in quad DTR with PRESCALER 1 the controller puts more data
// there than were asked for (ES0290 2.4.1). More than it holds cannot be left.
TransferResult QuadSpiController::drop_rest() {
    const auto idle_or_filled = [](std::uint32_t sr, std::uint32_t) {
        return is_idle(sr) || fifo_level(sr) != 0;
    };
    for (std::uint32_t left = kQuadSpiFifoBytes; left != 0; --left) {
        if (const auto r = wait(idle_or_filled); r != TransferResult::Done) return r;
        if (is_idle(get(QUADSPI_SR))) return TransferResult::Done;
        (void)mmio_read8(base_ + QUADSPI_DR);
    }
    return wait_idle();
}

} // namespace xspi
