// The operations that a memory begins, counted from power-on, and what a declared fault does at one of them.
#pragma once
#include "core/time.hpp"

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace vb {

// One operation of a memory: the number-th since power-on, from 1.
struct OperationMoment {
    std::uint64_t number = 0;
    bool middle = false; // when half of its time has passed; else before it changes anything
};

class Operations {
  public:
    explicit Operations(Timeline& timeline) : timeline_(timeline) {}

    // Calls `action` then. forestalls: an operation that it meets at its beginning does not take place.
    void at(OperationMoment moment, bool forestalls, std::function<void()> action) {
        watches_.push_back({moment, forestalls, std::move(action)});
    }
    // The memory is about to begin an operation that lasts so long (0: done at once; its middle is then right
    // after it). False: it is forestalled.
    [[nodiscard]] bool begin(Picoseconds duration);
    std::uint64_t begun() const { return begun_; }
    void restart() { begun_ = 0; } // power-on

  private:
    struct Watch {
        OperationMoment moment;
        bool forestalls;
        std::function<void()> action;
    };
    Timeline& timeline_;
    std::uint64_t begun_ = 0;
    std::vector<Watch> watches_;
};

} // namespace vb
