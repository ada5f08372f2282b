#include "openocd-driver/run/explain.hpp"

#include "openocd-driver/target/verified-memory.hpp"

namespace xspi {

using agent::AgentError;
using agent::Operation;

namespace {

// What was being done, for the beginning of a sentence.
std::string doing(const AgentRequest& request, std::uint32_t base) {
    switch (request.operation) {
    case Operation::RegisterOps: return "setting up clocks, supply and pins of the flash port";
    case Operation::Configure: return "setting up the flash controller";
    case Operation::Transfer: return "exchanging a command with the chip";
    case Operation::Erase:
        return fmt::format("erasing {} KiB at 0x{:08X}", request.argument0 / 1024, base + request.address);
    case Operation::Program:
        return fmt::format("programming {} bytes at 0x{:08X}", request.length, base + request.address);
    case Operation::ProgramPieces:
        return fmt::format("programming {} pieces from 0x{:08X} on", request.argument0,
                           base + request.address);
    case Operation::Digest: return "reading the chip for comparison";
    case Operation::Read:
        return fmt::format("reading {} bytes at 0x{:08X}", request.length, base + request.address);
    case Operation::Crc32:
        return fmt::format("verifying {} bytes at 0x{:08X}", request.length, base + request.address);
    case Operation::Stop:
    case Operation::Map: return "entering memory-mapped mode";
    default: return "working for the driver";
    }
}

} // namespace

Failure explain(const AgentTrouble& trouble, const std::string& name, std::uint32_t base) {
    const agent::Status& s = trouble.status;
    std::string what = doing(trouble.request, base);
    std::uint32_t address = base + s.error_address;
    switch (trouble.error) {
    case AgentError::RegisterTimeout:
        return Failure(
            "XSPI-0311",
            "{}: register 0x{:08X} did not reach its expected state within {} us (it is 0x{:08X}); an "
            "oscillator, a PLL, the compensation cell or the port's supply does not start: check crystal "
            "and supply against the board's facts",
            what, s.error_address, s.elapsed_us, s.error_status);
    case AgentError::ControllerTimeout:
        return Failure(
            "XSPI-0312",
            "{} on {}: the controller did not finish within {} us (SR 0x{:08X}); no clock for it, or no DQS "
            "from the chip: check the DQS pin and the chip's mode",
            what, name, s.elapsed_us, s.error_status);
    case AgentError::ControllerError:
        return Failure(
            "XSPI-0313",
            "{} on {}: transfer error (SR 0x{:08X}): the address is beyond the size that the controller "
            "is set to (FSIZE, DEVSIZE)",
            what, name, s.error_status);
    case AgentError::BusyTimeout:
        return Failure(
            "XSPI-0314",
            "{} on {}: still busy after {} us, more than the chip's own maximum (status 0x{:02X}); a worn "
            "block, a supply that dips, or data lines that do not carry the status",
            what, name, s.elapsed_us, s.error_status);
    case AgentError::NotWriteEnabled:
        return Failure("XSPI-0315",
                       "{} on {}: the chip does not accept write enable (status 0x{:02X}): protected, in an "
                       "unexpected mode, or a line to it is broken",
                       what, name, s.error_status);
    case AgentError::EraseFailed:
    case AgentError::ProgramFailed:
        return Failure(
            trouble.error == AgentError::ProgramFailed ? Failure::Kind::NotProgrammed : Failure::Kind::Other,
            "XSPI-0316",
            "{} on {}: the chip reports failure at 0x{:08X} (security register 0x{:02X}): the block is "
            "write-protected or worn out",
            what, name, address, s.error_status);
    case AgentError::NotBlank:
        return Failure(
            "XSPI-0317",
            "{} on {}: at 0x{:08X} the flash is not blank and a 0 would have to become 1; erase first "
            "(`flash write_image erase`)",
            what, name, address);
    case AgentError::InternalFlashError:
        return Failure(
            "XSPI-0318",
            "{} on {}: the internal flash reports an error (FLASH_ISR 0x{:08X}) at 0x{:08X}: sector "
            "write-protected (WRPS), or a quad-word written twice",
            what, name, s.error_status, address);
    case AgentError::Fault:
        return Failure("XSPI-0319",
                       "{}: the agent faulted at PC 0x{:08X} (CFSR 0x{:08X}, BFAR 0x{:08X}): the address "
                       "does not answer, or it is our fault; please report it",
                       what, s.error_address, s.error_status, s.error_detail);
    case AgentError::BadDescriptor:
        return Failure("XSPI-0323",
                       "{} on {}: the agent rejects the request (detail 0x{:08X}), which arrived intact: our "
                       "fault; please report it",
                       what, name, s.error_detail);
    case AgentError::DamagedDescriptor:
    case AgentError::DamagedPayload:
        return Failure(Failure::Kind::DamagedLink, "XSPI-0320",
                       "{}: data arrive damaged over the probe, time after time; {}", what, kMendTheLink);
    case AgentError::OutOfRange: return Failure("XSPI-0321", "{} on {}: outside the memory", what, name);
    default:
        return Failure("XSPI-0322",
                       "{} on {}: agent error {} (address 0x{:08X}, status 0x{:08X}, detail 0x{:08X}); "
                       "please report it",
                       what, name, s.error, s.error_address, s.error_status, s.error_detail);
    }
}

Failure target_was_reset() {
    return {Failure::Kind::AgentDied, "XSPI-0308",
            "the target was reset during the work, by its button, a watchdog, another probe "
            "or a supply that dipped. `reset halt`, which stops the application's watchdogs, then try again"};
}

} // namespace xspi
