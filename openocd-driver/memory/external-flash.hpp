// The serial NOR chip behind the board's controller: found in whatever mode it is, known by SFDP or JEDEC id,
// brought to 8D-8D-8D where it and the board have it.
#pragma once
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/eeprom.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/named-chip.hpp"
#include "flash-library/devices/flash-clock.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "flash-library/nor/chip-bring-up.hpp"
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/memory/chip-protection.hpp"
#include "openocd-driver/memory/flash-memory.hpp"
#include "openocd-driver/run/chip-search.hpp"

#include <optional>

namespace xspi {

class FirstWrite;

class ExternalFlash final : public FlashMemory {
  public:
    ExternalFlash(const Board& board, const FlashFacts& flash);

    agent::Memory kind() const override { return agent::Memory::External; }
    std::uint32_t size() const override;
    std::uint32_t sector_size() const override;
    std::uint32_t reach() const override;
    void prepare(AgentFlash& flash, TargetPort& target) override;
    void select(AgentFlash& flash) override { flash.configure(setup()); }
    PlanGeometry geometry() const override;
    MemoryIdentity identity() const override;
    std::string describe() const override;
    Json facts() const override;
    void enter_power_up_state(AgentFlash& flash) override;
    std::string reading_fault(AgentFlash& flash, std::uint32_t address, std::uint8_t expected) override;
    std::optional<std::size_t> carry_out_first(AgentFlash& flash, const ProgramPlan& plan) override;
    std::string write_fault() const override;
    void require_writable(AgentFlash& flash, TargetPort& target,
                          const std::vector<FlashRange>& touched) override;
    void restore_protection(AgentFlash& flash) override;
    std::vector<FlashRange> known_protection() const override;
    std::vector<FlashRange> protected_ranges(AgentFlash& flash, TargetPort& target) override;
    std::string protect(AgentFlash& flash, TargetPort& target, const FlashRange& range, bool on) override;
    bool identified() const override { return chip_.known(); }
    void refresh(TargetPort& target) override;
    void invalidate() override { ready_ = false; }
    bool mappable() const override { return connection_.window_base != 0; }
    bool leave_mapped() const override { return ready_ && mappable(); }

    const ChipDescription& chip() const { return chip_; }
    // Hz: what the chip is reached with from now on. Throws Failure XSPI-0407 to 0409 above what board, port
    // and agent allow.
    void limit_clock(TargetPort& target, std::uint32_t hz) override;
    std::uint32_t clock_hz() const override { return clock_.hz; }

  private:
    using BringUp = ChipBringUp<ChipSearch>;
    agent::Setup setup() const;
    agent::Setup first_setup() const; // for a chip that is not known
    Reach reach_of_board() const;
    BringUpRates rates() const;
    RegisterOps port_ops() const;
    std::optional<ChipIdentity> identity_in_mode(AgentFlash& flash) const;
    bool still_there(AgentFlash& flash) const;
    bool quad_is_enabled(AgentFlash& flash) const;
    void find(AgentFlash& flash, TargetPort& target);
    void bring_up(AgentFlash& flash);
    void identify(BringUp& up, ChipSearch& port, TargetPort& target);
    void identify_eeprom(BringUp& up, ChipSearch& port, TargetPort& target);
    void tell_about_address();
    void require_no_eeprom(ChipSearch& port, TargetPort& target);
    std::uint8_t address_bytes(ChipSearch& port, TargetPort& target) const;
    bool eeprom_answers(AgentFlash& flash) const;
    void put_back(AgentFlash& flash, FirstWrite& first) const;
    void limit_to_eeprom();
    void read_unique_id(ChipSearch& port);
    void require_free_address(TargetPort& target) const;
    void require_room(const ChipDescription& chip) const;
    void check_named_chip(const ChipDescription& chip) const;
    void enter_best_mode(BringUp& up, AgentFlash& flash);
    void take(const BringUp& up);
    std::string identification() const;
    void explain(const BringUpProblem& problem) const; // throws Failure, if there is one
    void tell_about_quad(QuadEnabled how) const;
    void find_cause(AgentFlash& flash, TargetPort& target) const;
    void find_octal_cause(AgentFlash& flash) const;
    void tell_about_speed(TargetPort& target);
    void read_protection(AgentFlash& flash, const std::vector<FlashRange>& of);
    bool lift_locks(AgentFlash& flash, const std::vector<FlashRange>& touched);

    const BoardFlash board_;
    const FlashConnection connection_;
    FlashClock clock_;
    NamedChip named_;                    // what the board's file says it is, until it was asked itself
    const EepromPart* eeprom_ = nullptr; // what it says of one that cannot be asked
    ChipDescription chip_;
    bool proved_ = false;       // what an EEPROM's name says of it, by a write
    std::string unique_id_;     // hex digits; empty: the chip has none
    ChipVocabulary vocabulary_; // in mode_
    Mode mode_ = Mode::Spi;
    std::uint32_t prescaler_ = 0; // in mode_
    bool ready_ = false;          // controller and chip are as prepare() left them
    Mode powers_up_in_ = Mode::Spi;
    bool told_about_speed_ = false, told_about_address_ = false;
    bool high_speed_option_ = false;            // XSPIn_HSLV, as it was read last
    bool high_speed_option_acts_later_ = false; // what it says acts after the next reset
    ProtectionState protection_;                // as it was read last
    RegisterOps carried_out_;                   // of the bring-up, in the last find()
    std::vector<FlashRange> lifted_;            // by volatile bits, asked for in this session
    std::vector<std::uint8_t> locks_;           // SST26: as they were before this job lifted them
    enum class Stage : std::uint8_t {
        Port,
        Controller,
        FirstAnswer,
        Quad,
        Octal,
        Done
    } stage_ = Stage::Done; // of find()
};

} // namespace xspi
