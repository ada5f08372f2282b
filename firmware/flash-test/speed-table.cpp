#include "firmware/flash-test/speed-table.hpp"
#include "flash-library/chips/mode.hpp"

namespace firmware {

using xspi::flash_test::EraseFigure;
using xspi::flash_test::Figures;
using xspi::flash_test::kEraseFigures;

namespace {
constexpr std::uint32_t kMega = 1'000'000;

// Tenths of a millisecond count: an erase may take less than one.
void put_ms(Text& text, std::uint32_t us) { text << us / 1000 << "." << us % 1000 / 100 << " ms"; }

void put_limits_ms(Text& text, std::uint32_t typical_us, std::uint32_t maximum_us) {
    text << " (typical ";
    put_ms(text, typical_us);
    text << ", at most ";
    put_ms(text, maximum_us);
    text << ")";
}

Text erase_row(const EraseFigure& figure) {
    Text text;
    if (figure.count == 0) return text;
    text << "erase " << figure.size / 1024 << " KiB: ";
    put_ms(text, figure.measured_us);
    put_limits_ms(text, figure.typical_us, figure.maximum_us);
    return text << ", " << figure.count << (figure.count == 1 ? " time" : " times");
}

Text page_row(const Figures& figures) {
    Text text;
    if (figures.page_us == 0) return text;
    return text << "program " << figures.page_size << " bytes: " << figures.page_us << " us (typical "
                << figures.page_typical_us << " us, at most " << figures.page_maximum_us << " us)";
}

Text rate_row(std::string_view how, std::uint32_t hz, std::uint32_t bytes_per_s) {
    Text text;
    if (bytes_per_s == 0) return text;
    return text << "read " << how << " at " << hz / kMega << " MHz: " << bytes_per_s / 1024 << " KiB/s";
}

Text read_row(xspi::Mode mode, std::uint32_t hz, std::uint32_t bytes_per_s) {
    return rate_row((Text() << "by commands in " << xspi::name_of(mode)).view(), hz, bytes_per_s);
}

Text word_row(const Figures& figures) {
    Text text;
    if (figures.mapped_word_ns == 0) return text;
    return text << "read one word anywhere in the window: " << figures.mapped_word_ns << " ns";
}
} // namespace

Text speed_row(const Figures& figures, unsigned row) {
    static_assert(kSpeedRows == kEraseFigures + 6);
    if (row < kEraseFigures) return erase_row(figures.erase[row]);
    switch (row - kEraseFigures) {
    case 0: return page_row(figures);
    case 1: return read_row(xspi::Mode::Spi, figures.single_hz, figures.single_bytes_per_s);
    case 2: return read_row(xspi::Mode(figures.mode), figures.fast_hz, figures.fast_bytes_per_s);
    case 3: return rate_row("through the window, uncached,", figures.fast_hz, figures.mapped_bytes_per_s);
    case 4: return word_row(figures);
    default: return Text() << "core at " << figures.core_hz / kMega << " MHz";
    }
}

} // namespace firmware
