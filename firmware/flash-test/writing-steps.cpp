// Steps that erase and program the area.
#include "firmware/flash-test/flash-test.hpp"
#include "flash-library/nor/blank.hpp"

#include <algorithm>

namespace firmware {

using namespace xspi::flash_test;

namespace {
constexpr std::uint32_t kPatternSize = kAreaSize / kPatterns;
constexpr unsigned kOddNoise = kNoisePattern, kSingleNoise = kNoisePattern + 1;
} // namespace

bool FlashTest::look_at(std::uint32_t address, std::uint32_t size, Held& held) {
    const auto data = area_.work().first(size);
    if (!chip_.read(address, data)) return false;
    held.blank = xspi::blank(data);
    held.digest = 0x811C9DC5; // FNV-1a
    for (const std::uint8_t byte : data) held.digest = (held.digest ^ byte) * 0x01000193;
    return true;
}

bool FlashTest::check_blank(std::uint32_t address, std::uint32_t size) {
    const auto data = area_.work().first(size);
    if (!chip_.read(address, data)) return false;
    return expect(compare_blank(address, data), TestError::NotBlank, "after an erase the flash is not blank");
}

bool FlashTest::erase_and_check(std::uint32_t address, std::uint32_t size, EraseFigure& figure) {
    Held held;
    if (!look_at(address, size, held)) return false;
    Stopwatch time(timebase_, watch_);
    if (!chip_.erase(address, size)) return explain_erase(address, size, held);
    const std::uint32_t us = time.us();
    figure.measured_us = static_cast<std::uint32_t>((std::uint64_t{figure.measured_us} * figure.count + us) /
                                                    (figure.count + 1));
    ++figure.count;
    return check_blank(address, size);
}

// A block that is protected keeps what it holds; a worn one does not.
bool FlashTest::explain_erase(std::uint32_t address, std::uint32_t size, const Held& before) {
    Held now;
    if (verdict_.error() != TestError::EraseFailed || before.blank || !look_at(address, size, now))
        return false;
    if (now.digest == before.digest)
        return verdict_.amend(TestError::Protected, ", and is unchanged: it is write-protected there");
    return verdict_.amend(TestError::EraseFailed, ", and what it held has changed: the block is worn");
}

bool FlashTest::program(unsigned pattern, std::uint32_t address, std::uint32_t size) {
    const auto data = area_.work().first(size);
    fill_with(pattern, address, data);
    return chip_.program(address, data);
}

bool FlashTest::verify(unsigned pattern, std::uint32_t address, std::uint32_t size) {
    const auto data = area_.work().first(size);
    if (!chip_.read(address, data) || !expect(compare(pattern, address, data), TestError::WrongData,
                                              "what was programmed is not what is read by commands"))
        return false;
    if (!chip_.has_window()) return true;
    if (!chip_.map() || !chip_.read_mapped(address, data)) return false;
    return expect(compare(pattern, address, data), TestError::WrongWindow,
                  "what was programmed is not what is read through the window");
}

// One after the other, so that a bad one is named and no other suffers.
bool FlashTest::erase_sectors() {
    const std::uint32_t sector = area_.sector();
    area_.changes();
    for (std::uint32_t done = 0; done < kAreaSize; done += sector)
        if (stopped() || !erase_and_check(area_.begin() + done, sector, figures_.erase[0])) return false;
    return true;
}

bool FlashTest::program_addresses() {
    const auto data = area_.work();
    fill_with(kAddressPattern, area_.begin(), data);
    Stopwatch time(timebase_, watch_);
    if (!chip_.program(area_.begin(), data)) return false;
    figures_.page_us = time.us() / (kAreaSize / figures_.page_size);
    return verify(kAddressPattern, area_.begin(), kAreaSize);
}

// Each larger erase type over the whole area, which is not blank before: something is programmed into every
// sector.
bool FlashTest::erase_blocks() {
    for (std::size_t type = 1; type < figures_.erase.size(); ++type) {
        EraseFigure& figure = figures_.erase[type];
        for (std::uint32_t done = 0; figure.size != 0 && done < kAreaSize; done += figure.size) {
            const std::uint32_t begin = area_.begin() + done;
            for (std::uint32_t at = begin; at < begin + figure.size; at += area_.sector())
                if (!program(0, at, figures_.page_size)) return false;
            if (stopped() || !erase_and_check(begin, figure.size, figure)) return false;
        }
    }
    // With one erase type only, nothing has made room for what follows.
    if (figures_.erase[1].size != 0) return true;
    return erase_sectors();
}

bool FlashTest::program_patterns() {
    for (unsigned pattern = 0; pattern < kPatterns; ++pattern)
        if (stopped() || !program(pattern, area_.begin() + pattern * kPatternSize, kPatternSize))
            return false;
    for (unsigned pattern = 0; pattern < kPatterns; ++pattern)
        if (!verify(pattern, area_.begin() + pattern * kPatternSize, kPatternSize)) return false;
    return true;
}

// An erase of the sector at `erased` has left the patterns behind it alone.
bool FlashTest::check_others(std::uint32_t erased) {
    const auto data = area_.work().first(kPatternSize);
    for (std::uint32_t at = erased + area_.sector(); at < area_.begin() + kAreaSize; at += kPatternSize) {
        const unsigned pattern = (at - area_.begin()) / kPatternSize;
        if (!chip_.read(at, data) || !expect(compare(pattern, at, data), TestError::Bystander,
                                             "an erase has changed bytes outside of its sector"))
            return false;
    }
    return true;
}

// Odd addresses and lengths, across page ends, with what lies between them left blank.
bool FlashTest::program_odd_lengths() {
    struct Piece {
        std::uint32_t offset, length;
    };
    static constexpr std::array kPieces{Piece{1, 1},         Piece{3, 2},     Piece{0xFD, 7},
                                        Piece{0x1FF, 0x103}, Piece{0x3FF, 2}, Piece{0x7F0, 0x21}};
    constexpr std::uint32_t kSize = 0x1000;
    static_assert(kPieces.back().offset + kPieces.back().length < kSize);
    const std::uint32_t begin = area_.begin();
    if (!erase_and_check(begin, area_.sector(), figures_.erase[0]) || !check_others(begin)) return false;
    const auto expected = area_.work().first(kSize), data = area_.work().subspan(kSize, kSize);
    for (const Piece& piece : kPieces) {
        const auto bytes = data.first(piece.length);
        fill_with(kOddNoise, begin + piece.offset, bytes);
        if (!chip_.program(begin + piece.offset, bytes)) return false;
    }
    std::fill(expected.begin(), expected.end(), xspi::kErased);
    for (const Piece& piece : kPieces)
        fill_with(kOddNoise, begin + piece.offset, expected.subspan(piece.offset, piece.length));
    if (!chip_.read(begin, data) || !expect(compare(begin, expected, data), TestError::WrongData,
                                            "programmed in odd pieces, the flash holds something else"))
        return false;
    if (!chip_.has_window()) return true;
    if (!chip_.map() || !chip_.read_mapped(begin, data)) return false;
    return expect(compare(begin, expected, data), TestError::WrongWindow,
                  "programmed in odd pieces, the window shows something else");
}

// Programmed in the chip's own mode and read in 1S-1S-1S, and the other way round: a byte order that is wrong
// in both directions of one mode cancels out within it.
bool FlashTest::cross_modes() {
    if (figures_.mode == static_cast<std::uint32_t>(xspi::Mode::Spi)) return true;
    if (!chip_.enter_single()) return false;
    const std::uint32_t first = std::max(kPatternSize, area_.sector());
    for (std::uint32_t done = first; done < kAreaSize; done += kPatternSize) {
        const auto data = area_.work().first(kPatternSize);
        if (!chip_.read(area_.begin() + done, data) ||
            !expect(compare(done / kPatternSize, area_.begin() + done, data), TestError::ModesDiffer,
                    "programmed in the chip's own mode, the flash read in 1S-1S-1S is something else"))
            return false;
    }
    const std::uint32_t begin = area_.begin();
    if (!erase_and_check(begin, area_.sector(), figures_.erase[0]) ||
        !program(kSingleNoise, begin, area_.sector()))
        return false;
    return chip_.enter_own() && verify(kSingleNoise, begin, area_.sector());
}

} // namespace firmware
