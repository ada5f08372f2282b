// XSPI1 and XSPI2 (docs/hardware/xspi.md): registers, indirect modes, automatic polling, memory-mapped mode.
#pragma once
#include "core/bus.hpp"
#include "core/clocks.hpp"
#include "core/time.hpp"
#include "core/violations.hpp"
#include "ip/byte-fifo.hpp"
#include "ip/mapped-window.hpp"
#include "ip/xspi/xspi-checks.hpp"
#include "ip/xspi/xspi-command.hpp"
#include "ip/xspi/xspi-registers.hpp"
#include "ip/xspi/xspi-transaction.hpp"

#include <array>
#include <functional>
#include <optional>

namespace vb {

// Where an XSPI sits in its microcontroller. What is between it and its chips may change while it runs.
struct XspiSeat {
    unsigned number = 1; // of XSPIn
    unsigned irq = 0;
    std::uint32_t window = 0;                        // its first address
    std::function<XspiPort&()> port;                 // that it drives now
    std::function<unsigned(bool cssel)> chip_select; // there, by its CR.CSSEL: 1 or 2
};

// Its registers are for the microcontroller to add to the memory map; the mapped window adds itself.
class Xspi : public BusDevice, private WindowHost {
  public:
    static constexpr std::uint32_t kSize = 0x400; // bytes of registers

    // `stall` makes the access that is being served last so much longer (Machine::stall).
    Xspi(XspiSeat seat, Timeline& timeline, Violations& violations, const ClockSource& clocks,
         MemoryMap& memory, InterruptLines& interrupts, std::function<void(Picoseconds)> stall);
    ~Xspi() override;
    Xspi(const Xspi&) = delete;
    Xspi& operator=(const Xspi&) = delete;

    std::string name() const override { return n_ == 1 ? "XSPI1" : "XSPI2"; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) override;
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override;
    void reset() override;

    const MappedWindow& window() const { return window_; }
    bool enabled() const { return reg(xspi::kCr) & xspi::cr::EN; }

  private:
    enum class State {
        Idle,
        Starting, // waits for tCSHT, calibration or the port
        Command,  // a command without data is on the wires
        Reading,
        Writing,
        Draining, // all read, but the FIFO still holds bytes: BUSY stays
        Polling,
        Hung // nothing ends it but ABORT or EN = 0
    };
    struct Job {
        State kind = State::Idle; // what follows Starting
        xspi::Command command;
        bool lost = false;
        std::uint64_t clock_hz = 0;
        Picoseconds clock = 0;    // one period
        Picoseconds begin_at = 0; // NCS falls
        Picoseconds next_at = 0;  // next unit moves, or the command or the poll ends
        Picoseconds unit_time = 0;
        std::uint64_t total = 0, moved = 0, accepted = 0; // bytes; accepted: taken from DR
        unsigned unit = 1;
        bool paused = false; // the clock rests: FIFO full (reading) or empty (writing)
    };

    // Registers (xspi.cpp)
    std::uint32_t& reg(std::uint32_t offset) { return registers_[offset / 4]; }
    std::uint32_t reg(std::uint32_t offset) const { return registers_[offset / 4]; }
    xspi::Mode mode() const { return xspi::Mode(xspi::field(reg(xspi::kCr), 28, 2)); }
    bool clocked(const char* access);
    std::uint32_t status() const;
    bool fifo_threshold() const;
    bool busy() const { return state_ != State::Idle || mapped_busy_; }
    std::uint32_t read_register(std::uint32_t offset, unsigned size);
    void write_register(std::uint32_t offset, unsigned size, std::uint32_t value);
    void write_while_busy(std::uint32_t offset);
    void write_control(std::uint32_t value);
    std::uint32_t keep_while_busy(std::uint32_t value);
    void write_plain(std::uint32_t offset, std::uint32_t value);
    void abort();
    void disable();
    void stop_job();
    void update_interrupt();
    void refresh_window();

    // Starting a transfer (xspi-start.cpp)
    void trigger(std::uint32_t offset);
    void start(State kind);
    std::uint64_t device_bytes() const { return std::uint64_t(2) << xspi::field(reg(xspi::kDcr1), 16, 5); }
    std::uint64_t data_length(State kind) const;
    bool out_of_range(const Job& job);
    bool prepare(Job& job);
    std::uint64_t clock_hz() const;
    Picoseconds calibrate(const Job& job);
    xspi::Command command(std::uint32_t ccr, std::uint32_t tcr, std::uint32_t ir, std::uint32_t ar,
                          std::uint32_t abr) const;
    XspiPort::Use use_of(const xspi::Command& command, std::uint64_t hz, bool reading) const;

    // Time (xspi-transfer.cpp)
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

    // DR (xspi-data.cpp)
    std::uint32_t read_data(unsigned size);
    void write_data(unsigned size, std::uint32_t value);
    bool wait_for_start();
    void wait_for_bytes(unsigned size);
    void wait_for_room(unsigned size);
    void resume();

    // Automatic polling and memory-mapped mode (xspi-polling.cpp, xspi-mapped.cpp)
    void poll();
    Picoseconds poll_time() const;
    bool mapped_access(std::uint32_t offset, unsigned size) override;
    bool mapped_read(std::uint32_t offset, std::span<std::uint8_t> bytes) override;
    bool mapped_write(std::uint32_t offset, std::span<const std::uint8_t> bytes) override;
    void mapped_wait(bool sequential) override;
    void arm_timeout();
    Picoseconds timeout_at() const;
    void on_timeout();

    XspiSeat seat_;
    unsigned n_;
    Timeline& timeline_;
    Violations& violations_;
    const ClockSource& clocks_;
    InterruptLines& interrupts_;
    std::function<void(Picoseconds)> stall_;
    MappedWindow window_;
    xspi::Transaction transaction_;

    std::array<std::uint32_t, xspi::kRegistersEnd / 4 + 1> registers_{};
    std::uint32_t flags_ = 0;         // latched bits of SR
    ByteFifo<xspi::kFifoBytes> fifo_; // SR.FLEVEL
    State state_ = State::Idle;
    Job job_;
    std::uint32_t polled_ = 0;      // DR in automatic polling: the last raw status
    bool poll_fresh_ = false;       // FTF in automatic polling
    bool calibrate_ = true;         // armed by reset and by PRESCALER
    bool line_ = false;             // the interrupt output
    Picoseconds select_free_ = 0;   // NCS may fall again (CSHT)
    Picoseconds stalled_until_ = 0; // what DR accesses have waited for
    std::optional<Timeline::EventId> event_;
    bool mapped_busy_ = false;
    Picoseconds last_mapped_ = 0; // end of the last mapped access
    std::optional<Timeline::EventId> timeout_event_;
};

} // namespace vb
