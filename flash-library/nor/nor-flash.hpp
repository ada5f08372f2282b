// A NOR chip: its vocabulary on a controller. Freestanding: used by agent and flash-test. Every wait has a
// deadline from the chip's own maxima.
#pragma once
#include "flash-library/chip-vocabulary.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/nor/nor-controller.hpp"
#include "flash-library/nor/nor-observer.hpp"
#include "flash-library/nor/nor-outcome.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace xspi {

// One transaction, and what comes after it.
struct NorTransfer {
    Command command;
    std::uint32_t address = 0;
    std::uint32_t delay_us = 0;        // wait after the transaction
    std::uint32_t busy_timeout_us = 0; // != 0: afterwards poll the status until not busy
};

class NorFlash {
  public:
    static constexpr std::uint32_t kUncodedUs = 60'000'000; // the limit where the chip codes no maximum

    NorFlash(NorController& controller, const Timebase& timebase, NorObserver& observer)
        : controller_(controller), timebase_(timebase), observer_(observer) {}

    NorOutcome configure(const NorSetup& setup);
    // Data to be written, or room for what is read, or neither.
    NorOutcome transfer(const NorTransfer& transfer, std::span<const std::uint8_t> write_data,
                        std::span<std::uint8_t> read_data);
    NorOutcome map();   // afresh
    NorOutcome unmap(); // also when nothing is configured

    const ChipVocabulary& chip() const { return chip_; }
    std::uint32_t size() const { return chip_.size; } // bytes; 0: not configured
    // Through the mapped window, which is opened if it is not; map() first for what was not fetched before.
    NorOutcome read(std::uint32_t address, std::span<std::uint8_t> data);
    // One erase type, or everything when `size` is the chip's; `address` is a multiple of it.
    NorOutcome erase(std::uint32_t address, std::uint32_t size);
    // First bytes of `data` that the chip, as it is now, cannot take: NotBlank with their address.
    NorOutcome check_programmable(std::uint32_t address, std::span<const std::uint8_t> data);
    // Whether program() alone makes so many bytes what they shall be where erase(…, size) would come first.
    bool replaces(std::uint32_t length, std::uint32_t size) const {
        return chip_.overwrites != 0 && length == size && size == chip_.page_size;
    }
    // Any address and length; split at pages, padded to pairs where the chip wants them. Pages of 0xFF are
    // skipped.
    NorOutcome program(std::uint32_t address, std::span<const std::uint8_t> data);

  private:
    const EraseType* erase_type(std::uint32_t size) const;
    TransferResult send_erase(const EraseType& type, std::uint32_t address);
    NorOutcome enable_writing(std::uint32_t address);
    struct Page {
        std::uint32_t address;
        std::span<const std::uint8_t> data;
        std::size_t end; // of it in what is programmed
    };
    Page next_page(std::uint32_t address, std::span<const std::uint8_t> data, std::size_t done) const;
    NorOutcome send_page(const Page& page);
    NorOutcome finish(std::uint32_t address, std::uint32_t typical_us, std::uint32_t maximum_us,
                      NorError failed);
    void pause(std::uint32_t us);
    NorOutcome wait_ready(std::uint32_t address, std::uint32_t typical_us, std::uint32_t maximum_us);
    NorOutcome outcome(TransferResult result, std::uint32_t address) const;

    NorController& controller_;
    const Timebase& timebase_;
    NorObserver& observer_;
    ChipVocabulary chip_{};
    bool mapped_ = false;
    std::array<std::uint8_t, kMaximumPage> page_{}; // padded to even, or read back for comparison
};

} // namespace xspi
