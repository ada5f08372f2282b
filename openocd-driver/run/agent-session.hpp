// One run of the agent on the target: loads it, starts it once, feeds its command ring, reports its errors.
#pragma once
#include "openocd-driver/run/flash-server.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <deque>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace xspi {

struct AgentPlace {
    std::span<const std::uint8_t> image; // agent.bin: begins with AgentHeader, loaded to kAgentBase
    std::uint32_t ring_base = 0;         // RAM of the device, multiple of 8
    std::uint32_t ring_size = 0;
    std::uint32_t core_hz = 0;
    std::uint32_t watchdog = 0; // address of IWDG_KR, which the agent feeds; 0: none
    ClosedRanges closed = {};
    std::uint32_t ring_size_after_reset = 0; // what it would be after `reset halt`
    bool in_ram = false;                     // as loaded before, but for what changes while it runs
    agent::Mailbox mailbox() const {         // as the agent has to find it
        agent::Mailbox box{};
        box.ring_base = ring_base;
        box.ring_size = ring_size;
        box.core_hz = core_hz;
        box.watchdog = watchdog;
        box.closed = closed;
        return box;
    }
};

class AgentSession final : public FlashServer {
  public:
    // Loads what is not there, and starts. Throws Failure XSPI-02xx, XSPI-03xx.
    AgentSession(TargetPort& target, const AgentPlace& place);
    // Stops the agent if it still runs, without a word; a chip that is busy is waited for.
    ~AgentSession() override;
    AgentSession(const AgentSession&) = delete;
    AgentSession& operator=(const AgentSession&) = delete;

    // Into the ring, waiting for room. Throws AgentTrouble for an error of this or an earlier request; the
    // agent has then stopped working on its queue. Throws Failure XSPI-0304, 0307, 0308, and XSPI-0324, 0326
    // for a link that damages what it carries.
    std::uint32_t submit(AgentRequest request) override;
    std::uint32_t submit_and_look(AgentRequest request) override;
    void place_at(std::uint32_t offset) override { head_ = offset; }
    agent::Status wait(std::uint32_t sequence) override;
    agent::Status wait_all() override { return wait(sequence_); }
    void advance() override { wait_all(); }
    std::vector<std::uint8_t> run(AgentRequest request) override;
    // Throws Failure XSPI-0325.
    std::vector<std::uint8_t> result(std::uint32_t sequence) override;
    void forgive(const AgentTrouble& trouble) override;
    // Ends the run: chip idle, window mapped if asked; the core's registers are put back. Throws AgentTrouble
    // if the window cannot be mapped, Failure XSPI-0306, 0307, 0326.
    void stop(bool leave_mapped);

    bool takes_pieces() const override { return true; }
    std::uint32_t ring_size() const override { return place_.ring_size; }
    std::uint32_t ring_size_after_reset() const override { return place_.ring_size_after_reset; }
    bool done(std::uint32_t sequence) const override { return sequence <= completed_; }

  private:
    static constexpr std::uint32_t kSmall = 320; // bytes that go faster among other words than by themselves

    struct Pending {
        std::uint32_t sequence;
        AgentRequest request;
        agent::Descriptor descriptor;
        std::uint32_t begin, end; // in the ring
    };

    void load();
    void await_start();
    std::uint32_t reserve(std::uint32_t size);
    const Pending& prepare(AgentRequest request); // its place in the ring and its descriptor
    void send(const Pending& pending, std::initializer_list<Access> looks = {});
    agent::Status look();
    agent::Status poll();
    void take(const agent::Status& status);
    void check(const agent::Status& status);
    void check_heard(const agent::Status& status);
    void watch(const agent::Status& status);
    bool silent_for(std::int64_t ms) const;
    void signal(std::size_t word, std::uint32_t value);
    bool resend(const agent::Status& status);
    void acknowledge(const agent::Status& status);
    void retire(std::uint32_t completed);
    std::vector<std::uint8_t> read_result(const Pending& done);
    bool await_stop();
    void abandon() noexcept;
    void require_no_reset(); // throws Failure XSPI-0308
    void look_at_core();
    [[noreturn]] void died(const std::string& how);
    [[noreturn]] void unreadable(const agent::Status& status);

    TargetPort& target_;
    AgentPlace place_;
    agent::AgentHeader header_{};
    std::deque<Pending> pending_;
    std::deque<Pending> retired_; // the last ones, for result()
    std::uint32_t sequence_ = 0, completed_ = 0;
    std::uint32_t head_ = 0; // next free byte of the ring
    std::uint32_t last_heartbeat_ = 0;
    std::int64_t heartbeat_at_ = 0;
    unsigned silent_looks_ = 0;  // since then
    unsigned unheard_looks_ = 0; // at an agent that does not do what it was told
    unsigned resends_ = 0;
    std::uint32_t acknowledged_ = 0;
    bool running_ = false;
};

} // namespace xspi
