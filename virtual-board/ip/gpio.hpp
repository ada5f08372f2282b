// One general-purpose I/O port.
#pragma once
#include "core/clocks.hpp"
#include "ip/peripheral-registers.hpp"

#include <array>
#include <vector>

namespace vb {

// What differs between the families.
struct GpioKind {
    bool has_brr = true; // the STM32H74x and STM32F4/F7 have none (ST's device headers)
};

class Gpio final : public PeripheralRegisters {
  public:
    Gpio(char port, Violations& violations, GpioKind kind = {});

    PadState pad(unsigned pin) const;
    // The level that the pad drives, or nothing while it does not drive.
    std::optional<bool> driven(unsigned pin) const;
    // What the board drives onto the pin (a button, another chip); nothing: left open.
    void drive_externally(unsigned pin, std::optional<bool> level) { external_[pin] = level; }
    // Called with (pin, level) whenever the driven level of a pin changes; a pad that stops driving counts as
    // low.
    void on_output(std::function<void(unsigned pin, bool level)> observer) {
        observer_ = std::move(observer);
    }
    // Called after every store and reset, whatever it changed: pad() may say something else.
    void on_change(std::function<void()> observer) { changed_.push_back(std::move(observer)); }

    void reset() override;

  protected:
    std::optional<std::uint32_t> load(std::uint32_t offset, Master master) override;
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    bool level(unsigned pin) const;
    void store_lock(std::uint32_t value);
    std::uint32_t keep_locked_pins(std::uint32_t offset, std::uint32_t value);
    void notify();

    char port_;
    std::array<std::optional<bool>, 16> external_{};
    std::uint32_t outputs_ = 0; // driven-high pins as last notified
    unsigned lock_step_ = 0;
    std::uint32_t lock_key_ = 0;
    std::function<void(unsigned, bool)> observer_;
    std::vector<std::function<void()>> changed_;
};

// The port's letter gives its pads; ports that the package lacks answer as analog pads.
class GpioPads final : public Pads {
  public:
    void add(char port, const Gpio& gpio) { ports_[unsigned(port - 'A')] = &gpio; }
    PadState pad(char port, unsigned pin) const override {
        unsigned i = unsigned(port - 'A');
        return i < ports_.size() && ports_[i] ? ports_[i]->pad(pin) : PadState{};
    }

  private:
    std::array<const Gpio*, 16> ports_{};
};

} // namespace vb
