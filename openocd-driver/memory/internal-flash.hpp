// The 64 KiB user flash of STM32H7R/S: 8 KiB sectors, 16-byte quad-words with ECC
// (docs/hardware/internal-flash-h7rs.md, erase and program).
#pragma once
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/memory/flash-memory.hpp"

namespace xspi {

class InternalFlash final : public FlashMemory {
  public:
    explicit InternalFlash(const Board& board) : board_(board) {}
    agent::Memory kind() const override { return agent::Memory::Internal; }
    std::uint32_t size() const override;
    std::uint32_t sector_size() const override;
    std::uint32_t reach() const override { return size(); }
    void prepare(AgentFlash& flash, TargetPort& target) override;
    PlanGeometry geometry() const override;
    MemoryIdentity identity() const override { return {"FLASH", "", ""}; }
    std::string describe() const override;
    Json facts() const override;
    void require_writable(AgentFlash& flash, TargetPort& target,
                          const std::vector<FlashRange>& touched) override;
    std::vector<FlashRange> protected_ranges(AgentFlash& flash, TargetPort& target) override;
    std::string protect(AgentFlash& flash, TargetPort& target, const FlashRange& range, bool on) override;
    void select(AgentFlash& flash) override;

  private:
    const Board board_;
};

} // namespace xspi
