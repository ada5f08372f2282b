// A controller of serial NOR flash, whichever it is: transactions by command, the memory-mapped window. Its
// port, clocks and supply are up before (RegisterOps). configure() comes first and may come again.
//
// Every wait ends. After Timeout and TransferError failure_status() is the controller's SR as it was when
// that was noticed, and the controller is idle again.
#pragma once
#include "flash-library/command.hpp"
#include "flash-library/nor/nor-setup.hpp"
#include "flash-library/nor/transfer-result.hpp"

#include <cstdint>
#include <span>

namespace xspi {

class NorController {
  public:
    // Whatever state an application left it in. Unsupported: the set-up is for another controller, or asks
    // for what this one does not have.
    virtual TransferResult configure(const NorSetup& setup) = 0;
    // These leave memory-mapped mode first. `address` counts only when the command has an address, and goes
    // out as it is given.
    virtual TransferResult command(const Command& command, std::uint32_t address) = 0; // no data
    virtual TransferResult read(const Command& command, std::uint32_t address,
                                std::span<std::uint8_t> data) = 0;
    virtual TransferResult write(const Command& command, std::uint32_t address,
                                 std::span<const std::uint8_t> data) = 0;
    // Repeats a one-byte register read (at address 0, where the command has one) until (byte & mask) ==
    // match; last_status: the newest byte read, untouched when there was none.
    virtual TransferResult poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                                std::uint32_t timeout_us, std::uint32_t& last_status) = 0;
    // Memory-mapped mode, afresh; where the controller maps nothing, read_window() then reads with `read`.
    // What had been fetched ahead is dropped. `program` is what a store to the window sends, where the
    // controller has such stores; without a data phase they send nothing that writes.
    virtual TransferResult map(const Command& read, const Command& program) = 0;
    virtual TransferResult unmap() = 0; // Done and nothing else when it is not mapped
    virtual TransferResult read_window(std::uint32_t address,
                                       std::span<std::uint8_t> data) = 0; // only mapped
    virtual std::uint32_t failure_status() const = 0;

  protected:
    ~NorController() = default;
};

} // namespace xspi
