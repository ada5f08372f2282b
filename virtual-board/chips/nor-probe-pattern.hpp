// Is what was sent a reset, release from deep power-down, RDID or RDSR of a protocol that the chip is not in,
// or of another vendor's way to write an octal opcode? Software that knows neither mode nor chip sends these
// in all forms, so a chip that does not understand one is no mistake of the software.
#pragma once
#include "chips/nor-command.hpp"

#include <cstdint>
#include <span>

namespace vb {

// `first`: levels of the first half cycles that the controller drove, up to 16; `clocks`: of the whole
// transaction.
// `quad`: a chip of a quad family, which is also sent the end of QPI (FFh, F5h) and of a continuous read
// (FFh).
bool is_probe_of_another_protocol(Protocol chip, std::span<const std::uint8_t> first, std::uint64_t clocks,
                                  bool quad = false);

} // namespace vb
