// A Cortex-M7 or M4 put together: the engine that executes, the system registers, the exceptions, the debug
// logic.
//
// Choices worth knowing:
// - All memory is mapped into Unicorn writable and executable. Refused stores (regions that are not
// writable_by_core)
//   are seen by a store hook, sent to the region's on_write, and undone before the next instruction.
// - Loads from a region with on_read call its device first. If the device answers what `bytes` hold, nothing
// else
//   happens; if it answers something else, `bytes` are patched for the duration of that instruction.
// - An access that fails inside a callback cannot stop Unicorn there. The registers are saved at that moment,
// the
//   instruction runs on without effect on devices, its stores are undone and the registers restored: the
//   fault is precise.
// - MPU regions, LDM/LDRD alignment to a word, CCR.UNALIGN_TRP, caches and FPDSCR are not modelled.
#pragma once
#include "core/machine.hpp"
#include "cpu/bit-band.hpp"
#include "cpu/core-costs.hpp"
#include "cpu/cycle-clock.hpp"
#include "cpu/engine.hpp"
#include "cpu/exceptions.hpp"
#include "cpu/polling.hpp"
#include "cpu/private-peripheral-bus.hpp"
#include "debug/serial-wire-debug-port.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace vb {

class CortexM final : public Machine, private EngineClient, private CoreSignals, private DebugBus {
  public:
    CortexM(Timeline& timeline, const MachineConfig& config);

    // Machine
    DebugPort& debug_port() override { return port_; }
    void add_apb_device(unsigned ap, std::uint32_t base, std::uint32_t size, BusDevice& device) override;
    void power_on() override;
    void power_off() override { set_mode(Mode::Off); }
    CoreState core_state() const override;
    std::uint32_t pc() const override { return engine_.pc(); }
    std::optional<Picoseconds> entered_external_flash() const override { return entered_external_; }
    void stall(Picoseconds duration) override;
    bool debugger_attached() const override { return debug_.enabled(); }
    void hang() override { hangs_ = true; }
    void enable_access_port(unsigned number, bool enabled) override { port_.enable(number, enabled); }
    // Executive
    void run_until(Picoseconds to) override;
    Timeline& timeline() override { return timeline_; }
    Picoseconds halted_time() const override;
    bool core_running() const override { return mode_ == Mode::Running || mode_ == Mode::Sleeping; }
    // MemoryMap
    void add_device(std::uint32_t base, std::uint32_t size, BusDevice& device) override;
    void add_memory(MemoryRegion& region) override;
    void changed(MemoryRegion& region, std::uint32_t offset, std::uint32_t length) override;
    // InterruptLines
    void set_line(unsigned irq, bool level) override { nvic_.set_line(irq, level); }

    // For tests and benches.
    std::uint64_t instructions() const { return engine_.instructions(); }
    std::uint64_t cycles() const override { return engine_.cycles(); }
    void set_fast_forward(bool on) { engine_.skip_countdowns(fast_forward_ = on); }
    CoreCosts& costs() { return costs_; }

  private:
    enum class Mode { Off, InReset, Hung, Running, Sleeping, Halted, LockedUp }; // in the order of CoreMode
    struct PendingFault {
        RegisterSnapshot registers;
        unsigned exception;
        std::uint32_t status;
        std::uint32_t address;
    };
    struct SavedBytes { // what a memory location must hold again before the next instruction
        std::uint32_t address;
        std::uint8_t* at;
        unsigned size;
        std::array<std::uint8_t, 8> bytes;
    };
    struct MapChange {
        MemoryRegion* region;
        std::uint32_t offset, length;
    };

    bool is_m4() const { return config_.core == CoreKind::CortexM4; }

    // cortex-m.cpp: assembly, memory map, reset, debug
    void apply_change(const MapChange& change);
    void unmap(const MemoryRegion& region);
    std::uint8_t* mapped_at(const MemoryRegion& region, std::uint32_t offset, std::uint32_t size) const;
    void map_device_pages(std::uint32_t base, std::uint32_t size);
    void reset_core();
    void start_core();
    void drive_nrst(bool asserted);
    void set_mode(Mode mode);
    std::vector<std::uint32_t> stack_words(std::uint32_t from) const;
    void enter_halt(std::uint32_t reason);
    bool counting() const { return core_running() && clock_.hz() != 0; }
    CoreStatus status() const;
    std::optional<std::uint32_t> debug_read(std::uint32_t address, unsigned size) override;
    bool debug_write(std::uint32_t address, unsigned size, std::uint32_t value) override;
    bool unreachable(std::uint32_t address) const;
    std::optional<std::uint32_t> system_read(std::uint32_t address, unsigned size);
    bool system_write(std::uint32_t address, unsigned size, std::uint32_t value);
    // What an AHB-AP beside the core reaches: everything but the core's own registers.
    class SystemBus final : public DebugBus {
      public:
        explicit SystemBus(CortexM& machine) : machine_(machine) {}
        std::optional<std::uint32_t> debug_read(std::uint32_t address, unsigned size) override {
            machine_.attention();
            return machine_.system_read(address, size);
        }
        bool debug_write(std::uint32_t address, unsigned size, std::uint32_t value) override {
            machine_.attention();
            return machine_.system_write(address, size, value);
        }

