// A target as the driver debugs it: RAM, device and option words, and as the program that start() runs the
// agent's own logic, compiled natively, with chip and internal flash fakes under it. Each access of the probe
// is a millisecond and one step of the agent.
#pragma once
#include "openocd-driver/target/target-port.hpp"
#include "target-stubs/agent/agent.hpp"
#include "tests/unit/openocd-driver/octal-chip-fake.hpp"
#include "tests/unit/target-stubs/agent/internal-flash-fake.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <vector>

// Registers take what is written; a wait of the bring-up's finds what it waits for.
class BoardRegistersFake final : public InternalFlashFake {
  public:
    BoardRegistersFake();
    std::uint32_t read(std::uintptr_t address, unsigned bytes) override;
    void write(std::uintptr_t address, std::uint32_t value, unsigned bytes) override;

    std::uint32_t never_ready = 0;        // a register that stays 0
    std::uint32_t option_word1 = 1u << 9; // OBW1SR: XSPI2_HSLV

  private:
    struct Settled {
        std::uint32_t mask = 0, value = 0;
    };
    std::map<std::uintptr_t, Settled> settled_;
    std::map<std::uintptr_t, std::uint32_t> words_;
};

class TargetFake final : public xspi::TargetPort {
  public:
    TargetFake();

    void read(std::uint32_t address, std::span<std::uint8_t> data) override;
    void write(std::uint32_t address, std::span<const std::uint8_t> data) override;
    bool halted() override { return halted_seen_; }
    void halt() override;
    void reset_halt() override { halt(); }
    void poll() override;
    void start(std::uint32_t entry, std::uint32_t stack) override;
    bool wait_stopped(unsigned timeout_ms) override;
    bool was_reset() override { return reset_meanwhile; }
    void keep_alive() override { pass(); }
    void pause(unsigned ms) override {
        for (unsigned i = 0; i < ms; ++i) pass();
    }
    std::int64_t milliseconds() override { return now; }
    bool interrupted() override { return interrupt; }
    std::string name() override { return "fake.cpu"; }

    std::uint8_t* ram(std::uint32_t address, std::size_t size); // nullptr: no RAM
    xspi::agent::Mailbox& mailbox();

    BoardRegistersFake registers;
    OctalChipFake chip;
    xspi::NorController* other_chip = nullptr; // instead of it
    std::int64_t now = 0;
    bool running = false; // the core, be it an application or the agent
    bool interrupt = false;
    bool gone = false;            // the probe's cable is out
    bool reset_meanwhile = false; // by somebody else
    bool agent_dead = false;      // the core runs somewhere else
    bool agent_faults = false;    // with its next step
    std::int64_t busy_until = 0;  // the agent waits for the chip: it beats, and heeds nothing
    std::uint32_t device_id = 0x20036485;
    std::array<std::uint32_t, 3> unique_id{0x00310029, 0x3433510C, 0x32353638};
    // See what is on its way and may change it.
    std::function<void(std::uint32_t address, std::vector<std::uint8_t>&data)> on_write, on_read;

    unsigned starts = 0;
    bool registers_restored = true;
    std::uint32_t entry = 0, stack = 0;

  private:
    struct Program; // the agent with its parts
    struct DeleteProgram {
        void operator()(Program* program) const;
    };
    void pass();

    std::vector<std::uint8_t> dtcm_, axi_;
    std::unique_ptr<Program, DeleteProgram> program_;
    bool halted_seen_ = true; // what the last poll() found
};
