#include "firmware/common/carry-out.hpp"
#include "flash-library/bring-up/run-register-ops.hpp"

namespace firmware {

bool carry_out(std::span<const xspi::RegisterOp> ops, std::span<const xspi::Step> steps,
               const xspi::Timebase& timebase, Text& why) {
    const xspi::RegisterOpsResult result = xspi::run_register_ops(ops, timebase);
    if (result.failed == ops.size()) return true;
    why << xspi::timeout_meaning(steps[result.failed]) << " (register " << Hex{ops[result.failed].address}
        << " is " << Hex{result.value} << " after " << result.elapsed_us << " us)";
    return false;
}

} // namespace firmware