      private:
        CortexM& machine_;
    };
    void request_system_reset() override;
    void request_core_reset() override;
    void attention() override { engine_.request_boundary(); }
    void halt_request_changed() override;
    unsigned current_exception() const override { return engine_.xpsr() & 0x1FF; }
    Picoseconds time_of_cycle(std::uint64_t cycle) const override;

    // cortex-m-run.cpp: the course of time
    void settle();
    void refresh_clock();
    void refresh_traps();
    void undo_stores();
    Picoseconds horizon() const;
    bool pass_idle();
    void wake_if_due();
    void execute();
    std::optional<unsigned> next_exception() const;
    void handle(const StopReport& report);
    void deliver_fault();
    void break_instruction();
    void fault(unsigned exception, std::uint32_t status);
    void conclude(Exceptions::Outcome outcome, std::uint32_t status);
    void leave_exception();
    void wait_for_interrupt();
    void wait_for_event();
    bool step_is_done() const { return stepping_ && engine_.instructions() != step_from_; }
    bool boundary(std::uint32_t pc) override;
    FetchWindow fetch_window(std::uint32_t pc, bool& stop) override;

    // cortex-m-bus.cpp: the core's accesses
    std::uint32_t device_read(std::uint32_t address, unsigned size) override;
    void device_write(std::uint32_t address, unsigned size, std::uint32_t value) override;
    void before_load(std::uint32_t address, unsigned size) override;
    void before_store(std::uint32_t address, unsigned size, std::uint64_t value) override;
    void check_wide(std::uint32_t pc, std::uint16_t first, std::uint16_t second) override;
    void send_event() override { event_register_ = true; }
    void sync_time();
    bool is_private(std::uint32_t address) const;
    bool uses_doubles(std::uint16_t first, std::uint16_t second) const;
    void forget_bit_band(std::uint32_t address, unsigned size);
    void flag_fault(unsigned exception, std::uint32_t status, std::uint32_t address);
    bool is_ignored(unsigned exception, std::uint32_t status, std::uint32_t address);
    void flag_if_unaligned(std::uint32_t address, unsigned size);
    void load_through_device(MemoryRegion& region, std::uint32_t address, unsigned size);
    void store_through_device(MemoryRegion& region, std::uint32_t address, unsigned size,
                              std::uint64_t value);
    void save_bytes(MemoryRegion& region, std::uint32_t address, unsigned size);
    void note_store(MemoryRegion& region, std::uint32_t address, unsigned size, std::uint64_t value);
    void watch_data(std::uint32_t address, unsigned size, bool write);
    void fast_forward(std::uint32_t address, std::uint32_t value);

    Timeline& timeline_;
    MachineConfig config_;
    CoreCosts costs_;
    CycleClock clock_;
    Engine engine_;
    BusMap bus_;
    Nvic nvic_;
    SystemControl system_;
    Mpu mpu_;
    SysTick systick_;
    CoreDebug debug_;
    Dwt dwt_;
    Fpb fpb_;
    PrivatePeripheralBus private_bus_;
    Exceptions exceptions_;
    PollingDetector polling_;
    SerialWireDebugPort port_;
    SystemBus system_bus_{*this};
    std::map<unsigned, std::unique_ptr<ApbBus>> apb_;
    BitBand sram_bits_, peripheral_bits_;

    Mode mode_ = Mode::Off;
    Picoseconds mode_since_ = 0, halted_before_ = 0;
    Picoseconds to_ = 0;
    bool fast_forward_ = true, event_register_ = false, waits_for_event_ = false;
    bool reset_requested_ = false, core_reset_requested_ = false, stepping_ = false,
         traps_coprocessor_ = false, traps_divide_ = false;
    std::uint64_t step_from_ = 0;
    bool hangs_ = false;
    std::uint32_t debug_event_ = 0; // DFSR bits: halt at the next boundary
    std::optional<PendingFault> fault_;
    std::vector<SavedBytes> undo_;
    std::vector<MapChange> changes_;
    std::set<std::uint32_t> device_pages_;
    // What Unicorn works on; a region's owner may already show something else until settle().
    std::map<const MemoryRegion*, std::span<std::uint8_t>> mapped_;
    // Where the last ordinary load and store went, so that most of them cost one comparison.
    MemoryRegion *plain_load_ = nullptr, *plain_store_ = nullptr;
    std::optional<Picoseconds> entered_external_;
};

} // namespace vb
