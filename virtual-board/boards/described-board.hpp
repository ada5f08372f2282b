// A board made of its description: microcontroller, flash chips, LEDs, buttons, serial port.
#pragma once
#include "boards/board-description.hpp"
#include "boards/flash-seat.hpp"
#include "core/board.hpp"
#include "faults/fault-spec.hpp"
#include "faults/faulty-debug-port.hpp"
#include "soc/soc.hpp"

#include <deque>

namespace vb {

class DescribedBoard final : public Board {
  public:
    // Throws BoardFileError if there is no model of a part, or a wire leads nowhere.
    explicit DescribedBoard(BoardDescription description);

    std::string name() const override { return description_.name; }
    std::string part() const override { return soc_->part(); }
    Executive& executive() override { return soc_->machine(); }
    DebugPort& debug_port() override { return connector_; }
    Violations& violations() override { return soc_->violations(); }

    bool set_option(const std::string& name, const std::string& value) override;
    bool set_chip(const std::string& flash, const std::string& part, std::string& why) override;
    std::vector<std::string> option_names() const override;
    std::optional<std::string> option_values(const std::string& name) const override;
    bool add_fault(const std::string& spec, std::string& why) override;
    const ProbeFaults& probe_faults() const override { return probe_faults_; }
    void on_pause(std::function<void(const std::string&)> action) override { pause_ = std::move(action); }
    bool press_button(const std::string& name) override;
    UsbPort* usb_port() override;
    void power_on() override;

    NamedMemory internal_flash() override { return soc_->internal_flash(); }
    std::vector<NamedFlash> external_flashes() override;
    NamedMemory ram() override { return soc_->ram(); }

    std::vector<LedState> leds() const override { return leds_; }
    FlashActivity flash_activity() const override;
    OperationCounts operations() const override;
    std::vector<SerialClock> serial_clocks() const override { return soc_->serial_clocks(); }
    CoreState core_state() const override { return soc_->machine().core_state(); }
    std::string serial() const override { return serial_; }
    std::optional<double> entered_external_flash() const override;

  private:
    void wire_leds();
    void follow_leds(char port);
    void release(const DescribedButton& button);
    void listen();
    void connect();
    void fit_fault(const FaultSpec& fault);
    void begin_fault(const FaultSpec& fault);
    void when(const FaultSpec& fault, bool forestalls, std::function<void()> action);
    void lose_supply();
    void pull_nrst();
    bool has_chip() const { return !flashes_.empty(); }
    FlashSeat& first() { return flashes_.front(); } // what faults and options of the chip are about

    const BoardDescription description_;
    Timeline timeline_;
    std::unique_ptr<Soc> soc_;
    std::deque<FlashSeat> flashes_; // addresses stay valid
    FaultyDebugPort connector_;
    bool connected_ = false, supplied_ = true;
    ProbeFaults probe_faults_;
    std::function<void(const std::string&)> pause_;
    std::vector<FaultSpec> faults_;
    std::vector<LedState> leds_;
    std::string serial_;
};

} // namespace vb
