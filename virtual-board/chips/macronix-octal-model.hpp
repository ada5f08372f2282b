// The registers of the Macronix octal families as a model of SerialNor.
#pragma once
#include "chips/nor-model.hpp"
#include "chips/nor-registers.hpp"

namespace vb {

class MacronixOctalModel : public NorModel {
  public:
    using NorModel::NorModel;

    Protocol protocol() const override { return registers_.protocol(); }
    void set_mode(Protocol mode, bool as_default) override { registers_.set_mode(mode, as_default); }
    void load_defaults(NorReset) override;
    void set_non_volatile(const NorNonVolatile& bits) override;

    void check_register_address() const override;
    unsigned dummy_cycles(const NorCommand&) const override { return registers_.dummy_cycles(); }
    std::uint32_t wrap_bytes(const NorCommand& c) const override {
        return c.op == NorOp::octal_read ? registers_.wrap_bytes() : 0;
    }
    std::uint64_t highest_read_clock(const NorCommand&, unsigned& dummy) const override;
    const char* dummy_setting() const override { return "CR2 at 0x300 asks for"; }
    bool strobes(Protocol p) const override {
        return p == Protocol::octal_dtr || (p == Protocol::octal_str && registers_.strobe_in_str());
    }

    void reply(std::vector<std::uint8_t>& ring) override;
    void execute() override;
    bool protects(std::uint32_t first, std::uint32_t count) const override;
    void failed(NorWork work, bool failed) override {
        (work == NorWork::program ? registers_.program_failed : registers_.erase_failed) = failed;
    }

  private:
    std::optional<std::uint8_t> register_value();
    void change_status();
    void change_configuration2();
    void change_dpb();
    void change_fast_boot();
    bool dtr() const { return chip_.transfer().protocol == Protocol::octal_dtr; }

    NorRegisters registers_;
};

} // namespace vb
