// NUCLEO-H7S3L8 (MB1737): STM32H7S3L8 with an MX25UW25645G on XSPIM port 2, three LEDs, a button, a VCP.
#pragma once
#include "chips/chip-options.hpp"
#include "chips/serial-nor.hpp"
#include "core/board.hpp"
#include "faults/fault-spec.hpp"
#include "faults/faulty-debug-port.hpp"
#include "faults/faulty-wires.hpp"
#include "soc/soc.hpp"

namespace vb {

class NucleoH7s3l8 final : public Board {
  public:
    NucleoH7s3l8();

    std::string name() const override { return "nucleo-h7s3l8"; }
    std::string part() const override { return "STM32H7S3L8"; }
    Executive& executive() override { return soc_->machine(); }
    DebugPort& debug_port() override { return connector_; }
    Violations& violations() override { return soc_->violations(); }

    bool set_option(const std::string& name, const std::string& value) override;
    std::vector<std::string> option_names() const override;
    std::optional<std::string> option_values(const std::string& name) const override;
    bool add_fault(const std::string& spec, std::string& why) override;
    const ProbeFaults& probe_faults() const override { return probe_faults_; }
    void on_pause(std::function<void(const std::string&)> action) override { pause_ = std::move(action); }
    bool press_button(const std::string& name) override;
    void power_on() override;

    NamedMemory internal_flash() override;
    std::optional<NamedMemory> external_flash() override;
    NamedMemory ram() override;

    std::vector<LedState> leds() const override { return leds_; }
    FlashActivity flash_activity() const override { return chip_->activity(); }
    OperationCounts operations() const override {
        return {chip_->operations().begun(), soc_->flash_operations().begun()};
    }
    CoreState core_state() const override { return soc_->machine().core_state(); }
    std::string serial() const override { return serial_; }
    std::optional<double> entered_external_flash() const override;

  private:
    void wire_leds();
    void fit_fault(const FaultSpec& fault);
    void begin_fault(const FaultSpec& fault);
    void when(const FaultSpec& fault, bool forestalls, std::function<void()> action);
    void lose_supply();
    void pull_nrst();
    void hold_line(unsigned line, bool level);
    void connect_chip();

    Timeline timeline_;
    ChipOptions chip_options_;
    // The chip and what leads to it are put together at power-on, when options and faults are known.
    std::unique_ptr<SerialNor> chip_;
    std::unique_ptr<FaultyWires> wires_;
    std::unique_ptr<Soc> soc_;
    FaultyDebugPort connector_;
    bool chip_alive_ = true, supplied_ = true;
    ProbeFaults probe_faults_;
    std::function<void(const std::string&)> pause_;
    std::vector<FaultSpec> faults_;
    std::vector<LedState> leds_;
    std::string serial_;
};

} // namespace vb
