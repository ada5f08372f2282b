// A flash that somebody else's loader erases and programs, in the agent's place: planned, kept, verified and
// reported like every other memory.
#pragma once
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/board/loader-facts.hpp"
#include "openocd-driver/loader/loader-target.hpp"
#include "openocd-driver/loader/placement.hpp"
#include "openocd-driver/memory/flash-memory.hpp"

namespace xspi {

class LoaderServer;

class LoaderFlash final : public FlashMemory {
  public:
    // base: of its bank; 0: the loader's own. Reads the file. Throws Failure XSPI-1301 to 1314, 1331, 1332,
    // 1334, 1342.
    LoaderFlash(const Board& board, const LoaderFacts& facts, std::uint32_t base, std::string name);

    agent::Memory kind() const override { return agent::Memory::External; }
    std::uint32_t base() const { return loader_.memory.base; }
    std::uint32_t size() const override { return geometry_.size; }
    std::uint32_t sector_size() const override;
    FlashRange block_at(std::uint32_t offset) const override;
    std::uint32_t reach() const override { return sizes_.back(); }
    void prepare(AgentFlash& flash, TargetPort& target) override;
    PlanGeometry geometry() const override { return geometry_; }
    MemoryIdentity identity() const override;
    std::string describe() const override;
    Json facts() const override;
    bool identified() const override { return geometry_.size != 0; }
    void enter_power_up_state(AgentFlash& flash) override;
    std::string write_fault() const override;
    void require_writable(AgentFlash&, TargetPort&, const std::vector<FlashRange>&) override {}
    std::vector<FlashRange> protected_ranges(AgentFlash&, TargetPort&) override { return {}; }
    std::string protect(AgentFlash& flash, TargetPort& target, const FlashRange& range, bool on) override;
    void limit_clock(TargetPort& target, std::uint32_t hz) override;
    bool knows_times() const override { return false; }
    bool mappable() const override { return mapped_; }
    std::unique_ptr<OtherServer> other_server(TargetPort& target, bool preserve_ram) override;
    bool uses_ram(std::uint32_t address, std::uint32_t size) const override;

  private:
    void place();
    void take_size(std::uint32_t size);
    std::uint32_t size_by_reading(AgentFlash& flash);
    std::uint32_t unit() const;

    const Board board_;
    const LoaderFacts facts_;
    const std::string name_; // of its bank
    std::string file_;       // without its folder
    Loader loader_;
    LoaderSaid said_;
    std::vector<std::uint32_t> sizes_; // that it may have
    std::vector<LoaderRange> ram_;
    LoaderPlacement placed_;
    PlanGeometry geometry_;
    bool mapped_ = false;
};

} // namespace xspi
