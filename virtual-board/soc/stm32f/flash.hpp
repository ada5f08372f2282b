// The FLASH interface of STM32F4 and STM32F7 (0x40023C00): sectors of several sizes, programming by what
// PSIZE says, without ECC; option bytes, readout protection, one-time programmable blocks.
//
// Offsets count from the start of the array as it is laid out now, banks not swapped. Not modelled: PCROP, a
// store that crosses a row of 128 bits (the core's bus comes in aligned pieces), loads that wait for BSY.
#pragma once
#include "core/operations.hpp"
#include "core/time.hpp"
#include "soc/stm32f/flash-kind.hpp"
#include "soc/stm32f/flash-options.hpp"
#include "soc/stm32f/flash-registers.hpp"

#include <deque>
#include <optional>

namespace vb::stm32f {

// What the interface needs from the rest of the chip; all optional.
struct FlashHooks {
    std::function<void(std::uint32_t offset, std::uint32_t length)> array_changed;
    std::function<void(bool level)> interrupt;
    std::function<void()> acr_changed;
    // The core waits: for the interface itself, or as it fetches from there while it is busy.
    std::function<void(Picoseconds)> stall;
    std::function<void(std::uint32_t offset, std::uint32_t length, Picoseconds)> stall_if_fetching;
    std::function<bool()> debugger_attached; // halting debug is enabled
    std::function<void()> options_changed;   // and at every reset
    std::function<void()> regressed;         // readout protection from level 1 to 0: backup SRAM goes, too
    // The array has another layout from now on: cells to be rearranged.
    std::function<void(std::span<std::uint8_t> cells, unsigned from_banks, unsigned to_banks)> relaid;
    unsigned millivolts = 3300; // VDD; nothing is on VPP
};

class Flash final : public PeripheralRegisters {
  public:
    Flash(Timeline& timeline, Violations& violations, FlashKind kind, FlashHooks hooks = {});

    FlashOptions& options() { return options_; }
    const FlashOptions& options() const { return options_; }
    const FlashKind& kind() const { return kind_; }
    const FlashLayout& layout() const { return layout_; }
    // Whether another number of banks counts when its option is programmed, or at the next reset.
    void set_layout_at_once(bool at_once) { layout_at_once_ = at_once; }
    // Before power-on, when options were set: that is how the part was all the time.
    void start_with_options() { layout_ = kind_.layout(options_.loaded(0)); }
    unsigned latency() const { return peek(flash::ACR) & 0xF; }

    std::span<std::uint8_t> bytes() { return cells_; }
    // For the memory regions: `base` of the region from the array's start.
    class Port final : public BusDevice {
      public:
        Port(Flash& flash, std::uint32_t base) : flash_(flash), base_(base) {}
        void move(std::uint32_t base) { base_ = base; } // banks that are swapped
        std::string name() const override { return "user flash"; }
        std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) override {
            return flash_.load_cells(base_ + offset, size, master);
        }
        bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override {
            return flash_.store_cells(base_ + offset, size, value, master);
        }
        void reset() override {}

      private:
        Flash& flash_;
        std::uint32_t base_;
    };
    // One-time programmable bytes, and their lock bytes behind them.
    struct Otp {
        std::span<std::uint8_t> memory;    // that has them among others
        std::uint32_t data = 0, locks = 0; // where in it
        std::function<void()> changed = {};
    };
    void set_otp(Otp otp) { otp_ = std::move(otp); }
    bool store_otp(std::uint32_t offset, unsigned size, std::uint32_t value, Master master);

    Operations& operations() { return counted_; }
    const Operations& operations() const { return counted_; }
    void lose_supply(); // what is under way ends in the middle
    void reset() override;

  protected:
    std::optional<std::uint32_t> load(std::uint32_t offset, Master master) override;
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    struct Lock { // KEYR or OPTKEYR: two keys in order, otherwise dead until the next reset
        std::uint32_t first, second, reg, bit;
        const char* name;
        unsigned step = 0;
        bool dead = false;
    };
    struct Operation {
        Picoseconds duration;
        std::uint32_t offset, length; // cells that cannot be read meanwhile
        std::function<void()> effect, abandon;
        bool ends = true; // raises EOP
    };
    struct Store {
        std::uint32_t offset, value;
    };

    // Registers: flash.cpp
    bool store_key(Lock& lock, std::uint32_t value);
    void store_now(std::uint32_t offset, std::uint32_t value);
    void store_cr(std::uint32_t value);
    void raise(std::uint32_t flag);
    void update_interrupt();
    void set_layout();

    // Options: flash-option-change.cpp
    void load_options();
    void store_optcr(std::uint32_t value);
    void store_optcr1(std::uint32_t value);
    void start_option_change();
    void finish_option_change();
    void erase_for_regression();

    // Cells: flash-operations.cpp
    bool closed(Master master) const;
    bool may_program(const std::string& what, unsigned size, Master master);
    bool parallelism_is_supplied();
    void start_erase();
    void erase_sector();
    void erase_banks(std::uint32_t banks);
    void erase(std::uint32_t offset, std::uint32_t length);
    std::optional<std::uint32_t> load_cells(std::uint32_t offset, unsigned size, Master master);
    bool store_cells(std::uint32_t offset, unsigned size, std::uint32_t value, Master master);
    void program(std::span<std::uint8_t> cells, unsigned size, std::uint32_t value);
    const FlashSector& sector_at(std::uint32_t offset) const;
    bool sector_protected(const FlashSector& sector) const;
    std::pair<std::uint32_t, std::uint32_t> bank_range(unsigned bank) const;
    unsigned parallelism() const { return peek(flash::CR) >> flash::kPsizeShift & 3; }
    void run(Operation operation);
    void begin_next();
    void finish();
    Picoseconds busy_for() const { return busy_until_ > timeline_.now() ? busy_until_ - timeline_.now() : 0; }
    void changed(std::uint32_t offset, std::uint32_t length) {
        if (hooks_.array_changed) hooks_.array_changed(offset, length);
    }

    Timeline& timeline_;
    FlashKind kind_;
    FlashHooks hooks_;
    FlashOptions options_;
    std::vector<std::uint8_t> cells_;
    FlashLayout layout_;
    bool layout_at_once_ = true;
    Otp otp_;
    Lock key_{0x45670123, 0xCDEF89AB, flash::CR, flash::LOCK, "KEYR"};
    Lock option_key_{0x08192A3B, 0x4C5D6E7F, flash::OPTCR, flash::OPTLOCK, "OPTKEYR"};
    std::deque<Operation> queue_; // the first one runs
    std::optional<Timeline::EventId> end_;
    Picoseconds busy_until_ = 0;
    std::deque<Store> deferred_; // that came while BSY
    Operations counted_;
};

} // namespace vb::stm32f
