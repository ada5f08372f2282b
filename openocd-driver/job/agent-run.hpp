// One run of the agent, or of who serves in its place, for some banks: all are prepared, then each stage is
// done for all of them.
#pragma once
#include "openocd-driver/driver.hpp"
#include "openocd-driver/run/core-watch.hpp"

#include <functional>
#include <vector>

namespace xspi {

class Servers;

class AgentRun {
  public:
    using Work = std::function<void(Bank&, AgentFlash&, TargetPort&)>;
    enum class Window { AsMemory, Closed }; // when the agent has ended
    enum class Contact { First, Again };    // Again: within one job, `prepared` and `interlude` are done

    // prepared: done for each bank as soon as its memory works. interlude: then, once the agent has left the
    // core, if a bank is OpenOCD's driver's; the agent comes back after it.
    AgentRun(Driver& driver, CoreWatch& cores, Work prepared, std::function<void()> interlude)
        : driver_(driver), cores_(cores), prepared_(std::move(prepared)), interlude_(std::move(interlude)) {}

    // All banks are of one target. Throws Failure.
    void operator()(const std::vector<Bank*>& banks, const std::vector<Work>& stages,
                    Window window = Window::AsMemory, Contact contact = Contact::First);
    // A core that runs has run, whatever events said: somebody may have pressed the reset button.
    CoreWatch::State& look_at_core(target* owner, TargetPort& target);
    void target_ran(target* owner, bool by_reset);

    std::uint64_t runs() const { return runs_; } // of the agent and, as far as it is known, of the core

    Driver& driver() { return driver_; }
    CoreWatch& cores() { return cores_; }

  private:
    void prepare(Servers& servers, TargetPort& target, const std::vector<Bank*>& banks, Contact contact);
    void prepare_again(Servers& servers, TargetPort& target, const std::vector<Bank*>& banks);
    void work(Servers& servers, TargetPort& target, const std::vector<Bank*>& banks,
              const std::vector<Work>& stages);
    static bool select_window(Servers& servers, const std::vector<Bank*>& banks);

    Driver& driver_;
    CoreWatch& cores_;
    Work prepared_;
    std::function<void()> interlude_;
    std::uint64_t runs_ = 0;
};

} // namespace xspi
