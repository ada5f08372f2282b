// The system bus: who owns which addresses.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vb {

enum class Master { Core, Debug };

// Registers of one peripheral. Offsets are from its base. Sizes are 1, 2 or 4 bytes, naturally aligned or
// split by the bus before. A returned nullopt / false is a bus error to the master.
class BusDevice {
  public:
    virtual ~BusDevice() = default;
    virtual std::string name() const = 0;
    virtual std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) = 0;
    virtual bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) = 0;
    // System reset (SYSRESETREQ, NRST, watchdog); power-on calls it as well, after power_on().
    virtual void reset() = 0;
    virtual void power_on() {}
};

// Memory that the CPU may execute from. While `accessible` is false every access is a bus error and nothing
// can be fetched. Who changes `bytes` (not through the bus) or `accessible` calls MemoryMap::changed().
struct MemoryRegion {
    std::string name;
    std::uint32_t base = 0;
    std::span<std::uint8_t> bytes;
    bool writable_by_core = true; // false: internal flash and mapped windows; a store goes to `on_write`
    bool accessible = true;
    bool executable = true;         // false: the core's instruction bus does not reach it
    bool is_external_flash = false; // a mapped window: instruction fetches count for entered_external_flash
    // Receives stores (offset in the region) when !writable_by_core; may be null.
    BusDevice* on_write = nullptr;
    BusDevice* on_read = nullptr; // if set, loads (not fetches) go here first: first access to a mapped
                                  // window, read protection, ECC. Fetches use `bytes` once `accessible`.
};

// Owner of the regions and devices. Implemented by the CPU side, which must keep Unicorn's maps in step.
class MemoryMap {
  public:
    virtual ~MemoryMap() = default;
    virtual void add_device(std::uint32_t base, std::uint32_t size, BusDevice& device) = 0;
    virtual void add_memory(MemoryRegion& region) = 0; // the region outlives the map
    // Contents in [offset, offset+length) or `accessible` changed: throws away translated code.
    virtual void changed(MemoryRegion& region, std::uint32_t offset, std::uint32_t length) = 0;
};

// Interrupt inputs of the NVIC.
class InterruptLines {
  public:
    virtual ~InterruptLines() = default;
    virtual void set_line(unsigned irq, bool level) = 0;
};

} // namespace vb
