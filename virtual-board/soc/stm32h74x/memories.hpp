// The RAMs and flash regions of an STM32H742/743/750/753, and the clocks that open them.
#pragma once
#include "core/bus.hpp"
#include "soc/stm32h74x/flash.hpp"
#include "soc/stm32h74x/part.hpp"
#include "soc/stm32h74x/pwr.hpp"
#include "soc/stm32h74x/rcc.hpp"

#include <deque>

namespace vb::stm32h74x {

class Memories {
  public:
    Memories(const Part& part, Flash& flash, const Rcc& rcc, const Pwr& pwr, Violations& violations);

    void attach(MemoryMap& map);
    // At power-on and at every reset: which bank is where, and who may read it.
    void apply_options();
    // After a clock gate or PWR_CR1.DBP changed.
    void apply_clocks();
    // After the flash interface changed cells.
    void user_flash_changed(unsigned bank, std::uint32_t offset, std::uint32_t length);

    std::span<std::uint8_t> axi_sram() { return axi_; }
    // Before power-on. hex: the 12 bytes of the UID from 0x1FF1E800 on, 24 digits. False: it is none.
    bool set_unique_id(const std::string& hex);

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
    MemoryRegion& add(const char* name, std::uint32_t base, std::span<std::uint8_t> bytes);
    void allow(MemoryRegion& region, bool accessible);

    Flash& flash_;
    const Rcc& rcc_;
    const Pwr& pwr_;
    ClosedBackup closed_backup_;
    MemoryMap* map_ = nullptr;
    std::vector<std::uint8_t> itcm_, dtcm_, axi_, sram4_, backup_, system_flash_;
    std::vector<std::uint8_t> sram_[3];
    std::deque<MemoryRegion> regions_; // addresses stay valid
    std::vector<MemoryRegion*> sram_regions_[3], user_flash_;
    MemoryRegion* backup_region_;
};

} // namespace vb::stm32h74x
