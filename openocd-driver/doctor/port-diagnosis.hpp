// Why a chip is not reached, asked of the microcontroller itself: registers of the bring-up that are not as
// they were set, lines that are stuck or crossed. Each function throws the Failure that names the cause, or
// returns because it found none.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/nor/nor-setup.hpp"
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/run/agent-flash.hpp"

namespace xspi {

// XSPI-0421 to 0425.
void require_registers(TargetPort& target, const BoardFlash& board, const RegisterOps& ops);
// XSPI-0426: a register of the controller is as none of these set-ups leaves it.
void require_controller(TargetPort& target, std::span<const NorSetup> either);
// XSPI-0411. The chip is not selected; the pads are put back.
void require_free_lines(TargetPort& target, const BoardFlash& board);
// XSPI-0412. `chip` is in 8D-8D-8D; the controller's clock is one that every board carries.
void require_straight_octal_lines(AgentFlash& flash, const BoardFlash& board, const ChipDescription& chip);
// XSPI-0412. Nothing answers in 1S-1S-1S: IO0 and IO1 may be exchanged.
void require_straight_first_lines(AgentFlash& flash, const BoardFlash& board);
// XSPI-0413. `chip` is in 8D-8D-8D and answers without its strobe.
void require_strobe(AgentFlash& flash, const BoardFlash& board, const ChipDescription& chip);

} // namespace xspi
