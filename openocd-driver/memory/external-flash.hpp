// The serial NOR chip behind the board's controller: found in whatever mode it is, known by SFDP or JEDEC id,
// brought to 8D-8D-8D where it and the board have it.
#pragma once
#include "flash-library/board/board-facts.hpp"
#include "flash-library/board/flash-clock.hpp"
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/named-chip.hpp"
#include "flash-library/chips/sequence.hpp"
#include "openocd-driver/memory/flash-memory.hpp"

namespace xspi {

class ExternalFlash final : public FlashMemory {
  public:
    explicit ExternalFlash(const BoardFacts& facts);

    agent::Memory kind() const override { return agent::Memory::External; }
    std::uint32_t size() const override;
    std::uint32_t sector_size() const override;
    std::uint32_t reach() const override;
    void prepare(AgentFlash& flash, TargetPort& target) override;
    PlanGeometry geometry() const override;
    std::string describe() const override;
    Json facts() const override;
    void enter_power_up_state(AgentFlash& flash) override;
    bool identified() const override { return chip_.known(); }
    void invalidate() override { ready_ = false; }
    bool leave_mapped() const override { return ready_; }

    const ChipDescription& chip() const { return chip_; }

  private:
    unsigned data_lines() const;
    agent::Setup setup(const ChipVocabulary& vocabulary, std::uint32_t prescaler) const;
    agent::Setup setup() const { return setup(vocabulary_, prescaler_); }
    bool still_there(AgentFlash& flash) const;
    void identify(AgentFlash& flash);
    std::vector<std::uint8_t> read_sfdp(AgentFlash& flash) const;
    void enter_best_mode(AgentFlash& flash);
    void run(AgentFlash& flash, const Sequence& sequence) const;
    ChipIdentity read_identity(AgentFlash& flash, Command command) const;
    void check_named_chip(const ChipDescription& chip) const;

    const BoardFacts& facts_;
    FlashClock clock_;
    NamedChip named_; // what the board's file says it is, until it was asked itself
    ChipDescription chip_;
    ChipVocabulary vocabulary_; // in mode_
    Mode mode_ = Mode::Spi;
    std::uint32_t prescaler_ = 0; // in mode_
    bool ready_ = false;          // controller and chip are as prepare() left them
};

} // namespace xspi
