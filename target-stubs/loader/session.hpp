// The chip of a board, as the functions of a loader work on it. It lasts from one Init to the next, in the
// image's own RAM.
#pragma once
#include "flash-library/controllers/any-controller.hpp"
#include "flash-library/core/window-guard.hpp"
#include "flash-library/devices/chip-port.hpp"
#include "flash-library/nor/chip-bring-up.hpp"
#include "flash-library/nor/guarded-controller.hpp"
#include "flash-library/nor/nor-flash.hpp"
#include "target-stubs/loader-facts.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace xspi::loader {

// Feeds the watchdog that an application may have started.
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

// Offsets count from the memory's first byte. What returns false has failed, and the chip may hold anything
// of what was to be erased or programmed.
class Session {
  public:
    explicit Session(const Facts& facts); // outlives this

    // At the beginning of each call: nothing reads ahead in windows that are closed.
    void enter() const { guard_.start(facts_.closed); }
    // Clocks and port, the chip out of any mode into its best one, mapped. False: another microcontroller,
    // a port without power, no chip, another one than the board's.
    bool start();
    // Whole sectors; what is erased is read back.
    bool erase(std::uint32_t offset, std::uint32_t size);
    bool erase_all();
    bool program(std::uint32_t offset, std::span<const std::uint8_t> data); // and read back
    bool read(std::uint32_t offset, std::span<std::uint8_t> data);
    // The first byte that differs, or `size` of the data; nothing where the chip cannot be read.
    bool compare(std::uint32_t offset, std::span<const std::uint8_t> data, std::uint32_t& same);
    bool holds_only(std::uint32_t offset, std::uint32_t size, std::uint8_t value);
    // Bytes from there on, added up.
    bool add_up(std::uint32_t offset, std::uint32_t size, std::uint32_t& sum);
    // As code executes it, and as a probe reads it.
    bool map() { return flash_.map().ok(); }

    bool inside(std::uint32_t offset, std::uint32_t size) const {
        return offset <= facts_.size && size <= facts_.size - offset;
    }

  private:
    bool is_the_boards() const;
    bool find_nor();
    bool find_eeprom();
    std::uint32_t largest_erase(std::uint32_t offset, std::uint32_t within) const;
    // look(position, bytes) until it returns false. False: the chip cannot be read.
    template <typename Look> bool look_through(std::uint32_t offset, std::uint32_t size, Look look);

    const Facts& facts_;
    Timebase timebase_;
    WindowGuard guard_;
    Watchdog watchdog_;
    ControllerClass<LOADER_KIND>::type controller_; // loaders.txt
    GuardedController guarded_;
    NorFlash flash_;
    ChipPort port_;
    SfdpStore sfdp_;
    ChipBringUp<ChipPort> chip_;
    std::array<std::uint8_t, 512> held_{};
};

} // namespace xspi::loader
