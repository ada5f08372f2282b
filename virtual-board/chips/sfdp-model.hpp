// The registers that SFDP tells of: a status register or two with the quad enable bit, 4-byte address mode.
#pragma once
#include "chips/nor-model.hpp"

#include <array>

namespace vb {

class SfdpModel : public NorModel {
  public:
    explicit SfdpModel(NorHost& chip);

    Protocol protocol() const override { return qpi_ ? Protocol::qpi : Protocol::spi; }
    void set_mode(Protocol mode, bool as_default) override;
    void load_defaults(NorReset reset) override;
    void set_non_volatile(const NorNonVolatile& bits) override;

    std::optional<NorRefusal> refuse(const NorCommand& c) const override;
    bool needs_enable(const NorCommand& c) const override;
    bool while_busy(NorOp op) const override;
    bool status_while_resetting() const override { return false; }
    bool four_byte_address() const override { return four_byte_; }
    std::uint32_t upper_address() const override { return std::uint32_t(extended_address_) << 24; }
    bool continues(std::uint8_t mode, unsigned bits) const override;

    void reply(std::vector<std::uint8_t>& ring) override;
    void execute() override;
    bool protects(std::uint32_t first, std::uint32_t count) const override;
    void failed(NorWork work, bool failed) override {
        (work == NorWork::program ? program_failed_ : erase_failed_) = failed;
    }

  private:
    bool quad() const;
    bool is_macronix() const { return chip_.part().id[0] == 0xC2; }
    std::uint8_t security() const;
    void change_status(unsigned index);

    std::array<std::uint8_t, 2> non_volatile_{}, status_{}; // SR1 without WIP and WEL; SR2
    std::uint8_t extended_address_ = 0;
    bool qpi_ = false, four_byte_ = false, volatile_write_ = false;
    bool program_failed_ = false, erase_failed_ = false;
};

} // namespace vb
