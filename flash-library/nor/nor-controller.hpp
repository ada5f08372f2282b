// What NorFlash needs of a controller, whichever it is.
#pragma once
#include "flash-library/command.hpp"
#include "flash-library/controllers/xspi/xspi-controller.hpp"
#include "flash-library/nor/nor-setup.hpp"

#include <cstdint>
#include <span>

namespace xspi {

class NorController {
  public:
    virtual TransferResult configure(const NorSetup& setup) = 0;
    // These leave memory-mapped mode first.
    virtual TransferResult command(const Command& command, std::uint32_t address) = 0;
    virtual TransferResult read(const Command& command, std::uint32_t address,
                                std::span<std::uint8_t> data) = 0;
    virtual TransferResult write(const Command& command, std::uint32_t address,
                                 std::span<const std::uint8_t> data) = 0;
    virtual TransferResult poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                                std::uint32_t timeout_us, std::uint32_t& last_status) = 0;
    virtual TransferResult map(const Command& read, const Command& program) = 0; // afresh
    virtual TransferResult unmap() = 0;
    virtual void read_window(std::uint32_t address, std::span<std::uint8_t> data) = 0; // only while mapped
    virtual std::uint32_t failure_status() const = 0;

  protected:
    ~NorController() = default;
};

} // namespace xspi
