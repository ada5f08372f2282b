#include "ip/xspi/xspi-checks.hpp"

#include "ip/xspi/xspi-rules.hpp"

#include <fmt/format.h>

namespace vb::xspi {
namespace {

Verdict check_phases(const Command& c, const Attempt& a, Violations& violations) {
    const bool data = c.data_lines != 0, instruction = c.instruction.lines != 0,
               address = c.address.lines != 0;
    if (!data && a.mode != Mode::IndirectWrite)
        violations.report(
            rule::kPhases,
            fmt::format("XSPI{}_CCR.DMODE is 0 with CR.FMODE {}: data are required.", a.n, unsigned(a.mode)));
    const unsigned phases =
        unsigned(data) + unsigned(instruction) + unsigned(address) + unsigned(c.alternate.lines != 0);
    if (phases == 0 || (phases == 1 && !instruction)) {
        violations.report(rule::kPhases, fmt::format("XSPI{}_CCR describes a command of {} alone.", a.n,
                                                     data      ? "data"
                                                     : address ? "an address"
                                                               : "nothing or alternate bytes"));
        if (data && a.reading) return Verdict::Hangs; // QUADSPI's erratum 2.6.3, by analogy
    }
    if (a.reading && c.data_lines > 1 && c.dummy_cycles == 0)
        violations.report(
            rule::kTurnAround,
            fmt::format("XSPI{} reads on {} lines with TCR.DCYC 0: no turn-around.", a.n, c.data_lines));
    return Verdict::Runs;
}

void check_even(const Command& c, const Attempt& a, Violations& violations) {
    // Polling drops what it fetches too much; ST's boot images for this board poll the chip with one byte so.
    if (c.octal_dtr_data() && a.length % 2 && a.mode != Mode::AutoPolling)
        violations.report(
            rule::kOddInOctalDtr,
            fmt::format("XSPI{}_DLR asks for {} byte(s) in octal DTR, an odd number.", a.n, a.length));
    if (c.octal_dtr_data() && c.address.lines && a.mode != Mode::MemoryMapped && c.address.value % 2)
        violations.report(rule::kOddInOctalDtr,
                          fmt::format("XSPI{}_AR 0x{:08X} is odd in octal DTR.", a.n, c.address.value));
    for (const Phase* p : {&c.instruction, &c.address, &c.alternate})
        if (p->lines == 8 && p->dtr && p->bytes % 2)
            violations.report(rule::kOddInOctalDtr,
                              fmt::format("XSPI{}_CCR has a phase of {} byte(s) in octal DTR, an odd number.",
                                          a.n, p->bytes));
}

Verdict check_dtr(const Command& c, const Attempt& a, Violations& violations) {
    if (!c.any_dtr()) return Verdict::Runs;
    if (c.sample_shift && c.data_lines && c.data_dtr)
        violations.report(rule::kSampleShift, fmt::format("XSPI{}_TCR.SSHIFT is 1 with CCR.DDTR 1.", a.n));
    if (c.octal_dtr_data() && c.strobe && a.ahb_hz < a.clock_hz)
        violations.report(rule::kBusClock,
                          fmt::format("XSPI{} runs octal DTR with DQS at {:.1f} MHz, above HCLK5 {:.1f} MHz.",
                                      a.n, double(a.clock_hz) / 1e6, double(a.ahb_hz) / 1e6));
    // Without DHQC there is no hold to lose: ST's boot images leave it 0 and run from the chip at 200 MHz.
    // Commands with data are as software says, in ST's HAL too: its boot images of 2024 read registers in
    // 8D-8D-8S with DHQC and go on.
    if (!c.hold_quarter || c.data_dtr || c.data_lines) return Verdict::Runs;
    violations.report(
        rule::kHoldQuarterCycle,
        fmt::format("XSPI{} sends a DTR command with TCR.DHQC 1 and CCR.DDTR 0, which switches the "
                    "quarter cycle off: the command is lost.",
                    a.n));
    return Verdict::Lost;
}

} // namespace

Verdict check(const Command& c, const Attempt& a, Violations& violations) {
    if (c.off_board) {
        violations.report(rule::kNotWired,
                          fmt::format("XSPI{} is set to 16 lines, two memories or IO15:8 (CR.DMM, "
                                      "CR.MSEL, CCR.DMODE): no chip is there.",
                                      a.n));
        return Verdict::Lost;
    }
    const Verdict phases = check_phases(c, a, violations);
    check_even(c, a, violations);
    const Verdict dtr = check_dtr(c, a, violations);
    return phases == Verdict::Runs ? dtr : phases;
}

} // namespace vb::xspi
