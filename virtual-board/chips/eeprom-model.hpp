// The registers of a 25-series SPI EEPROM: one status register, and the identification page of M95…-D.
#pragma once
#include "chips/nor-model.hpp"

namespace vb {

class EepromModel : public NorModel {
  public:
    explicit EepromModel(NorHost& chip);

    Protocol protocol() const override { return Protocol::spi; }
    void set_mode(Protocol, bool) override {}
    void load_defaults(NorReset) override { wel = false; }
    void set_non_volatile(const NorNonVolatile& bits) override;

    bool needs_enable(const NorCommand& c) const override;
    bool while_busy(NorOp op) const override { return op == NorOp::read_status; }
    bool while_suspended(NorOp) const override { return true; } // nothing can be
    bool reset_wakes() const override { return false; }
    std::uint32_t upper_address() const override;
    bool holds() const override { return true; } // HOLD# is a pin of its own

    void reply(std::vector<std::uint8_t>& ring) override;
    void execute() override;
    bool protects(std::uint32_t first, std::uint32_t count) const override;

  private:
    void write_status();
    void write_identification();

    std::uint8_t status_ = 0; // SRWD, BP1, BP0
    std::vector<std::uint8_t> identification_;
    bool identification_locked_ = false;
};

} // namespace vb
