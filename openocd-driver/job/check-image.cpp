#include "openocd-driver/job/check-image.hpp"

#include "openocd-driver/failure.hpp"

#include <algorithm>

namespace xspi {

namespace {

using Segments = std::vector<const xspi_segment*>;

std::uint64_t end_of(const xspi_segment& segment) { return std::uint64_t(segment.address) + segment.size; }

Segments by_address(const xspi_image& image) {
    Segments sorted;
    for (const xspi_segment& s : std::span(image.segments, image.count))
        if (s.size != 0) sorted.push_back(&s);
    std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->address < b->address; });
    return sorted;
}

void check_overlaps(const Segments& sorted) {
    for (std::size_t i = 1; i < sorted.size(); i++)
        if (sorted[i]->address < end_of(*sorted[i - 1]))
            throw Failure("XSPI-0522", "two sections of the image overlap at 0x{:08X}; nothing was erased",
                          sorted[i]->address);
}

// Whether the segment begins in this bank; then it must end there, too.
bool in_bank(const xspi_segment& s, const xspi_bank_range& bank) {
    if (s.address - bank.base >= bank.size) return false;
    const std::uint64_t end = std::uint64_t(bank.base) + bank.size;
    if (end_of(s) > end)
        throw Failure("XSPI-0524",
                      "the image does not fit: 0x{:08X} to 0x{:08X} goes {} bytes beyond the end of {} at "
                      "0x{:08X}. Nothing was erased",
                      s.address, end_of(s) - 1, end_of(s) - end, bank.name, end - 1);
    return true;
}

bool in_ram(const xspi_segment& s, std::span<const MemoryRegion> ram) {
    return std::any_of(ram.begin(), ram.end(), [&](const MemoryRegion& region) {
        return region.contains(s.address) && end_of(s) <= std::uint64_t(region.base) + region.size;
    });
}

bool internal(const xspi_bank_range& bank) {
    constexpr std::uint32_t kFirst = 0x08000000, kEnd = 0x10000000; // of every STM32
    return bank.base >= kFirst && bank.base < kEnd;
}

std::string needs_address(std::span<const xspi_bank_range> banks) {
    const auto external = std::find_if_not(banks.begin(), banks.end(), internal);
    return "; a bin file needs its address: `program FILE " +
           (external != banks.end() ? fmt::format("0x{:08X}`", external->base) : "ADDRESS`");
}

[[noreturn]] void in_no_bank(const xspi_segment& s, const char* hint,
                             std::span<const xspi_bank_range> banks) {
    throw Failure("XSPI-0523",
                  "0x{:08X} is in no bank; {}. {} bytes of the image lie there{}. Nothing was erased",
                  s.address, list_banks(banks), s.size, hint);
}

} // namespace

std::string list_banks(std::span<const xspi_bank_range> banks) {
    std::string text;
    for (const xspi_bank_range& bank : banks) {
        if (!text.empty()) text += ", ";
        const char* what = !bank.ours       ? "another driver's"
                           : internal(bank) ? "internal flash"
                                            : "external flash";
        text += bank.size ? fmt::format("{} is 0x{:08X}-0x{:08X} (bank {})", what, bank.base,
                                        std::uint32_t(bank.base + bank.size - 1), bank.name)
                          : fmt::format("{} begins at 0x{:08X} (bank {})", what, bank.base, bank.name);
    }
    return text;
}

void check_banks(std::span<const xspi_bank_range> banks) {
    for (std::size_t i = 0; i < banks.size(); i++)
        for (std::size_t k = 0; k < i; k++) {
            const xspi_bank_range &a = banks[k], &b = banks[i];
            if (b.base - a.base < a.size || a.base - b.base < b.size)
                throw Failure("XSPI-0107", "flash bank {} at 0x{:08X} overlaps bank {} at 0x{:08X}", b.name,
                              b.base, a.name, a.base);
        }
}

CutImage cut_at_banks(const xspi_image& image, std::span<const xspi_bank_range> banks) {
    CutImage cut{{}, image.binary};
    for (xspi_segment rest : std::span(image.segments, image.count)) {
        const auto ends_within = [&](const xspi_bank_range& bank) {
            return rest.address - bank.base < bank.size &&
                   std::uint64_t(bank.base) + bank.size < end_of(rest);
        };
        const auto begins_at = [&](std::uint64_t address) {
            return std::any_of(banks.begin(), banks.end(),
                               [=](const auto& bank) { return bank.base == address; });
        };
        for (;;) {
            const auto bank = std::find_if(banks.begin(), banks.end(), ends_within);
            if (bank == banks.end() || !begins_at(std::uint64_t(bank->base) + bank->size)) break;
            const std::uint32_t length = bank->base + bank->size - rest.address;
            cut.segments.push_back({rest.address, length, rest.data});
            rest = {rest.address + length, rest.size - length, rest.data + length};
        }
        cut.segments.push_back(rest);
    }
    return cut;
}

std::vector<RamSegment> check_image(const xspi_image& image, std::span<const xspi_bank_range> banks,
                                    std::span<const MemoryRegion> ram) {
    const Segments sorted = by_address(image);
    if (sorted.empty()) throw Failure("XSPI-0521", "the image is empty: nothing to program");
    check_overlaps(sorted);
    std::vector<RamSegment> for_ram;
    for (const xspi_segment* s : sorted) {
        if (std::any_of(banks.begin(), banks.end(), [&](const auto& bank) { return in_bank(*s, bank); }))
            continue;
        if (image.binary) in_no_bank(*s, needs_address(banks).c_str(), banks);
        if (!in_ram(*s, ram)) in_no_bank(*s, "", banks);
        for_ram.push_back({s->address, {s->data, s->data + s->size}});
    }
    if (for_ram.size() == sorted.size())
        in_no_bank(*sorted.front(), ", which is all of it; `load_image` loads what runs from RAM", banks);
    return for_ram;
}

} // namespace xspi
