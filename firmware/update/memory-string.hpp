// A memory as an interface's string says it to DfuSe hosts: "@External/0x90000000/2048*004Kg". What they read
// is in docs/hardware/usb.md, memory strings.
#pragma once
#include "firmware/common/text.hpp"
#include "firmware/update/area.hpp"

namespace firmware::update {

// A string descriptor's length is one byte: 126 characters.
inline constexpr std::size_t kLongestString = 126;

namespace memory_string_detail {
inline void decimal(Text& text, std::uint32_t value, std::uint32_t digits) {
    for (std::uint32_t limit = 10, n = 1; n < digits; ++n, limit *= 10)
        if (value < limit) text << "0";
    text << value;
}
inline void run(Text& text, const Sectors& sectors) {
    constexpr std::uint32_t kKib = 1024, kMib = kKib * kKib;
    const bool kib = sectors.size % kKib == 0, mib = sectors.size % kMib == 0;
    decimal(text, sectors.count, 2);
    text << "*";
    decimal(text, mib ? sectors.size / kMib : kib ? sectors.size / kKib : sectors.size, 3);
    // One is read, two erased, four written: the letter's low three bits.
    text << (mib ? "M" : kib ? "K" : "B") << (sectors.writable ? "g" : "a");
}
} // namespace memory_string_detail

inline Text memory_string(const Area& area) {
    Text text;
    text << "@" << area.name;
    std::uint64_t end = 0;
    for (const Sectors& run : area.sectors()) {
        if (run.address == end)
            text << ",";
        else
            text << "/" << Hex{run.address} << "/";
        memory_string_detail::run(text, run);
        end = run.end();
    }
    return text;
}

} // namespace firmware::update
