// A flash memory served by a foreign loader: requests become calls, grouped into phases, and what the memory
// holds is read or digested by code of ours.
#pragma once
#include "flash-library/devices/family.hpp"
#include "openocd-driver/plan/erase-layout.hpp"
#include "openocd-driver/run/flash-server.hpp"
#include "openocd-driver/run/loader-calls.hpp"
#include "openocd-driver/run/target-session.hpp"

#include <map>
#include <set>

namespace xspi {

// What is served.
struct LoaderMemoryPlace {
    std::string bank;        // its name
    std::string file;        // the loader's, for sentences
    std::uint32_t base = 0;  // where the core sees the memory
    std::uint32_t reach = 0; // bytes that the memory may have
    std::uint32_t unit = 0;  // what one program call is given: a page
};

class LoaderServer final : public OtherServer {
  public:
    // All but place must outlive it. placed: by place_with_caller(). preserve_ram: what it uses of the RAM is
    // put back.
    LoaderServer(TargetPort& target, const Family& family, const Loader& loader,
                 const LoaderPlacement& placed, LoaderMemoryPlace place, const PlanGeometry& geometry,
                 bool preserve_ram);

    // Throw Failure XSPI-1335 to 1341, and what LoaderCalls throws.
    std::uint32_t submit(AgentRequest request) override;
    std::uint32_t submit_and_look(AgentRequest request) override { return submit(std::move(request)); }
    void place_at(std::uint32_t) override {}
    agent::Status wait(std::uint32_t sequence) override;
    agent::Status wait_all() override { return wait(sequence_); }
    void advance() override;
    bool done(std::uint32_t sequence) const override;
    std::vector<std::uint8_t> run(AgentRequest request) override;
    std::vector<std::uint8_t> result(std::uint32_t sequence) override;
    void forgive(const AgentTrouble&) override {}
    std::uint32_t ring_size() const override { return kRing; } // of the host's memory
    std::uint32_t ring_size_after_reset() const override { return kRing; }
    bool leave() override;

    std::uint32_t changed_buffers() const { return calls_.changed_buffers(); }
    std::int64_t working_ms() const { return calls_.working_ms(); }

  private:
    static constexpr std::uint32_t kRing = 1u << 20;
    enum class Reading { Unknown, Window, WindowByCommand, WindowAfterUnInit, ByLoader };
    struct Request {
        std::uint32_t sequence;
        AgentRequest request;
    };
    // One call of the loader.
    struct Call {
        std::uint32_t sequence;          // of its request
        FlashRange range;                // offsets
        std::vector<std::uint8_t> bytes; // to be programmed
        bool last;                       // of its request
    };
    // What has to be as it was when the loader has worked: it was not asked to change it.
    struct Guard {
        FlashRange range;
        std::uint64_t digest;
    };

    void need_core();
    void need(LoaderPhase phase);
    void look_how_to_read();
    bool map_by_command();
    bool is_mapped();
    void begin_round();
    void add_erases(const Request& request, std::uint32_t size, bool last);
    void add_programs(const Request& request);
    void work_on(std::deque<Call>& calls, LoaderPhase phase);
    void take_guards(const std::vector<FlashRange>& changed);
    void check_guards();
    void finished(std::uint32_t sequence);
    std::vector<caller::RangeDigest> digest(std::span<const FlashRange> ranges);
    std::vector<caller::RangeDigest> digest(std::span<const caller::Range> ranges); // as the core sees them
    std::vector<std::uint8_t> read(const FlashRange& range);
    std::vector<std::uint8_t> read_window(const FlashRange& range);
    std::vector<std::uint8_t> carry_out(const AgentRequest& request);

    TargetPort& target_;
    const Family& family_;
    const Loader& loader_;
    const LoaderPlacement& placed_;
    const LoaderMemoryPlace place_;
    const PlanGeometry& geometry_;
    const bool preserve_ram_;
    SavedRam ram_;
    LoaderCalls calls_;
    bool has_core_ = false, told_about_buffers_ = false;
    Reading reading_ = Reading::Unknown;

    std::uint32_t sequence_ = 0, completed_ = 0, crc_ = 0;
    std::set<std::uint32_t> done_; // above completed_
    std::deque<Request> waiting_;
    std::deque<Call> erases_, programs_;                   // of the round
    std::deque<std::pair<std::uint32_t, bool>> under_way_; // sequence, last
    std::vector<Guard> guards_;
    std::map<std::uint32_t, std::vector<std::uint8_t>> results_;
};

} // namespace xspi
