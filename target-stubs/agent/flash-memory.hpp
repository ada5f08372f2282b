// A flash memory the agent works on: the NOR chip behind a controller, or the microcontroller's own.
#pragma once
#include "target-stubs/agent/outcome.hpp"

#include <cstdint>
#include <span>

namespace xspi::agent {

class FlashMemory {
  public:
    virtual std::uint32_t size() const = 0; // bytes; 0: not configured yet
    // Reads that follow give what the flash holds now: nothing fetched ahead or cached before.
    virtual Outcome begin_reading() = 0;
    virtual Outcome read(std::uint32_t address, std::span<std::uint8_t> data) = 0;
    // One erase type, or everything when `size` is the memory's; `address` is a multiple of it.
    virtual Outcome erase(std::uint32_t address, std::uint32_t size) = 0;
    // First bytes of `data` that the flash, as it is now, cannot take: NotBlank with their address.
    virtual Outcome check_programmable(std::uint32_t address, std::span<const std::uint8_t> data) = 0;
    // A program of so many bytes needs no erase of `size` before.
    virtual bool replaces(std::uint32_t /*length*/, std::uint32_t /*size*/) const { return false; }
    virtual Outcome program(std::uint32_t address, std::span<const std::uint8_t> data) = 0;

  protected:
    ~FlashMemory() = default;
};

} // namespace xspi::agent
