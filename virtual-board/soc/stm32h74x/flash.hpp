// The FLASH interface of the STM32H742/743/750/753 (0x52002000): one or two banks of 128 KiB sectors, 32-byte
// flash words with ECC, option bytes, readout protection.
//
// Banks are counted from 0 by the place they have on the bus; with SWAP_BANK set the registers go with the
// place, the write protection with the cells (inferred). Not modelled: PCROP and secure areas, the CRC unit.
#pragma once
#include "core/operations.hpp"
#include "core/time.hpp"
#include "soc/stm32h7/cell-array.hpp"
#include "soc/stm32h74x/flash-registers.hpp"
#include "soc/stm32h74x/option-bytes.hpp"

#include <array>
#include <deque>
#include <optional>

namespace vb::stm32h74x {

// What the interface needs from the rest of the chip; all optional.
struct FlashHooks {
    std::function<void(unsigned bank, std::uint32_t offset, std::uint32_t length)> array_changed;
    std::function<void(bool level)> interrupt;
    std::function<void()> clock_limits_changed;    // ACR was written
    std::function<unsigned()> required_wrhighfreq; // for the present AXI clock
    // The core fetches from the busy bank: it waits.
    std::function<void(unsigned bank, Picoseconds)> stall_if_fetching;
    std::function<bool()> debugger_attached; // halting debug is enabled
    std::function<void()> options_changed;   // and at reset
};

struct FlashGeometry {
    static constexpr std::uint32_t kSector = 128 * 1024, kBankDistance = 0x100000;
    unsigned banks = 2, sectors = 8; // of each bank
    std::uint32_t bank_size() const { return sectors * kSector; }
};

class Flash final : public PeripheralRegisters {
  public:
    static constexpr std::uint32_t kWord = 32;

    Flash(Timeline& timeline, Violations& violations, FlashGeometry geometry = {}, FlashHooks hooks = {});

    OptionBytes& options() { return options_; }
    const OptionBytes& options() const { return options_; }
    const FlashGeometry& geometry() const { return geometry_; }
    unsigned latency() const { return peek(flash::ACR) & 0xF; }
    bool swapped() const { return swapped_; }
    bool any_damage() const { return array_.any_damage(); }

    // All banks at their distance, as they are not swapped.
    std::span<std::uint8_t> bytes() { return array_.bytes(); }
    DamagedUnits& ecc() { return array_; }
    std::span<std::uint8_t> bank_bytes(unsigned bank);
    // For the memory region of a bank: stores into it, loads past ECC and protection.
    BusDevice& port(unsigned bank) { return ports_[bank]; }

    Operations& operations() { return counted_; }
    const Operations& operations() const { return counted_; }
    void lose_supply(); // what is under way ends in the middle

    void reset() override;

  protected:
    std::optional<std::uint32_t> load(std::uint32_t offset, Master master) override;
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    class Port final : public BusDevice {
      public:
        Port(Flash& flash, unsigned bank) : flash_(flash), bank_(bank) {}
        std::string name() const override { return "user flash"; }
        std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) override {
            return flash_.load_cells(bank_, offset, size, master);
        }
        bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override {
            return flash_.fill_buffer(bank_, offset, size, value, master);
        }
        void reset() override {}

      private:
        Flash& flash_;
        unsigned bank_;
    };
    struct Lock { // KEYR or OPTKEYR: two keys in order, otherwise dead until the next reset
        std::uint32_t first, second;
        unsigned step = 0;
        bool dead = false;
    };
    struct Operation {
        Picoseconds duration;
        std::function<void()> effect;
        std::function<void()> abandon; // the supply is lost amid it; may be null: nothing changes
    };
    struct Bank {
        Lock key{0x45670123, 0xCDEF89AB};
        std::array<std::uint8_t, kWord> buffer{};
        std::uint32_t buffer_offset = 0, buffered = 0; // one bit per byte
        Picoseconds busy_until = 0;
        std::deque<Operation> queue; // the first one runs
        std::optional<Timeline::EventId> end;
    };

    // Registers: flash.cpp
    std::uint32_t peek_of(unsigned bank, std::uint32_t offset) const {
        return peek(offset + bank * flash::BANK);
    }
    void set_of(unsigned bank, std::uint32_t offset, std::uint32_t mask, bool on) {
        set_bits(offset + bank * flash::BANK, mask, on);
    }
    bool store_key(Lock& lock, std::uint32_t lock_register, const char* name, std::uint32_t value);
    void store_cr(unsigned bank, std::uint32_t value);
    void raise(unsigned bank, std::uint32_t flag);
    void update_interrupt();
    void follow(); // the words at bank 2's offsets that are no bank's own

    // Options: flash-options.cpp
    void store_optcr(std::uint32_t value);
    bool store_program_word(std::uint32_t offset, std::uint32_t value);
    void start_option_change();
    std::optional<std::string> refuse_options() const;
    void finish_option_change();
    void load_options();
    void mass_erase();

    // Cells: flash-operations.cpp
    std::uint32_t cells_at(unsigned bank) const {
        return (swapped_ ? 1 - bank : bank) * FlashGeometry::kBankDistance;
    }
    unsigned cells_of(unsigned bank) const { return swapped_ ? 1 - bank : bank; }
    bool closed(unsigned bank, Master master);
    bool may_modify(unsigned bank, std::uint32_t cr_bit, const std::string& what, Master master);
    void check_wrhighfreq();
    void start_erase(unsigned bank);
    void erase_sectors(unsigned bank, unsigned first, unsigned count, Picoseconds duration);
    bool fill_buffer(unsigned bank, std::uint32_t offset, unsigned size, std::uint32_t value, Master master);
    void discard_buffer(unsigned bank);
    void program_buffer(unsigned bank);
    std::optional<std::uint32_t> load_cells(unsigned bank, std::uint32_t offset, unsigned size,
                                            Master master);
    void run(unsigned bank, Operation operation);
    void begin_next(unsigned bank);
    void finish(unsigned bank);
    void drop_operations();
    unsigned parallelism(unsigned bank) const { return peek_of(bank, flash::CR) >> 4 & 3; }
    void changed(unsigned bank, std::uint32_t offset, std::uint32_t length) {
        if (hooks_.array_changed) hooks_.array_changed(bank, offset, length);
    }

    Timeline& timeline_;
    FlashGeometry geometry_;
    FlashHooks hooks_;
    OptionBytes options_;
    CellArray array_;
    std::array<Port, 2> ports_{{{*this, 0}, {*this, 1}}};
    std::array<Bank, 2> banks_;
    Lock option_key_{0x08192A3B, 0x4C5D6E7F};
    std::optional<Timeline::EventId> option_end_;
    bool swapped_ = false;
    Operations counted_;
};

} // namespace vb::stm32h74x
