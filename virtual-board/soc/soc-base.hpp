// What every microcontroller of the virtual board is put together from: a machine, violations, ports, a list
// of peripherals with their resets.
#pragma once
#include "faults/faulty-registers.hpp"
#include "soc/pin-functions.hpp"
#include "soc/reset-cause.hpp"
#include "soc/soc.hpp"

#include <deque>
#include <map>
#include <memory>

namespace vb {

class SocBase : public Soc {
  public:
    std::string part() const final { return part_; }
    Machine& machine() final { return *machine_; }
    const Machine& machine() const final { return *machine_; }
    Violations& violations() final { return violations_; }
    const Pads& pads() const final { return pads_; }
    Gpio* gpio(char port) final;
    bool listen(const std::string& usart, const std::string& pad, std::function<void(char)> heard,
                std::string& why) final;
    void add_peripheral(std::uint32_t base, std::uint32_t size, BusDevice& device,
                        std::optional<ResetBit> reset) final;
    void on_reset(std::function<void(bool nrst)> action) final { on_reset_ = std::move(action); }
    bool hold_register_bit(std::uint32_t address, unsigned bit, bool level) final;

  protected:
    // The configuration's on_system_reset is made here; its other functions are called before the
    // constructor of the derived class has ended.
    SocBase(std::string part, Timeline& timeline, MachineConfig config, PinFunctions pins);

    virtual void reset_by_bit(ResetBit bit, BusDevice& device) = 0;
    virtual void note_reset(ResetCause cause) = 0;
    virtual void reset_peripherals() = 0; // reset_all() and what else follows

    void add_gpio(char port, std::uint32_t base, std::function<bool()> clocked, std::string enable_bit,
                  ResetBit reset, GpioKind kind = {});
    void power_on_all(); // of every peripheral, in the order of their addition
    void reset_all();
    void character_sent(const std::string& usart, char character);
    void watchdog_expired();

    Timeline& timeline_;
    PinFunctions pins_;
    bool assembled_ = false; // set by the derived class when all its peripherals exist

  private:
    struct Registers {
        std::uint32_t base, size;
        FaultyRegisters device;
    };
    struct Listener {
        std::string usart;
        PinFunction function;
        std::function<void(char)> heard;
    };
    MachineConfig with_reset(MachineConfig config);
    void system_reset(bool nrst);

    std::string part_;
    std::unique_ptr<Machine> machine_;
    Violations violations_;
    std::map<char, std::unique_ptr<Gpio>> gpios_;
    GpioPads pads_;
    std::vector<Listener> listeners_;
    std::deque<Registers> on_bus_;        // addresses stay valid
    std::vector<BusDevice*> peripherals_; // in the order of their reset
    ResetCause next_cause_ = ResetCause::Software;
    std::function<void(bool)> on_reset_;
};

} // namespace vb
