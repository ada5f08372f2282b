// A list of register operations carried out, with what it means when a wait of it runs out of time.
#pragma once
#include "firmware/common/text.hpp"
#include "flash-library/bring-up/register-op.hpp"
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/core/timebase.hpp"

#include <span>

namespace firmware {

// `steps`: of each op. True: done. False: `why` says which wait did not end.
bool carry_out(std::span<const xspi::RegisterOp> ops, std::span<const xspi::Step> steps,
               const xspi::Timebase& timebase, Text& why);

} // namespace firmware
