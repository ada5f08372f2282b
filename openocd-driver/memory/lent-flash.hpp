// Internal flash that OpenOCD has a driver for: that one erases and programs it, between two runs of the
// agent, which reads it. So it is planned, kept, verified and reported like every other memory.
#pragma once
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/memory/flash-memory.hpp"

struct flash_bank;

namespace xspi {

class LentFlash final : public FlashMemory {
  public:
    // bank: OpenOCD's.
    LentFlash(const Board& board, flash_bank* bank, std::string name);

    agent::Memory kind() const override { return agent::Memory::Internal; }
    std::uint32_t size() const override { return size_; }
    std::uint32_t sector_size() const override;
    FlashRange block_at(std::uint32_t offset) const override;
    std::uint32_t reach() const override { return size_ != 0 ? size_ : expected_.size; }
    // OpenOCD's driver asks the microcontroller for its size, once. The core is not needed. Throws Failure
    // XSPI-0561.
    void probe();
    void forget() { size_ = 0; } // an option arranged it anew: it is asked again
    void prepare(AgentFlash& flash, TargetPort& target) override;
    void refresh(TargetPort& target) override;
    void select(AgentFlash& flash) override;
    PlanGeometry geometry() const override;
    MemoryIdentity identity() const override { return {name_, "", ""}; }
    std::string describe() const override;
    Json facts() const override;
    void require_writable(AgentFlash& flash, TargetPort& target,
                          const std::vector<FlashRange>& touched) override;
    // Throws Failure XSPI-0602.
    void require_unlocked(const std::vector<FlashRange>& touched) const;
    std::vector<FlashRange> protected_ranges(AgentFlash& flash, TargetPort& target) override;
    std::string protect(AgentFlash& flash, TargetPort& target, const FlashRange& range, bool on) override;
    LentFlash* lent() override { return this; }

    // By OpenOCD's driver, with the core halted and no agent running. Whole sectors, whole program units.
    // Throws Failure XSPI-0562, 0563.
    void erase(std::uint32_t offset, std::uint32_t length);
    void program(std::uint32_t offset, std::span<const std::uint8_t> data);

  private:
    // Protected as one, and the number that `flash protect` knows it by.
    struct Locked {
        FlashRange range;
        unsigned number = 0;
    };
    std::vector<Locked> locked_blocks() const;
    void find(bool again);
    void follow_layout(TargetPort& target);
    std::string sector_sizes() const;

    const Board board_;
    flash_bank* bank_;
    std::string name_;
    MemoryRegion expected_; // as the device's name says
    std::uint32_t size_ = 0;
    std::vector<FlashRange> sectors_; // none: not known yet
    std::uint32_t layout_ = 0;        // InternalFlashFacts::layout as it was when they were found
};

} // namespace xspi
