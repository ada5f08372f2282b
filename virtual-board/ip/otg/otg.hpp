// The OTG core (Synopsys DWC2) as a USB device, its FIFOs filled and emptied by the processor. Host mode and
// the internal DMA are not modelled. Rules: docs/virtual-board-rules-usb.md.
#pragma once
#include "core/time.hpp"
#include "core/usb-port.hpp"
#include "ip/otg/otg-endpoint.hpp"
#include "ip/otg/otg-kind.hpp"
#include "ip/otg/receive-fifo.hpp"

#include <optional>

namespace vb {

// Why something that the core needs is not there: the rule that it breaks, and a sentence.
struct OtgTrouble {
    const char* rule;
    std::string what;
};

struct OtgWiring {
    std::function<bool()> clocked; // the bus interface
    std::string enable_bit;
    std::function<std::uint64_t()> ahb_hz;
    // The transceiver's clock, 48 MHz or the high-speed PHY's reference.
    std::function<std::optional<OtgTrouble>()> clock_trouble;
    std::function<std::optional<OtgTrouble>()> supply_trouble; // and pads
    std::function<bool()> vbus_pin = [] { return false; };     // whether VBUS is to be seen on a pin
    // The processor sleeps, and the core cannot answer meanwhile.
    std::function<std::optional<OtgTrouble>()> sleep_trouble = [] { return std::nullopt; };
    std::function<void(bool)> interrupt;
};

class Otg final : public PeripheralRegisters, public UsbPort {
  public:
    Otg(std::string name, const OtgKind& kind, Timeline& timeline, Violations& violations, OtgWiring wiring);

    std::string name() const override { return PeripheralRegisters::name(); }
    void reset() override;
    void inputs_changed(); // a clock, a supply or a pad: what the wiring's functions say may differ now

    // The FIFOs' windows; see OtgFifoWindows.
    std::uint32_t read_fifo();
    void write_fifo(unsigned endpoint, std::uint32_t word);

    bool pulls_up() const override { return pulls_up_; }
    void on_pull_up(std::function<void()> changed) override { pull_up_changed_ = std::move(changed); }
    void plug(bool in) override;
    void start_reset() override;
    UsbSpeed end_reset(bool high_speed_host) override;
    void start_of_frame(unsigned number) override;
    void resume() override;
    UsbAnswer setup(unsigned address, unsigned endpoint, std::span<const std::uint8_t> data) override;
    UsbAnswer out(unsigned address, unsigned endpoint, std::span<const std::uint8_t> data,
                  bool data1) override;
    UsbInPacket in(unsigned address, unsigned endpoint) override;
    void acknowledge(unsigned address, unsigned endpoint) override;
    bool status_stage_taken() const override;

  protected:
    std::optional<std::uint32_t> load(std::uint32_t offset, Master master) override;
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    std::optional<unsigned> endpoint_of(std::uint32_t offset, std::uint32_t base) const;

    // otg.cpp
    std::uint32_t pop_status();
    void store_global(std::uint32_t offset, std::uint32_t value);
    void store_reset_control(std::uint32_t value);
    void finish_core_reset();
    void store_device_control(std::uint32_t value);

    // otg-endpoints.cpp
    void store_in(unsigned n, std::uint32_t reg, std::uint32_t value);
    void store_out(unsigned n, std::uint32_t reg, std::uint32_t value);
    std::uint32_t store_control(std::uint32_t offset, unsigned n, std::uint32_t value, bool& data1);
    void start_in(unsigned n);
    void start_out(unsigned n);
    std::uint32_t packet_size(unsigned n, std::uint32_t control) const;

    // otg-interrupts.cpp
    void update_interrupt();
    std::uint32_t interrupt_status() const;
    std::uint32_t endpoint_interrupts() const;
    std::uint32_t in_status(unsigned n) const;
    bool fifo_is_empty_enough(unsigned n) const;

    // otg-fifos.cpp
    unsigned fifo_of(unsigned endpoint) const; // its transmit FIFO, and that one's DIEPTXF
    std::uint32_t fifo_place(unsigned endpoint) const;
    unsigned depth(unsigned endpoint) const { return fifo_place(endpoint) >> 16; }
    void flush_transmit(unsigned fifo);
    unsigned free_words(unsigned endpoint) const;
    unsigned free_receive_words() const;
    void check_fifos();

    // otg-connection.cpp
    std::optional<OtgTrouble> trouble() const;
    bool session_is_valid() const;
    void update_connection(bool complain);
    void look_for_silence();
    void note_activity();
    void take_address();
    void wake_phy();
    bool answers(unsigned address, unsigned endpoint);
    void check_turnaround();
    void complain(const OtgTrouble& about);

    // otg-transactions.cpp
    void finish_setup();
    void count_out(unsigned endpoint, std::uint32_t bytes);

    OtgKind kind_;
    Timeline& timeline_;
    OtgWiring wiring_;
    ReceiveFifo received_;
    std::vector<InEndpoint> in_;
    std::vector<OutEndpoint> out_;
    std::function<void()> pull_up_changed_;
    bool plugged_ = false, pulls_up_ = false;
    bool resetting_ = false;     // GRSTCTL.CSRST waits for the PHY's clock
    bool setup_pending_ = false; // "setup stage done" follows with the next token
    bool in_bus_reset_ = false;
    bool setup_checked_ = false; // FIFOs and turnaround, since the last bus reset
    bool in_control_transfer_ = false;
    unsigned address_ =
        0; // that the core answers to; DCFG.DAD written amid a control transfer waits for its end
    Picoseconds active_at_ = 0; // the bus was not silent then
    std::optional<Timeline::EventId> silence_;
};

// The rest of the core's 256 KiB: a window of 4 KiB for each endpoint's FIFO, and the RAM that they lie in.
class OtgFifoWindows final : public BusDevice {
  public:
    OtgFifoWindows(Otg& core, Violations& violations) : core_(core), violations_(violations) {}
    std::string name() const override { return core_.name() + " FIFOs"; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) override;
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override;
    void reset() override {}
    void gate(std::function<bool()> clocked) { clocked_ = std::move(clocked); }

  private:
    bool takes(std::uint32_t offset, unsigned size);

    Otg& core_;
    Violations& violations_;
    std::function<bool()> clocked_;
};

} // namespace vb
