// A board around the fake target, for what the program does with any board.
#pragma once
#include "../probe/fake-target.hpp"
#include "core/board.hpp"

namespace vb::test {

class FakeBoard : public Board {
  public:
    std::string name() const override { return "fake"; }
    std::string part() const override { return "FAKE1"; }
    Executive& executive() override { return executive_; }
    DebugPort& debug_port() override { return target; }
    Violations& violations() override { return violations_; }
    bool set_option(const std::string& name, const std::string& value) override {
        return name == "HSLV" && (value == "0" || value == "1");
    }
    std::vector<std::string> option_names() const override { return {"HSLV"}; }
    std::optional<std::string> option_values(const std::string& name) const override {
        return name == "HSLV" ? std::optional<std::string>("0 or 1") : std::nullopt;
    }
    bool set_chip(const std::string&, const std::string& part, std::string& why) override {
        why = "there is no model of " + part;
        return false;
    }
    bool add_fault(const std::string& spec, std::string& why) override {
        why = "there is none of the name " + spec;
        return false;
    }
    bool press_button(const std::string& name) override { return name == "B1"; }
    void on_pause(std::function<void(const std::string&)>) override {}
    void power_on() override {}
    NamedMemory internal_flash() override { return {0x08000000, internal}; }
    std::vector<NamedFlash> external_flashes() override {
        return {{"ext", {0x70000000, external}}, {"ext2", {0, second}}};
    }
    NamedMemory ram() override { return {FakeTarget::kBase, target.memory}; }
    std::vector<LedState> leds() const override { return {{"LD1", 3, true}, {"LD2", 0, false}}; }
    FlashActivity flash_activity() const override { return {{{4096, 2}, {65536, 1}}, 7, 1234}; }
    OperationCounts operations() const override { return {12, 3}; }
    std::vector<SerialClock> serial_clocks() const override { return clocks; }
    CoreState core_state() const override {
        CoreState state;
        state.mode = CoreMode::locked_up;
        state.xpsr = 0x01000003;
        state.cfsr = 0x8200;
        state.stack = {1, 0xFFFFFFFF};
        return state;
    }
    std::string serial() const override { return serial_text; }
    std::optional<double> entered_external_flash() const override { return entered; }

    FakeTarget target;
    std::vector<std::uint8_t> internal = std::vector<std::uint8_t>(4096),
                              external = std::vector<std::uint8_t>(8192),
                              second = std::vector<std::uint8_t>(256);
    std::string serial_text = "hello\n";
    std::optional<double> entered;
    std::vector<SerialClock> clocks;

  private:
    FakeExecutive executive_;
    Violations violations_{executive_.timeline(), [] { return 0x08000400u; }};
};

} // namespace vb::test
