// The one operation that a NOR chip works on: running, suspended, resumed, or cut short.
#pragma once
#include "core/time.hpp"

#include <functional>
#include <optional>

namespace vb {

enum class NorWork { program, erase, registers };

struct NorOperation {
    NorWork work = NorWork::registers;
    std::uint32_t first = 0, bytes = 0; // of the array; 0 bytes: none of it
    Picoseconds duration = 0;
    bool suspendable = false;
    Picoseconds suspend_latency = 0, resume_to_suspend = 0;
    Picoseconds abort_recovery = 0;
    std::function<void()> finish, abandon;
};

class NorOperationTimer {
  public:
    explicit NorOperationTimer(Timeline& timeline) : timeline_(timeline) {}
    ~NorOperationTimer() { cancel(); }
    NorOperationTimer(const NorOperationTimer&) = delete;
    NorOperationTimer& operator=(const NorOperationTimer&) = delete;

    void start(NorOperation operation);
    bool busy() const { return operation_ && !suspended_; } // WIP; includes the latency of a suspend
    bool suspended() const { return suspended_; }
    const NorOperation* operation() const { return operation_ ? &*operation_ : nullptr; }

    // Calls on_suspended when the latency has passed; without effect where nothing can be suspended.
    void suspend(std::function<void()> on_suspended);
    void resume();
    // Returns how long the chip takes to recover from that; 0 if there was nothing.
    Picoseconds abandon();

  private:
    void run();
    void cancel();

    Timeline& timeline_;
    std::optional<NorOperation> operation_;
    std::optional<Timeline::EventId> event_;
    bool suspended_ = false, suspending_ = false;
    Picoseconds end_ = 0, resumed_at_ = 0, remaining_ = 0;
    bool resumed_ = false;
};

} // namespace vb
