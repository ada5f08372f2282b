// Winbond's registers: SR1, SR2, SR3, each with a volatile copy; QPI; individual block locks; 4-byte mode.
#pragma once
#include "chips/nor-model.hpp"

#include <array>

namespace vb {

class WinbondModel : public NorModel {
  public:
    explicit WinbondModel(NorHost& chip);

    Protocol protocol() const override { return qpi_ ? Protocol::qpi : Protocol::spi; }
    void set_mode(Protocol mode, bool as_default) override;
    void load_defaults(NorReset reset) override;
    void set_non_volatile(const NorNonVolatile& bits) override;

    std::optional<NorRefusal> refuse(const NorCommand& c) const override;
    bool needs_enable(const NorCommand& c) const override;
    bool while_busy(NorOp op) const override;
    bool while_suspended(NorOp op) const override;
    bool reset_wakes() const override { return false; }            // B9h: only ABh is heard
    bool status_while_resetting() const override { return false; } // tRST: no command is accepted
    bool four_byte_address() const override { return four_byte_; }
    std::uint32_t upper_address() const override { return std::uint32_t(extended_address_) << 24; }

    unsigned dummy_cycles(const NorCommand& c) const override;
    std::uint32_t wrap_bytes(const NorCommand& c) const override;
    std::uint64_t highest_read_clock(const NorCommand& c, unsigned& dummy) const override;
    bool continues(std::uint8_t mode, unsigned bits) const override;

    bool holds() const override { return pin_is_hold() && !(in_use_[2] & 0x80); }
    bool resets_by_pin() const override { return pin_is_hold() && in_use_[2] & 0x80; }

    void reply(std::vector<std::uint8_t>& ring) override;
    void execute() override;
    bool protects(std::uint32_t first, std::uint32_t count) const override;

  private:
    using Registers = std::array<std::uint8_t, 3>;
    bool quad() const { return in_use_[1] & 0x02; }
    bool pin_is_hold() const { return !quad() && chip_.part().traits.hold_pin; }
    std::uint8_t status(unsigned index) const;
    void change_status(unsigned index);
    std::optional<std::string> why_locked() const;
    Registers changed(const Registers& from, unsigned index, bool non_volatile) const;
    void check_reserved(unsigned index) const;
    void write_locks();

    Registers non_volatile_{}, in_use_{};
    bool qpi_ = false, volatile_write_ = false, four_byte_ = false;
    std::uint8_t extended_address_ = 0, read_parameters_ = 0, wrap_ = 0x10;
};

} // namespace vb
