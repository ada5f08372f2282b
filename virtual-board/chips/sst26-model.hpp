// SST26's registers: status, configuration, and the block protection register, which locks every block at
// power-up.
#pragma once
#include "chips/nor-model.hpp"

#include <array>

namespace vb {

class Sst26Model : public NorModel {
  public:
    explicit Sst26Model(NorHost& chip);

    Protocol protocol() const override { return sqi_ ? Protocol::qpi : Protocol::spi; }
    void set_mode(Protocol mode, bool as_default) override;
    void load_defaults(NorReset reset) override;
    void set_non_volatile(const NorNonVolatile& bits) override;

    std::optional<NorRefusal> refuse(const NorCommand& c) const override;
    bool needs_enable(const NorCommand& c) const override;
    bool while_busy(NorOp op) const override;
    bool while_suspended(NorOp op) const override;
    bool status_while_resetting() const override { return false; }
    std::uint32_t wrap_bytes(const NorCommand& c) const override { return c.wraps ? 8u << (burst_ & 3) : 0; }
    bool continues(std::uint8_t mode, unsigned bits) const override { return bits >= 8 && mode >> 4 == 0xA; }
    bool holds() const override { return !sqi_ && !(configuration_ & 0x02) && chip_.part().traits.hold_pin; }

    void reply(std::vector<std::uint8_t>& ring) override;
    void execute() override;
    bool protects(std::uint32_t first, std::uint32_t count) const override;

    // Bits 143 to 0, the highest first, as 72h reads and 42h writes them.
    static constexpr std::size_t kProtectionBytes = 18;

  private:
    bool bit(unsigned number) const {
        return protection_[kProtectionBytes - 1 - number / 8] >> number % 8 & 1;
    }
    void change_status();
    void write_protection();
    unsigned lock_bit(std::uint32_t address) const;

    std::array<std::uint8_t, kProtectionBytes> protection_{};
    std::uint8_t configuration_ = 0, burst_ = 0;
    bool sqi_ = false, locked_down_ = false;
};

} // namespace vb
