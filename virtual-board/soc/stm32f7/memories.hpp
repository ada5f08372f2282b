// The RAMs and flash regions of an STM32F7, and the clocks that open them.
#pragma once
#include "core/bus.hpp"
#include "soc/stm32f/flash.hpp"
#include "soc/stm32f/pwr.hpp"
#include "soc/stm32f7/part.hpp"
#include "soc/stm32f7/rcc.hpp"

#include <deque>

namespace vb::stm32f7 {

class Memories {
  public:
    Memories(const Part& part, stm32f::Flash& flash, const Rcc& rcc, const stm32f::Pwr& pwr,
             Violations& violations);

    void attach(MemoryMap& map);
    // After the options were loaded, and when SYSCFG_MEMRMP.SWP_FB changed: which bank is where, and who may
    // read it.
    void apply_options(bool swap);
    // After a clock gate or PWR_CR1.DBP changed.
    void apply_clocks();
    // After the flash interface changed cells.
    void user_flash_changed(std::uint32_t offset, std::uint32_t length);
    void erase_backup();
    // Where an address of the user flash lies in its array. Nothing: it is none.
    std::optional<std::uint32_t> flash_offset(std::uint32_t address) const;

    std::span<std::uint8_t> sram() { return sram_; }
    // Before power-on. hex: the 12 bytes of the UID from 0x1FF0F420 on, 24 digits. False: it is none.
    bool set_unique_id(const std::string& hex);
    // The word at the start of a bank, as the boot loader looks at it.
    bool has_program(unsigned bank) const;
    bool is_memory(std::uint32_t address) const;

  private:
    // A store into the backup SRAM without PWR_CR1.DBP.
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
    // A half of the user flash (all of it, on parts with one bank) as it is seen at one of its two places.
    struct FlashView {
        MemoryRegion* region;
        unsigned place;       // 0 the lower half, 1 the upper one
        std::uint32_t offset; // of what is seen there, in the array
        stm32f::Flash::Port port;
    };
    MemoryRegion& add(const char* name, std::uint32_t base, std::span<std::uint8_t> bytes);
    void add_flash(const char* name, std::uint32_t base, bool writable);
    void allow(MemoryRegion& region, bool accessible);
    void show(FlashView& view, std::uint32_t offset);

    stm32f::Flash& flash_;
    const Rcc& rcc_;
    const stm32f::Pwr& pwr_;
    ClosedBackup closed_backup_;
    OtpPort otp_port_;
    MemoryMap* map_ = nullptr;
    std::uint32_t half_;
    std::vector<std::uint8_t> itcm_, dtcm_, sram_, backup_, system_;
    std::deque<MemoryRegion> regions_; // addresses stay valid
    std::deque<FlashView> user_flash_;
    MemoryRegion* backup_region_;
};

} // namespace vb::stm32f7
