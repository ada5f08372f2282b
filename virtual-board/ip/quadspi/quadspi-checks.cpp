#include "ip/quadspi/quadspi-checks.hpp"

#include "ip/quadspi/quadspi-rules.hpp"

#include <fmt/format.h>

namespace vb::quadspi {
namespace {

void check_phases(const Command& c, const Attempt& a, Violations& violations) {
    if (!c.data_lines && a.mode != Mode::IndirectWrite)
        violations.report(rule::kPhases, fmt::format("{}_CCR.DMODE is 0 with FMODE {}: data are required.",
                                                     a.name, unsigned(a.mode)));
    if (!c.data_lines && !c.address.lines && !a.instruction_configured)
        violations.report(
            rule::kPhases,
            fmt::format("{}_CCR describes a command of nothing or of alternate bytes.", a.name));
}

// Without a dummy cycle the first clock is spoilt (see Command::contends), but not with SSHIFT: the WeAct
// boards' own boot code polls a W25Q64 in QPI so.
void check_turn_around(const Command& c, const Attempt& a, Violations& violations) {
    if (!a.reading || !c.contends()) return;
    violations.report(rule::kTurnAround, fmt::format("{} reads on {} lines with CCR.DCYC 0: no turn-around.",
                                                     a.name, c.data_lines));
}

} // namespace

bool check(const Command& c, const Attempt& a, const Errata& errata, Violations& violations) {
    check_phases(c, a, violations);
    check_turn_around(c, a, violations);
    if (c.sample_shift && c.any_dtr())
        violations.report(rule::kShiftInDdr, fmt::format("{}_CR.SSHIFT is 1 with CCR.DDRM 1.", a.name));
    // Two dummy cycles ahead are the sheet's work-around.
    const bool data_only =
        c.only_data() && c.dummy_cycles < 2 && !a.instruction_configured && a.mode == Mode::IndirectRead;
    if (!data_only || !errata.data_only_read_hangs) return true;
    violations.report(
        rule::kDataOnlyRead,
        fmt::format("{}_CCR describes an indirect read of data alone: it never completes.", a.name));
    return false;
}

} // namespace vb::quadspi
