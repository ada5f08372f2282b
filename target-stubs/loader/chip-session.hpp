// A serial chip behind a controller: found in any mode, brought to its best one.
#pragma once
#include "flash-library/controllers/any-controller.hpp"
#include "flash-library/devices/chip-port.hpp"
#include "flash-library/nor/chip-bring-up.hpp"
#include "flash-library/nor/guarded-controller.hpp"
#include "flash-library/nor/nor-flash.hpp"
#include "target-stubs/loader/session.hpp"

namespace xspi::loader {

class Watchdog final : public NorObserver {
  public:
    explicit Watchdog(std::uint32_t key_register) : key_register_(key_register) {}
    void beat() override;
    bool stop_requested() override { return false; }
    void at(std::uint32_t) override {}
    void erased() override {}
    void page_programmed() override {}

  private:
    std::uint32_t key_register_;
};

class ChipSession final : public Session {
  public:
    explicit ChipSession(const Facts& facts);
    bool map() override { return flash_.map().ok(); }

  private:
    bool find() override;
    bool erase_range(std::uint32_t offset, std::uint32_t size) override;
    bool erase_whole() override;
    bool program_range(std::uint32_t offset, std::span<const std::uint8_t> data) override;
    bool read_range(std::uint32_t offset, std::span<std::uint8_t> data) override;
    void beat() override { watchdog_.beat(); }

    bool find_nor();
    bool find_eeprom();
    std::uint32_t largest_erase(std::uint32_t offset, std::uint32_t within) const;

    Watchdog watchdog_;
    ControllerClass<LOADER_KIND>::type controller_; // loaders.txt
    GuardedController guarded_;
    NorFlash flash_;
    ChipPort port_;
    SfdpStore sfdp_;
    ChipBringUp<ChipPort> chip_;
};

} // namespace xspi::loader
