// QUADSPI of STM32F4, F7, L4 and H74x/H75x (RM0433 QUADSPI): registers, indirect modes, automatic status
// polling, memory-mapped mode, one flash or two.
#pragma once
#include "core/bus.hpp"
#include "core/clocks.hpp"
#include "core/time.hpp"
#include "core/violations.hpp"
#include "ip/byte-fifo.hpp"
#include "ip/mapped-window.hpp"
#include "ip/peripheral-registers.hpp"
#include "ip/quadspi/quadspi-bank.hpp"
#include "ip/quadspi/quadspi-checks.hpp"
#include "ip/quadspi/quadspi-command.hpp"
#include "ip/quadspi/quadspi-limits.hpp"
#include "ip/quadspi/quadspi-registers.hpp"
#include "ip/quadspi/quadspi-transaction.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace vb {

// What the microcontroller and the board put around it.
struct QuadspiWiring {
    std::string name = "QUADSPI";
    std::uint32_t window = 0x90000000; // of the mapped memory
    unsigned irq = 92;
    std::string enable_bit;                   // that gates the registers, for the report
    std::function<bool()> clocked;            // whether that bit is set
    std::function<std::uint64_t()> kernel_hz; // 0: it stands
    std::function<void(Picoseconds)> stall;   // the access that is being served lasts so much longer
    std::function<void()> hang;               // the bus never answers again (an erratum); may be empty
    std::array<QuadspiSeat, 2> seats;         // BK1 and BK2
    quadspi::Limits limits;
    quadspi::Errata errata;
};

class Quadspi final : public PeripheralRegisters, private WindowHost {
  public:
    static constexpr std::uint32_t kSize =
        0x400; // in the address map; the base is the microcontroller's matter

    // The board adds the registers to its memory map; the mapped window adds itself.
    Quadspi(Timeline& timeline, Violations& violations, const Pads& pads, MemoryMap& memory,
            InterruptLines& interrupts, QuadspiWiring wiring);
    ~Quadspi() override;
    Quadspi(const Quadspi&) = delete;
    Quadspi& operator=(const Quadspi&) = delete;

    // A chip on bank 1 or 2, before power-on.
    void solder(unsigned bank, QuadspiSeat seat) { banks_[bank - 1].solder(std::move(seat)); }
    void set_errata(const quadspi::Errata& errata) { wiring_.errata = errata; }
    const quadspi::Errata& errata() const { return wiring_.errata; }
    void reset() override;
    const MappedWindow& window() const { return window_; }

