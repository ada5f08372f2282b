// The FLASH interface of an STM32F7 as its option bytes are changed over it: OPTCR holds what is written to
// it while it is unlocked, a start erases and programs what is stored, and a reset loads that.
#pragma once
#include "openocd-driver/target/target-port.hpp"

#include <array>
#include <functional>
#include <vector>

class OptionInterfaceFake final : public xspi::TargetPort {
  public:
    static constexpr std::uint32_t kFlash = 0x40023C00, OPTKEYR = kFlash + 8, SR = kFlash + 0xC,
                                   OPTCR = kFlash + 0x14, OPTCR1 = kFlash + 0x18, kStored = 0x1FFF0000;
    static constexpr std::uint32_t kFactory = 0xFFFFAAFC, kFactory1 = 0x00400080, kLock = 1, kStart = 2,
                                   kBusy = 1u << 16;

    void read(std::uint32_t address, std::span<std::uint8_t> data) override;
    void write(std::uint32_t address, std::span<const std::uint8_t> data) override;
    bool halted() override { return true; }
    void halt() override {}
    void reset_halt() override {}
    void poll() override {}
    void start(std::uint32_t, std::uint32_t) override {}
    bool wait_stopped(unsigned) override { return true; }
    bool was_reset() override { return false; }
    void keep_alive() override { ++now; }
    void pause(unsigned ms) override { now += ms; }
    std::int64_t milliseconds() override { return now; }
    bool interrupted() override { return false; }
    std::string name() override { return "fake.cpu"; }

    void reset();                    // loads what is stored; an operation that runs is cut
    std::vector<std::uint8_t> flash; // as it is shown now, from 0x08000000 on; empty: none
    unsigned rdp() const { return stored[0] >> 8 & 0xFF; }

    std::array<std::uint32_t, 2> stored{kFactory, kFactory1}; // what a reset loads
    std::array<std::uint32_t, 2> registers{kFactory, kFactory1};
    bool locked = true, dead = false; // dead: a wrong key came
    bool stored_readable = true;
    bool goes_at_start = false; // supply and link, once, until the reset
    std::uint32_t errors = 0;   // of the next operation
    std::int64_t now = 0, busy_until = 0, operation_ms = 200;
    unsigned starts = 0, mass_erases = 0;
    struct Write {
        std::uint32_t address;
        std::vector<std::uint8_t> data;
    };
    std::vector<Write> writes;
    std::function<void(std::uint32_t address, std::vector<std::uint8_t>&data)> on_write, on_read;

  private:
    std::uint32_t word(std::uint32_t address);
    void option_write(unsigned which, unsigned byte, std::uint8_t value);
    void finish();

    std::uint32_t sr_ = 0;
    unsigned keys_ = 0;
    bool running_ = false, gone_ = false;
};
