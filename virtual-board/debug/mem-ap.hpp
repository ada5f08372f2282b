// A MEM-AP (IHI0031 chapter C2).
#pragma once
#include "core/bus-map.hpp"
#include "debug/rom-table.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace vb {

// The bus behind an access port, as a debugger sees it. Accesses are aligned.
class DebugBus {
  public:
    virtual ~DebugBus() = default;
    virtual std::optional<std::uint32_t> debug_read(std::uint32_t address, unsigned size) = 0;
    virtual bool debug_write(std::uint32_t address, unsigned size, std::uint32_t value) = 0;
};

// An APB with its own devices; a ROM table that lists them answers at `rom_base`.
class ApbBus final : public DebugBus {
  public:
    ApbBus(std::uint32_t rom_base, std::uint16_t rom_part);
    void add(std::uint32_t base, std::uint32_t size, BusDevice& device);
    std::optional<std::uint32_t> debug_read(std::uint32_t address, unsigned size) override;
    bool debug_write(std::uint32_t address, unsigned size, std::uint32_t value) override;

  private:
    BusMap map_;
    RomTable rom_;
};

class MemAp {
  public:
    // CSW: DbgSwEnable, HPROT, Mode, AddrInc and Size can be written; DeviceEn and TrInProg are status.
    struct Control {
        std::uint32_t writable = 0xFF000F37;
        std::uint32_t fixed = 0; // reads as one
        // HPROT[1:0] = privileged data, as an AHB-AP comes up on the Cortex-M7.
        std::uint32_t reset = 0x03000002;
    };
    struct Identity {
        std::uint32_t idr;
        std::uint32_t rom_table; // 0: there is none
        bool words_only;         // an APB-AP makes 32-bit accesses only
        Control control = {};
    };
    MemAp(DebugBus& bus, const Identity& identity) : bus_(bus), identity_(identity) { reset(); }
    void reset();
    void enable(bool enabled) { enabled_ = enabled; } // CSW.DeviceEn

    // `address`: APBANKSEL and A[3:2]. nullopt or false: bus error.
    std::optional<std::uint32_t> read(std::uint8_t address);
    bool write(std::uint8_t address, std::uint32_t value);

  private:
    static bool transfers(std::uint8_t address);
    unsigned size() const;
    bool packed() const;
    void advance(unsigned bytes);
    std::optional<std::uint32_t> read_data();
    bool write_data(std::uint32_t value);

    DebugBus& bus_;
    Identity identity_;
    std::uint32_t control_ = 0, address_ = 0;
    bool enabled_ = true;
};

} // namespace vb