  protected:
    std::optional<std::uint32_t> load_lanes(std::uint32_t offset, std::uint32_t lanes,
                                            Master master) override;
    bool store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master master) override;

  private:
    enum class State {
        Idle,
        Starting, // waits for NCS to have been high long enough
        Command,  // a command without data is on the wires
        Reading,
        Writing,
        Draining, // all read, but the FIFO still holds bytes: BUSY stays
        Polling,
        Hung,    // nothing ends it but ABORT or EN = 0
        HungHard // nothing ends it but EN = 0
    };
    struct Job {
        State kind = State::Idle; // what follows Starting
        quadspi::Command command;
        std::uint64_t clock_hz = 0;
        Picoseconds clock = 0;    // one period
        Picoseconds begin_at = 0; // NCS falls
        Picoseconds next_at = 0;  // next unit moves, or the command or the poll ends
        Picoseconds unit_time = 0;
        std::uint64_t total = 0, moved = 0, accepted = 0; // bytes; accepted: taken from DR
        unsigned unit = 1;
        bool paused = false; // the clock rests: FIFO full (reading) or empty (writing)
    };

    // Registers (quadspi.cpp)
    quadspi::Mode mode() const { return quadspi::Mode(quadspi::field(peek(quadspi::kCcr), 26, 2)); }
    bool enabled() const { return peek(quadspi::kCr) & quadspi::cr::EN; }
    bool dual() const { return peek(quadspi::kCr) & quadspi::cr::DFM; }
    std::size_t threshold() const { return quadspi::field(peek(quadspi::kCr), 8, 5) + 1; }
    std::uint32_t status() const;
    bool fifo_threshold() const;
    bool busy() const { return state_ != State::Idle || mapped_busy_; }
    void store_register(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes);
    void store_plain(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes);
    bool address_unused() const;
    void store_while_busy(std::uint32_t offset);
    void store_control(std::uint32_t value);
    std::uint32_t keep_while_busy(std::uint32_t value);
    void check_even(std::uint32_t offset, std::uint32_t value);
    void abort();
    void disable();
    void end_free_running();
    void stop_job();
    void update_interrupt();
    void refresh_window();
    std::span<std::uint8_t> mapped_array();
    const std::string& label() const { return wiring_.name; }

    // Starting a transfer (quadspi-start.cpp)
    void trigger(std::uint32_t offset, std::uint32_t lanes);
    void trigger_command();
    void start(State kind);
    bool prepare(Job& job);
    bool out_of_range(const Job& job);
    std::uint64_t device_bytes() const;
    std::uint32_t address() const { return dual() ? peek(quadspi::kAr) & ~1u : peek(quadspi::kAr); }
    std::uint64_t data_length(State kind) const;
    std::uint64_t clock_hz() const;
    quadspi::Command command(std::uint32_t address) const;
    std::vector<QuadspiBank*> banks();
    void begin_transaction(const quadspi::Command& command, std::uint64_t hz, bool reading);
    bool nibble_lost(const quadspi::Command& command, bool reading) const;
    void end_transaction();
    void check_select_high(bool after_read);

    // Time (quadspi-transfer.cpp)
    Picoseconds time() const { return stalled_until_ > timeline_.now() ? stalled_until_ : timeline_.now(); }
    void advance();
    void open_transaction();
    void read_units();
    void write_units();
    void complete(Picoseconds at);
    void release(Picoseconds last_edge);
    std::optional<Picoseconds> next_change() const;
    Picoseconds after_units(std::uint64_t bytes) const;
    void rearm();
    void on_event();
    void wait_until(Picoseconds at);

    // DR (quadspi-data.cpp)
    std::uint32_t read_data(unsigned size);
    std::uint32_t pop(unsigned size);
    void write_data(unsigned size, std::uint32_t value);
    bool ready_to_write();
    void wait_for_bytes(unsigned size);
    void wait_for_room(unsigned size);
    void resume();

    // Automatic polling and memory-mapped mode (quadspi-polling.cpp, quadspi-mapped.cpp)
    void poll();
    Picoseconds poll_time() const;
    bool mapped_access(std::uint32_t offset, unsigned size) override;
    bool mapped_read(std::uint32_t offset, std::span<std::uint8_t> bytes) override;
    bool mapped_write(std::uint32_t, std::span<const std::uint8_t>) override { return false; }
    std::uint32_t mapped_value(std::uint32_t offset, unsigned size, std::uint32_t value) override;
    void mapped_wait(bool sequential) override;
    bool at_end_of_memory(std::uint32_t offset, unsigned size) const;
    bool meets_end_of_memory();
    void arm_timeout();
    Picoseconds timeout_at() const;
    void on_timeout();

    Timeline& timeline_;
    InterruptLines& interrupts_;
    QuadspiWiring wiring_;
    std::array<QuadspiBank, 2> banks_;
    MappedWindow window_;
    quadspi::Transaction transaction_;

    std::uint32_t flags_ = 0; // latched bits of SR
    ByteFifo<quadspi::kFifoBytes> fifo_;
    State state_ = State::Idle;
    Job job_;
    bool instruction_sent_ = false;           // since CCR was written (CCR.SIOO)
    std::uint32_t polled_ = 0;                // DR in automatic polling: the last raw status
    bool poll_fresh_ = false;                 // FTF in automatic polling
    bool line_ = false;                       // the interrupt output
    std::optional<Picoseconds> free_running_; // CLK runs freely since then
    Picoseconds select_free_ = 0;             // NCS may fall again (CSHT)
    Picoseconds stalled_until_ = 0;           // what DR accesses have waited for
    std::optional<Timeline::EventId> event_;

    bool mapped_busy_ = false;
    bool stale_ = false;             // the next mapped load is wrong (erratum)
    unsigned end_reads_ = 0;         // loads from the end of the memory so far (erratum)
    bool bus_dead_ = false;          // the bus has stalled for ever
    Picoseconds last_mapped_ = 0;    // end of the last mapped access
    std::vector<std::uint8_t> both_; // the arrays of two flashes, interleaved
    std::optional<Timeline::EventId> timeout_event_;
};

} // namespace vb
