// A memory that an update can go to, as a host sees it: runs of equal sectors, and how long they take.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace firmware::update {

struct Sectors {
    std::uint32_t address = 0;
    std::uint32_t size = 0; // bytes of one
    std::uint32_t count = 0;
    bool writable = false;
    std::uint32_t erase_us = 0; // of one, typically
    constexpr std::uint64_t end() const { return std::uint64_t{address} + std::uint64_t{size} * count; }
    constexpr bool contains(std::uint32_t at) const { return at >= address && at < end(); }
};

struct Area {
    static constexpr std::size_t kRuns = 8;
    std::string_view name = {};
    std::array<Sectors, kRuns> runs{}; // by rising address
    std::size_t run_count = 0;
    std::uint32_t block =
        0; // bytes that one erase takes in a writable run, where whole blocks go; 0: sectors only
    std::uint32_t block_us = 0;
    std::uint32_t unit = 1;    // bytes that are programmed at once and once only; 1: a bit at any time
    std::uint32_t page = 256;  // bytes that take page_us
    std::uint32_t page_us = 0; // typically

    constexpr std::span<const Sectors> sectors() const { return {runs.data(), run_count}; }
    constexpr void add(const Sectors& run) {
        if (run.count == 0) return;
        Sectors* last = run_count != 0 ? &runs[run_count - 1] : nullptr;
        if (last != nullptr && last->end() == run.address && last->size == run.size &&
            last->writable == run.writable)
            last->count += run.count;
        else
            runs[run_count++] = run;
    }
    // nullptr: nothing is there.
    constexpr const Sectors* find(std::uint32_t address) const {
        for (const Sectors& run : sectors())
            if (run.contains(address)) return &run;
        return nullptr;
    }
    // Bytes from the address on to the end of what lies in this area without a gap; 0: nothing.
    constexpr std::uint32_t room(std::uint32_t address, bool writable) const {
        std::uint64_t end = address;
        for (const Sectors& run : sectors())
            if (end <= 0xFFFFFFFF && run.contains(static_cast<std::uint32_t>(end)) &&
                (run.writable || !writable))
                end = run.end();
        return static_cast<std::uint32_t>(end - address);
    }
};

} // namespace firmware::update
