// The two ways in which virtual time goes on while a probe serves.
#pragma once
#include "core/executive.hpp"
#include "probe/pacing.hpp"
#include "program/owned-file.hpp"

#include <atomic>
#include <chrono>
#include <string>

namespace vb {

struct ClockPage;

// Runs the board in slices, so that a signal ends even a long run, and `progress` sees what happens as it
// happens.
class Runner {
  public:
    Runner(Executive& executive, const std::atomic<bool>& stop) : executive_(executive), stop_(stop) {}
    void run_until(Picoseconds to, const std::function<void()>& progress = {});
    Picoseconds now() { return executive_.timeline().now(); }

  private:
    Executive& executive_;
    const std::atomic<bool>& stop_;
};

// Without the time shim: while nobody asks anything, virtual time keeps up with the wall's. Messages that
// follow one another closely cost what the model says and nothing else.
class WallPacing : public Pacing {
  public:
    explicit WallPacing(Runner runner) : runner_(runner) {}
    void before_message() override { busy(); }
    void after_message() override { busy(); }
    int idle_milliseconds() const override { return 1; }
    void idle() override;

  private:
    using Clock = std::chrono::steady_clock;
    void busy() { last_ = Clock::now() + kGrace; }

    // A client needs so long between two messages of a batch; that is not the target's time.
    static constexpr std::chrono::milliseconds kGrace{2};
    // At most so much at once: a host that is slower than the target falls behind instead of leaving its
    // client without an answer.
    static constexpr std::chrono::milliseconds kMostAtOnce{5};
    Runner runner_;
    Clock::time_point last_ = Clock::now();
};

// With the time shim: the board moves only by what its client does and sleeps.
class ClockPagePacing : public Pacing {
  public:
    // Makes the file, or takes over one that an earlier board left. Throws UsageError if it is anything else
    // or in use.
    ClockPagePacing(const std::string& path, Runner runner);
    ~ClockPagePacing() override;
    ClockPagePacing(const ClockPagePacing&) = delete;
    ClockPagePacing& operator=(const ClockPagePacing&) = delete;

    void before_message() override;
    void after_message() override;
    int idle_milliseconds() const override { return 1000; }
    void idle() override {}

  private:
    Runner runner_;
    OwnedFile file_;
    ClockPage* page_;
};

} // namespace vb
