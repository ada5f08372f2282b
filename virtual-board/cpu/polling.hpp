// Recognises a loop that only waits for a register to change, so that its turns need not be executed one by
// one.
#pragma once
#include "cpu/engine.hpp"

#include <array>
#include <cstdint>

namespace vb {

struct PollingLoop {
    std::uint64_t cycles = 0;       // of one turn
    std::uint64_t instructions = 0; // of one turn
};

// A loop is steady when three loads running came from the same instruction and register with the same value,
// the same time apart, the third with every core and FP register as at the second, and nothing else was
// stored to memory (except values that were there already) or asked of a device in between. The whole state
// of the machine is then the same at each turn, until an event changes something. What a device returns must
// for that reason depend on time only through events.
class PollingDetector {
  public:
    explicit PollingDetector(const Engine& engine) : engine_(engine) {}

    void disturb() { repeats_ = 0; }
    // One load that a device has answered. Not null: the loop is steady.
    const PollingLoop* observe(std::uint32_t address, std::uint32_t value);
    // The caller moved the clock over whole turns.
    void skipped() {
        cycles_ = engine_.cycles();
        instructions_ = engine_.instructions();
    }
    bool following() const { return repeats_ > 0; }

  private:
    struct Registers {
        std::array<std::uint32_t, 16> core{};
        std::array<std::uint64_t, 16> fp{};
        std::uint32_t fpscr = 0;
        bool operator==(const Registers&) const = default;
    };
    Registers capture() const;

    const Engine& engine_;
    std::uint32_t address_ = 0, value_ = 0, pc_ = 0;
    std::uint64_t cycles_ = 0, instructions_ = 0;
    unsigned repeats_ = 0;
    PollingLoop loop_;
    Registers registers_;
};

} // namespace vb
