// A processor with its debug logic. One implementation: cpu/cortex-m.
#pragma once
#include "core/bus.hpp"
#include "core/core-state.hpp"
#include "core/debug-port.hpp"
#include "core/executive.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace vb {

enum class CoreKind { CortexM7, CortexM4 };

// CTR, CLIDR and CCSIDR as the core was configured; the Cortex-M4 has none of them.
struct CacheIdentity {
    std::uint32_t ctr = 0x8303C003, clidr = 0x09000003;
    // 32 KiB each, as on STM32H7RS: data 4 ways, instructions 2 ways of 32-byte lines.
    std::uint32_t ccsidr_data = 0xF01FE019, ccsidr_instructions = 0xF03FE009;
};

struct MachineConfig {
    CoreKind core = CoreKind::CortexM7;
    std::uint32_t dpidr = 0x6BA02477;
    std::uint32_t cpuid = 0x411FC272; // Cortex-M7 r1p2
    unsigned irq_lines = 160;
    unsigned fpb_comparators = 8, dwt_comparators = 4; // FPB: of instruction addresses
    unsigned mpu_regions = 16;
    bool double_precision = true; // of the FPU
    CacheIdentity caches;
    // SYST_CALIB: SKEW, no 10 ms value, as ST leaves it on parts with a variable clock.
    std::uint32_t systick_calibration = 0x40000000;
    // MEM-APs by number.
    struct AccessPort {
        enum class Bus {
            Apb,  // its own devices only, added with Machine::add_apb_device, and a ROM table that lists them
            Core, // AHB-AP through the core: its private peripherals and the system bus
            System // AHB-AP beside the core: the system bus only
        };
        unsigned number;
        std::uint32_t rom_table; // base; 0: there is none
        Bus bus;
        std::uint32_t idr;
        std::uint16_t rom_part = 0x485; // ST's part number in an APB's ROM table
    };
    // The first ROM table on the private bus (Cortex-M7 0xE00FE000, Cortex-M4 0xE00FF000), and the component
    // whose place there differs.
    struct ProcessorRom {
        std::uint16_t part = 0x4C8, designer = 0x43B; // Arm's Cortex-M7; see ComponentId
        std::uint32_t cti = 0xE0042000;               // the Cortex-M4 has none
    };
    ProcessorRom processor_rom;
    std::vector<AccessPort> access_ports;
    std::function<std::uint64_t()> core_hz;         // current CPU clock
    std::function<std::uint32_t()> vector_table;    // VTOR after reset
    std::function<void(bool nrst)> on_system_reset; // peripherals reset (SYSRESETREQ: false, NRST pin: true)
    std::uint32_t target_id = 0x04850041;           // DP TARGETID: TPARTNO, TDESIGNER (ST), as IHI0031 says
};

class Machine : public Executive, public MemoryMap, public InterruptLines {
  public:
    virtual DebugPort& debug_port() = 0;
    virtual void add_apb_device(unsigned ap, std::uint32_t base, std::uint32_t size, BusDevice& device) = 0;
    virtual void power_on() = 0; // core leaves reset: loads MSP and PC from the vector table, as silicon does
    virtual void power_off() = 0; // nothing executes any more, whatever resets it; from an event only
    virtual CoreState core_state() const = 0;
    virtual std::uint32_t pc() const = 0; // exact, also inside device callbacks
    virtual std::optional<Picoseconds> entered_external_flash() const = 0;
    virtual Picoseconds halted_time() const = 0; // for how long so far a debugger has halted the core
    // A device that is slow: the access that is being served stalls the core by that much more.
    virtual void stall(Picoseconds duration) = 0;
    virtual bool debugger_attached() const = 0; // halting debug is enabled (DHCSR.C_DEBUGEN)
    // A declared fault: after every reset the core's first access is never answered, so that it neither runs
    // nor halts. The debugger's own accesses are.
    virtual void hang() = 0;
    // An access port whose CSW.DeviceEn is 0 refuses every transfer (IHI0031 C2.6.4).
    virtual void enable_access_port(unsigned number, bool enabled) = 0;
};

std::unique_ptr<Machine> make_cortex_m(Timeline& timeline, const MachineConfig& config);

} // namespace vb
