// XspiController's states: configuration, idle, abort, memory-mapped mode.
#include "flash-library/controllers/xspi/xspi-access.hpp"
#include "flash-library/controllers/xspi/xspi-encoding.hpp"
#include "flash-library/nor/aligned-read.hpp"

namespace xspi {

using namespace registers;

namespace {
// Between NCS rising by abort and TCF; the report of TCF lacking altogether is for idle controllers only.
constexpr std::uint32_t kAbortUs = 1'000;
} // namespace

void XspiController::set_mode(FMODE mode) const {
    set(XSPI_CR, control_ | static_cast<std::uint32_t>(mode) << XSPI_CR_FMODE_Pos);
}

// Two chips on one controller (DMM) are not driven yet.
TransferResult XspiController::configure(const NorSetup& setup) {
    if (setup.kind != ControllerKind::Xspi || setup.two_chips != 0) return TransferResult::Unsupported;
    *this = XspiController(*timebase_);
    base_ = setup.controller_base;
    window_ = setup.window_base;
    sample_shift_ = setup.sample_shift != 0;
    mmio_barrier();
    (void)abort(); // of whatever was running; when even that hangs, EN = 0 is all that is left
    set(XSPI_FCR, XSPI_FCR_ALL);
    set(XSPI_CR, 0);
    if (const auto r = wait_idle(); r != TransferResult::Done) return r;
    // DCR1..4 are written with EN = 0 and BUSY = 0, and a write of PRESCALER makes it BUSY for a moment
    // (ST's HAL waits for it).
    set(XSPI_DCR1, dcr1(setup));
    set(XSPI_DCR3, 0);
    set(XSPI_DCR4, 0);
    set(XSPI_DCR2, setup.prescaler);
    set(XSPI_FCR, XSPI_FCR_ALL);
    if (const auto r = wait_idle(); r != TransferResult::Done) return r;
    control_ = cr(setup);
    set_mode(FMODE::IndirectWrite);
    if (const auto r = wait_idle(); r != TransferResult::Done) return r;
    return holds(xspi_settings(setup)) ? TransferResult::Done : TransferResult::TransferError;
}

TransferResult XspiController::begin(FMODE mode) {
    if (const auto r = unmap(); r != TransferResult::Done) return r;
    set(XSPI_FCR, XSPI_FCR_ALL); // an old TEF is not this transaction's
    if (const auto r = wait_idle(); r != TransferResult::Done) return r;
    set(XSPI_FCR, XSPI_FCR_ALL);
    set_mode(mode);
    return TransferResult::Done;
}

// Under FMODE 0 with a data phase nothing starts before DR is written, so CCR, IR and AR can be prepared; AR
// must be 0 here (erratum 2.4.4: misaligned AR before memory-mapped mode). Stores are never wanted, but with
// WCCR.DQSE = 0 the bus side faults on every one of them (ES0596 2.4.1), which would hide the real mistake.
TransferResult XspiController::map(const Command& read, const Command& program) {
    if (const auto r = begin(FMODE::IndirectWrite); r != TransferResult::Done) return r;
    const bool store = has_data(program);
    const Command& write = store ? program : read;
    start(read, 0, 0);
    set(XSPI_WTCR, store ? write.dummy_cycles & XSPI_TCR_DCYC : 0);
    if (has_mode_bits(write)) set(XSPI_WABR, write.mode_bits);
    set(XSPI_WCCR, ccr(write) | XSPI_CCR_DQSE);
    set(XSPI_WIR, store ? write.opcode : 0u);
    set_mode(FMODE::MemoryMapped);
    mmio_barrier();
    mapped_ = true;
    return TransferResult::Done;
}

TransferResult XspiController::unmap() {
    if (!mapped_) return TransferResult::Done;
    mapped_ = false;
    mmio_barrier(); // the window's last reads are done before the abort (RM, memory-mapped mode)
    const auto result = abort();
    set_mode(FMODE::IndirectWrite);
    return result;
}

TransferResult XspiController::read_window(std::uint32_t address, std::span<std::uint8_t> data) {
    aligned_read(window_ + address, data);
    return TransferResult::Done;
}

TransferResult XspiController::wait_idle() { return wait(is_idle); }

// Never on an idle controller: on H7R7 that can leave BUSY set for good. TCF announces the end; where it
// fails to come, BUSY = 0 after kAbortUs is taken for it. A controller that stays BUSY is switched off and
// on.
TransferResult XspiController::abort() {
    if ((get(XSPI_SR) & XSPI_SR_BUSY) == 0) return TransferResult::Done;
    set(XSPI_FCR, XSPI_FCR_ALL);
    set(XSPI_CR, get(XSPI_CR) | XSPI_CR_ABORT);
    Deadline deadline(*timebase_, kAbortUs);
    for (bool passed = false;; passed = deadline.passed()) {
        const std::uint32_t sr = get(XSPI_SR);
        if ((sr & XSPI_SR_BUSY) == 0 && ((sr & XSPI_SR_TCF) != 0 || passed)) break;
        if (!passed) continue;
        set(XSPI_CR, 0);
        set(XSPI_CR, control_);
        failure_status_ = sr;
        return TransferResult::Timeout;
    }
    set(XSPI_FCR, XSPI_FCR_ALL);
    return TransferResult::Done;
}

TransferResult XspiController::fail(TransferResult result, std::uint32_t sr) {
    (void)abort();
    set(XSPI_FCR, XSPI_FCR_ALL);
    failure_status_ = sr;
    return result;
}

} // namespace xspi
