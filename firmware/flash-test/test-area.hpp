// The part of the chip that is erased and programmed: what it held is kept in RAM and put back.
#pragma once
#include "firmware/common/board.hpp"
#include "firmware/flash-test/chip-under-test.hpp"
#include "firmware/flash-test/pattern.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace firmware {

// Bytes that are erased and programmed, and put back.
inline constexpr std::uint32_t kAreaSize = kFamily.flash_test_room.area_size();

class TestArea {
  public:
    // Both buffers have kAreaSize bytes, aligned to words.
    TestArea(ChipUnderTest& chip, Verdict& verdict, xspi::flash_test::Result& result,
             std::span<std::uint8_t> saved, std::span<std::uint8_t> work)
        : chip_(chip), verdict_(verdict), result_(result), saved_(saved), work_(work) {}

    // `wanted`: as in Control. Refused: outside the chip, or smaller than the chip's smallest erase.
    bool choose(std::uint32_t wanted);
    bool save(); // in 1S-1S-1S, the slowest and surest way; read twice
    // Bytes around the area and at addresses that differ from its own by one bit, so that an address that is
    // taken for another is found.
    bool save_bystanders();
    bool check_bystanders();
    // Whatever was done to it. False: Result::lost_address.
    bool restore();

    std::uint32_t begin() const { return begin_; }
    std::uint32_t sector() const; // smallest erase type
    std::span<const std::uint8_t> saved() const { return saved_; }
    std::span<std::uint8_t> work() { return work_; } // as large as the area
    // The area's state is known to the host before anything is changed.
    void changes();

  private:
    static constexpr std::uint32_t kBystanderSize = 64;
    static constexpr std::size_t kBystanders = 20; // two neighbours, address bits 14 to 31
    struct Bystander {
        std::uint32_t address = 0;
        std::array<std::uint8_t, kBystanderSize> bytes{};
    };

    void add_bystander(std::uint32_t address);
    bool restore_sectors();
    bool check_whole();
    bool restore_sector(std::uint32_t address);
    bool lost(std::uint32_t address);

    ChipUnderTest& chip_;
    Verdict& verdict_;
    xspi::flash_test::Result& result_;
    std::span<std::uint8_t> saved_, work_;
    std::uint32_t begin_ = 0;
    std::array<Bystander, kBystanders> bystanders_{};
    std::size_t bystander_count_ = 0;
};

} // namespace firmware
