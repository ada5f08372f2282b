// The RAMs and flash regions of an STM32F4, what is seen at address 0, and the clocks that open them.
#pragma once
#include "core/bus.hpp"
#include "soc/stm32f/flash.hpp"
#include "soc/stm32f/pwr.hpp"
#include "soc/stm32f/rcc.hpp"
#include "soc/stm32f4/part.hpp"

#include <deque>

namespace vb::stm32f4 {

class Memories {
  public:
    static constexpr std::uint32_t kFlashBase = 0x08000000, kSramBase = 0x20000000;

    Memories(const Part& part, stm32f::Flash& flash, const stm32f::Rcc& rcc, const stm32f::Pwr& pwr,
             Violations& violations);

    void attach(MemoryMap& map);
    // After the options were loaded, and when SYSCFG_MEMRMP changed: who may read the flash, and what is at
    // 0.
    void apply(std::uint32_t memory_mode);
    // After a clock gate or PWR_CR.DBP changed.
    void apply_clocks();
    // After the flash interface changed cells.
    void user_flash_changed(std::uint32_t offset, std::uint32_t length);
    void erase_backup();
    // Where an address of the user flash lies in its array. Nothing: it is none.
    std::optional<std::uint32_t> flash_offset(std::uint32_t address) const;

    std::span<std::uint8_t> sram() { return sram_; }
    // Before power-on. hex: the 12 bytes of the UID from 0x1FFF7A10 on, 24 digits. False: it is none.
    bool set_unique_id(const std::string& hex);

  private:
    // A store into the backup SRAM without PWR_CR.DBP.
    class ClosedBackup final : public BusDevice {
      public:
        explicit ClosedBackup(Violations& violations) : violations_(violations) {}
        std::string name() const override { return "backup SRAM"; }
        std::optional<std::uint32_t> read(std::uint32_t, unsigned, Master) override { return 0; }
        bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override;
        void reset() override {}

      private:
        Violations& violations_;
    };
    // Stores into the one-time programmable bytes.
    class OtpPort final : public BusDevice {
      public:
        explicit OtpPort(stm32f::Flash& flash) : flash_(flash) {}
        std::string name() const override { return "OTP"; }
        std::optional<std::uint32_t> read(std::uint32_t, unsigned, Master) override { return 0; }
        bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override {
            return flash_.store_otp(offset, size, value, master);
        }
        void reset() override {}

      private:
        stm32f::Flash& flash_;
    };
    MemoryRegion& add(const char* name, std::uint32_t base, std::span<std::uint8_t> bytes);
    void allow(MemoryRegion& region, bool accessible);
    void changed(MemoryRegion& region);
    void show_at_zero(std::uint32_t memory_mode);

    stm32f::Flash& flash_;
    const stm32f::Rcc& rcc_;
    const stm32f::Pwr& pwr_;
    ClosedBackup closed_backup_;
    OtpPort otp_port_;
    stm32f::Flash::Port flash_port_;
    MemoryMap* map_ = nullptr;
    std::vector<std::uint8_t> sram_, ccm_, backup_, system_;
    std::deque<MemoryRegion> regions_; // addresses stay valid
    MemoryRegion *user_flash_, *at_zero_, *ccm_region_ = nullptr, *backup_region_ = nullptr;
};

} // namespace vb::stm32f4
