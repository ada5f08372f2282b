// Steps that change nothing: the same bytes read in every way the chip has.
#include "firmware/flash-test/flash-test.hpp"
#include "flash-library/chips/vocabulary.hpp"

#include <algorithm>
#include <cstring>

namespace firmware {

using namespace xspi::flash_test;

bool FlashTest::read_single() {
    if (!area_.save() || !area_.save_bystanders()) return false;
    Stopwatch time(timebase_, watch_);
    if (!chip_.read(area_.begin(), area_.work())) return false;
    figures_.single_bytes_per_s = rate(time.us());
    return true;
}

// SFDP is never blank, so this compares even on an empty chip. Macronix parts may exchange the bytes of each
// 16-bit word in 8D-8D-8D; SFDP does not say whether of SFDP, too.
bool FlashTest::compare_sfdp() {
    if (!chip_.enter_own()) return false;
    figures_.fast_hz = chip_.hz();
    figures_.mode = static_cast<std::uint32_t>(chip_.mode());
    const auto single = chip_.sfdp();
    if (chip_.mode() == xspi::Mode::Spi || single.empty()) return true;
    const auto own = area_.work().first(single.size() & ~std::size_t{1});
    if (!chip_.read_register(xspi::read_sfdp_command(chip_.description(), chip_.mode()), 0, own))
        return false;
    const bool exchanged =
        own.size() >= 2 && single.size() >= 2 && own[0] == single[1] && own[1] == single[0];
    if (exchanged)
        for (std::size_t i = 0; i + 1 < own.size(); i += 2) std::swap(own[i], own[i + 1]);
    return expect(compare(0, single, own), TestError::SfdpDiffers,
                  "SFDP read in the chip's own mode is not what 1S-1S-1S gave");
}

bool FlashTest::read_own() {
    if (chip_.mode() == xspi::Mode::Spi) return true; // read twice already
    Stopwatch time(timebase_, watch_);
    if (!chip_.read(area_.begin(), area_.work())) return false;
    figures_.fast_bytes_per_s = rate(time.us());
    return expect(compare(area_.begin(), area_.saved(), area_.work()), TestError::ModesDiffer,
                  "the flash read in the chip's own mode is not what 1S-1S-1S gave");
}

bool FlashTest::read_window() {
    if (!chip_.has_window()) return true;
    if (!chip_.map()) return false;
    Stopwatch time(timebase_, watch_);
    if (!chip_.read_mapped(area_.begin(), area_.work())) return false;
    figures_.mapped_bytes_per_s = rate(time.us());
    return expect(compare(area_.begin(), area_.saved(), area_.work()), TestError::ModesDiffer,
                  "the flash read through the window is not what commands gave");
}

// The area holds patterns of its own by now. A stride of 0x5A6C visits every word's place unforeseen by what
// fetches ahead.
bool FlashTest::measure_words() {
    if (!chip_.has_window()) return true;
    constexpr std::uint32_t kWords = 512, kStride = 0x5A6C;
    if (!chip_.map()) return false;
    std::array<std::uint8_t, 4> word{};
    std::uint32_t offset = 0;
    const std::uint32_t begin = timebase_.cycles();
    for (std::uint32_t i = 0; i < kWords; ++i, offset = (offset + kStride) % kAreaSize)
        if (!chip_.read_mapped(area_.begin() + offset, word)) return false;
    const std::uint64_t cycles = timebase_.cycles() - begin;
    figures_.mapped_word_ns =
        static_cast<std::uint32_t>(cycles * 1000 / (timebase_.core_hz() / 1'000'000) / kWords);
    return true;
}

} // namespace firmware
