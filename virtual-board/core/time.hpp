// Virtual time and the one queue of events that everything on the board shares.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace vb {

// Virtual time since power-on, in picoseconds. 64 bits last 213 days.
using Picoseconds = std::uint64_t;
inline constexpr Picoseconds kPerSecond = 1'000'000'000'000;
inline constexpr Picoseconds kPerMillisecond = 1'000'000'000;
inline constexpr Picoseconds kPerMicrosecond = 1'000'000;
inline constexpr Picoseconds kPerNanosecond = 1'000;

// The virtual clock. Events run in the order of (time, sequence of scheduling), so that the same input
// gives the same nanosecond. Single-threaded.
class Timeline {
  public:
    using EventId = std::pair<Picoseconds, std::uint64_t>;

    Picoseconds now() const { return now_; }
    double seconds() const { return double(now_) / double(kPerSecond); }

    // Runs action when the clock reaches `at` (at once on the next advance if that has passed).
    EventId schedule(Picoseconds at, std::function<void()> action);
    EventId schedule_in(Picoseconds delay, std::function<void()> action) {
        return schedule(now_ + delay, std::move(action));
    }
    // Harmless if the event has run.
    void cancel(EventId id);

    // Time of the earliest pending event, or UINT64_MAX.
    Picoseconds next_event() const;
    // Moves the clock forward to `to`, running the events up to and including it, each at its own time.
    // Never moves backwards: an earlier `to` runs what is overdue and leaves the clock.
    void advance_to(Picoseconds to);

  private:
    Picoseconds now_ = 0;
    std::uint64_t sequence_ = 0;
    std::map<EventId, std::function<void()>> events_;
};

} // namespace vb
