// QuadSpiController's states: configuration, idle, abort, memory-mapped mode.
#include "flash-library/controllers/quadspi/quadspi-access.hpp"
#include "flash-library/controllers/quadspi/quadspi-encoding.hpp"
#include "flash-library/core/uninterrupted.hpp"
#include "flash-library/nor/aligned-read.hpp"

namespace xspi {

using namespace registers;
using quadspi::kQuietCcr;

namespace {
constexpr std::uint32_t kAbortUs = 1'000;
} // namespace

TransferResult QuadSpiController::configure(const NorSetup& setup) {
    if (setup.kind != ControllerKind::QuadSpi || setup.prescaler > QUADSPI_CR_PRESCALER_Mask)
        return TransferResult::Unsupported;
    *this = QuadSpiController(*timebase_);
    base_ = setup.controller_base;
    window_ = setup.window_base;
    sample_shift_ = setup.sample_shift != 0;
    timing_criticality_ = (setup.quirks & kQuirkTimingCriticality) != 0;
    mmio_barrier();
    (void)abort(); // of whatever was running; when even that hangs, EN = 0 is all that is left
    set(QUADSPI_FCR, QUADSPI_FCR_ALL);
    set(QUADSPI_CR, 0); // also an application's DMAEN, TCEN and interrupts
    if (const auto r = wait_idle(); r != TransferResult::Done) return r;
    if (const auto r = settle_timing(); r != TransferResult::Done) return r;
    control_ = quadspi::cr(setup);
    set(QUADSPI_CR, control_ & ~QUADSPI_CR_EN); // ST's HAL enables after all else
    set(QUADSPI_DCR, quadspi::dcr(setup));
    set(QUADSPI_CCR, kQuietCcr); // memory-mapped mode, if that is there, would be entered with EN
    set(QUADSPI_CR, control_);
    set(QUADSPI_FCR, QUADSPI_FCR_ALL);
    if (const auto r = wait_idle(); r != TransferResult::Done) return r;
    return holds(quadspi::settings(setup)) ? TransferResult::Done : TransferResult::TransferError;
}

// SSHIFT is forbidden in DTR, and is written only while the controller is idle.
TransferResult QuadSpiController::begin(const Command& command) {
    if (!possible(command)) return TransferResult::Unsupported;
    if (const auto r = unmap(); r != TransferResult::Done) return r;
    set(QUADSPI_FCR, QUADSPI_FCR_ALL); // an old TEF is not this transaction's
    if (const auto r = wait_idle(); r != TransferResult::Done) return r;
    set(QUADSPI_FCR, QUADSPI_FCR_ALL);
    set(QUADSPI_CR, control_ | (sample_shift_ && !any_dtr(command) ? QUADSPI_CR_SSHIFT : 0));
    return TransferResult::Done;
}

// With ADDRESS[1:0] of an earlier command the first mapped read yields wrong data (ES0290 2.4.3). Under an
// indirect read a write to AR would start one; under kQuietCcr it starts nothing. In memory-mapped mode AR
// cannot be written (RM, QUADSPI_AR).
TransferResult QuadSpiController::map(const Command& read, const Command& /*program*/) {
    if (!has_address(read) || !has_data(read)) return TransferResult::Unsupported;
    if (const auto r = begin(read); r != TransferResult::Done) return r;
    set(QUADSPI_CCR, kQuietCcr);
    set(QUADSPI_AR, 0);
    if (has_mode_bits(read)) set(QUADSPI_ABR, read.mode_bits);
    set(QUADSPI_CCR, quadspi::ccr(read, QuadSpiMode::MemoryMapped));
    mmio_barrier();
    mapped_ = true;
    return TransferResult::Done;
}

// CCR must not stay, else the next access to the window would be a mapped one; kQuietCcr starts nothing.
TransferResult QuadSpiController::unmap() {
    if (!mapped_) return TransferResult::Done;
    mapped_ = false;
    mmio_barrier(); // the window's last reads are done before the abort
    const auto result = abort();
    const auto settled = settle_timing();
    set(QUADSPI_CCR, kQuietCcr);
    set(QUADSPI_CR, control_);
    return result != TransferResult::Done ? result : settled;
}

TransferResult QuadSpiController::read_window(std::uint32_t address, std::span<std::uint8_t> data) {
    aligned_read(window_ + address, data);
    return TransferResult::Done;
}

// ES0392 2.7.4: on reset and whenever memory-mapped mode is left, a few clocks of the slowest free-running
// CLK, ended within 127 kernel clocks of the first write to CCR, thus before CLK has risen once. NCS stays
// high.
TransferResult QuadSpiController::settle_timing() {
    if (!timing_criticality_) return TransferResult::Done;
    set(QUADSPI_CR, 0);
    if (const auto r = wait_idle(); r != TransferResult::Done) return r;
    {
        const Uninterrupted uninterrupted;
        set(QUADSPI_CR, QUADSPI_CR_PRESCALER_Mask << QUADSPI_CR_PRESCALER_Pos | QUADSPI_CR_EN);
        set(QUADSPI_CCR, QUADSPI_CCR_FRCM);
        set(QUADSPI_CCR, QUADSPI_CCR_FRCM); // as the sheet has it: against a disable back to back
        set(QUADSPI_CR, 0);
    }
    const auto r = wait_idle();
    set(QUADSPI_CCR, kQuietCcr); // before EN, which would let CLK run
    return r;
}

TransferResult QuadSpiController::wait_idle() { return wait(is_idle); }

// ABORT and BUSY fall together when it is done. A controller that stays BUSY (CCR = 0 was written, ES0396
// 2.6.2) is switched off and on.
TransferResult QuadSpiController::abort() {
    if ((get(QUADSPI_SR) & QUADSPI_SR_BUSY) == 0) return TransferResult::Done;
    set(QUADSPI_FCR, QUADSPI_FCR_ALL);
    set(QUADSPI_CR, get(QUADSPI_CR) | QUADSPI_CR_ABORT);
    Deadline deadline(*timebase_, kAbortUs);
    for (bool passed = false;; passed = deadline.passed()) {
        const std::uint32_t sr = get(QUADSPI_SR);
        if ((sr & QUADSPI_SR_BUSY) == 0 && (get(QUADSPI_CR) & QUADSPI_CR_ABORT) == 0) break;
        if (!passed) continue;
        set(QUADSPI_CR, 0);
        set(QUADSPI_CR, control_);
        failure_status_ = sr;
        return TransferResult::Timeout;
    }
    set(QUADSPI_FCR, QUADSPI_FCR_ALL);
    return TransferResult::Done;
}

TransferResult QuadSpiController::fail(TransferResult result, std::uint32_t sr) {
    (void)abort();
    set(QUADSPI_FCR, QUADSPI_FCR_ALL);
    failure_status_ = sr;
    return result;
}

} // namespace xspi
