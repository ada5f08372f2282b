// Micron's registers: SR, FSR, NVCR, VCR, EVCR, EAR; the quad protocol; XIP.
#pragma once
#include "chips/nor-model.hpp"

namespace vb {

class MicronModel : public NorModel {
  public:
    explicit MicronModel(NorHost& chip);

    Protocol protocol() const override { return enhanced_ & 0x80 ? Protocol::spi : Protocol::qpi; }
    void set_mode(Protocol mode, bool as_default) override;
    void load_defaults(NorReset reset) override;
    void set_non_volatile(const NorNonVolatile& bits) override;

    bool needs_enable(const NorCommand& c) const override;
    bool while_busy(NorOp op) const override;
    bool while_suspended(NorOp op) const override;
    bool reset_wakes() const override { return false; }
    bool status_while_resetting() const override { return false; }
    bool four_byte_address() const override { return four_byte_; }
    std::uint32_t upper_address() const override { return std::uint32_t(extended_address_) << 24; }

    unsigned dummy_cycles(const NorCommand& c) const override;
    std::uint32_t wrap_bytes(const NorCommand& c) const override;
    std::uint64_t highest_read_clock(const NorCommand& c, unsigned& dummy) const override;
    const char* dummy_setting() const override { return "VCR bits 7:4 ask for"; }
    bool continues_by_first_dummy() const override { return !(volatile_ & 0x08); }

    bool holds() const override {
        return chip_.part().traits.hold_pin && protocol() == Protocol::spi && enhanced_ & 0x10;
    }

    void reply(std::vector<std::uint8_t>& ring) override;
    void execute() override;
    bool protects(std::uint32_t first, std::uint32_t count) const override;
    void failed(NorWork work, bool failed) override;

  private:
    std::uint8_t flag_status() const;
    void change_status();
    void write_nonvolatile();
    void write_enhanced();
    void set_now(std::uint8_t& to, std::uint8_t value);

    std::uint8_t status_ = 0; // BP, TB, SRWD: non-volatile
    std::uint16_t nonvolatile_ = 0xFFFF;
    std::uint8_t volatile_ = 0, enhanced_ = 0, extended_address_ = 0, failures_ = 0;
    bool four_byte_ = false;
};

} // namespace vb
