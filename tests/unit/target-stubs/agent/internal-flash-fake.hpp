// STM32H7R/S FLASH and its array as registers (docs/hardware/internal-flash-h7rs.md, registers), the
// watchdog's key register, and time.
#pragma once
#include "target-stubs/agent-protocol.hpp"
#include "tests/unit/flash-library/core/mmio-fake.hpp"

class InternalFlashFake : public MmioFake {
  public:
    static constexpr std::uint32_t kRegisters = 0x52002000, kArray = 0x08000000, kSize = 0x10000,
                                   kSector = 0x2000;
    static constexpr std::uint32_t IWDG_KR = 0x58004800;

    static xspi::agent::InternalSetup setup() {
        return {xspi::agent::InternalKind::Stm32h7rs, kRegisters, kArray, kSize, kSector, 400'000, 400'000};
    }

    std::uint32_t read(std::uintptr_t address, unsigned bytes) override;
    void write(std::uintptr_t address, std::uint32_t value, unsigned bytes) override;

    std::vector<std::uint8_t> memory = std::vector<std::uint8_t>(kSize, 0xFF);
    std::vector<std::string> mistakes;
    unsigned watchdog_feeds = 0, sector_erases = 0, quads = 0;
    std::uint32_t next_error = 0; // ISR flags of the next operation, which then changes nothing
    bool stuck = false;           // QW never falls
    bool locked_for_good = false;
    bool locked() const { return locked_; }
    std::uint32_t flags = 0; // ISR

  private:
    std::uint32_t register_read(std::uint32_t offset);
    void register_write(std::uint32_t offset, std::uint32_t value);
    void array_write(std::uint32_t offset, std::uint32_t value);
    bool begin(unsigned looks);

    bool locked_ = true;
    std::uint32_t keys_ = 0; // how many of the two were right
    std::uint32_t control_ = 0;
    unsigned busy_looks_ = 0;
    unsigned buffered_ = 0;
};
