// The FLASH interface of the STM32H7Rx/Sx (0x52002000) with its array of 64 KiB, OTP area and option bytes.
#pragma once
#include "core/operations.hpp"
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"
#include "soc/stm32h7rs/flash-array.hpp"
#include "soc/stm32h7rs/option-bytes.hpp"

#include <deque>
#include <optional>

namespace vb {

// What the interface needs from the rest of the chip; all optional.
struct FlashHooks {
    std::function<void(std::uint32_t offset, std::uint32_t length)>
        array_changed; // of the array at 0x08000000
    std::function<void()> otp_changed;
    std::function<void(bool level)> interrupt;
    std::function<void()> clock_limits_changed;         // ACR.LATENCY was written
    std::function<unsigned()> required_wrhighfreq;      // for the present AHB clock
    std::function<void(Picoseconds)> stall_if_fetching; // the core fetches from the busy array: it waits
};

class InternalFlash final : public PeripheralRegisters {
  public:
    static constexpr std::uint32_t kSize = 64 * 1024, kOtpSize = 1024;

    InternalFlash(Timeline& timeline, Violations& violations, FlashHooks hooks = {});

    OptionBytes& options() { return options_; }
    const OptionBytes& options() const { return options_; }
    FlashArray& array() { return array_; }
    unsigned latency() const;

    // Ports for the memory regions: stores into the array and the OTP area, loads past the ECC.
    BusDevice& array_port() { return array_port_; }
    BusDevice& otp_port() { return otp_port_; }
    // The page at 0x08FFF000: OTP, then UID and flash size at 0x800.
    std::span<std::uint8_t> otp_page() { return otp_page_; }
    // Before power-on. hex: the 12 bytes of the UID from 0x08FFF800 on, 24 digits. False: it is none.
    bool set_unique_id(const std::string& hex);

    // Erases, programs (a quad-word, an OTP half-word) and option words.
    Operations& operations() { return counted_; }
    const Operations& operations() const { return counted_; }
    // What is under way ends in the middle.
    void lose_supply();

    void reset() override;

  protected:
    std::optional<std::uint32_t> load(std::uint32_t offset, Master master) override;
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    // A window on the array: an aligned load or store inside a memory region.
    class Port final : public BusDevice {
      public:
        Port(InternalFlash& flash, bool otp) : flash_(flash), otp_(otp) {}
        std::string name() const override { return otp_ ? "OTP" : "user flash"; }
        std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master) override {
            return flash_.load_cells(offset, size, otp_);
        }
        bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master) override {
            otp_ ? flash_.program_otp(offset, size, value) : flash_.fill_buffer(offset, size, value);
            return true;
        }
        void reset() override {}

      private:
        InternalFlash& flash_;
        bool otp_;
    };
    // KEYR and OPTKEYR: two keys in order, otherwise locked until the next reset.
    struct Lock {
        std::uint32_t first, second;
        unsigned step = 0;
        bool dead = false;
    };

    bool store_key(Lock& lock, std::uint32_t lock_register, std::uint32_t value);
    void store_cr(std::uint32_t value);
    void start_erase();
    void store_option(const OptionWordInfo& info, std::uint32_t value);
    void fill_buffer(std::uint32_t offset, unsigned size, std::uint32_t value);
    void program_buffer();
    void program_otp(std::uint32_t offset, unsigned size, std::uint32_t value);
    std::optional<std::uint32_t> load_cells(std::uint32_t offset, unsigned size, bool otp);
    bool may_modify(std::uint32_t cr_bit, const char* what);
    struct Operation {
        Picoseconds duration;
        std::function<void()> effect;
        std::function<void()> abandon; // the supply is lost amid it; may be null: nothing changes
    };
    void run(std::uint32_t kind, Operation operation);
    void begin_next();
    void finish();
    void drop_operations();
    void changed(std::uint32_t offset, std::uint32_t length) {
        if (hooks_.array_changed) hooks_.array_changed(offset, length);
    }
    void raise(std::uint32_t flag);
    void discard_buffer();
    void check_wrhighfreq();
    void update_interrupt();

    Timeline& timeline_;
    FlashHooks hooks_;
    OptionBytes options_;
    FlashArray array_{kSize};
    std::vector<std::uint8_t> otp_page_;
    Port array_port_{*this, false}, otp_port_{*this, true};
    Lock key_{0x45670123, 0xCDEF89AB}, option_key_{0x08192A3B, 0x4C5D6E7F};
    FlashArray::QuadWord buffer_{};
    std::uint32_t buffer_offset_ = 0;
    std::uint16_t buffered_ = 0; // one bit per byte of the quad-word
    Picoseconds busy_until_ = 0;
    std::deque<Operation> queue_; // the first one runs
    std::optional<Timeline::EventId> end_;
    Operations counted_;
};

} // namespace vb
