// The RAMs and flash regions of an STM32H7S3 with their sizes by option bytes and clocks.
#pragma once
#include "core/bus.hpp"
#include "soc/stm32h7rs/internal-flash.hpp"
#include "soc/stm32h7rs/rcc.hpp"

#include <deque>
#include <functional>

namespace vb {

class Stm32h7s3Memories {
  public:
    Stm32h7s3Memories(InternalFlash& flash, const Rcc& rcc);

    void attach(MemoryMap& map);
    // At power-on and at every reset: what the loaded option bytes give to the TCMs and take from the AXI
    // SRAM.
    void apply_options();
    // After a clock gate changed: the AHB SRAMs and the backup SRAM answer only while they are clocked.
    void apply_clocks();
    // After the flash interface changed cells.
    void user_flash_changed(std::uint32_t offset, std::uint32_t length);
    void otp_changed();

    std::span<std::uint8_t> axi_sram() { return axi_; }

  private:
    MemoryRegion& add(const char* name, std::uint32_t base, std::span<std::uint8_t> bytes);
    void allow(MemoryRegion& region, bool accessible);

    InternalFlash& flash_;
    const Rcc& rcc_;
    MemoryMap* map_ = nullptr;
    std::vector<std::uint8_t> itcm_, dtcm_, axi_, ahb_, backup_, system_flash_;
    std::deque<MemoryRegion> regions_; // addresses stay valid
    MemoryRegion *itcm_more_[2], *dtcm_more_[2], *axi1_[2], *axi3_[2], *axi4_;
    MemoryRegion *ahb1_, *ahb2_, *backup_region_, *user_flash_, *otp_;
};

} // namespace vb
