// A NOR flash that can be digested, read, erased and programmed: programming only clears bits, an ECC word
// takes one programming after an erase. Carries out plans; what a real chip would not take throws.
#pragma once
#include "openocd-driver/plan/program-plan.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <stdexcept>
#include <vector>

namespace plan_test {

using Bytes = std::vector<std::uint8_t>;

inline std::uint64_t fnv(std::span<const std::uint8_t> bytes) { // stands for XXH3
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3ull;
    return hash;
}

// Index of the first byte that differs, -1: none. Catch must not be left to print 256 KiB.
inline long first_difference(const Bytes& a, const Bytes& b) {
    const auto end = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
    const auto at = std::mismatch(a.begin(), a.begin() + end, b.begin()).first - a.begin();
    return at == end && a.size() == b.size() ? -1 : at;
}

// The smallest sectors, one after the other.
inline std::vector<xspi::FlashRange> blocks_of(const xspi::PlanGeometry& geometry) {
    std::vector<xspi::FlashRange> blocks;
    for (std::uint32_t at = 0; at < geometry.size;) {
        const auto type = std::find_if(
            geometry.erase_types.begin(), geometry.erase_types.end(), [at](const xspi::PlanEraseType& t) {
                return t.ranges.empty() ||
                       std::any_of(t.ranges.begin(), t.ranges.end(), [at](const xspi::FlashRange& range) {
                           return range.address <= at && at < range.end();
                       });
            });
        if (type == geometry.erase_types.end()) throw std::runtime_error("no sector there");
        blocks.push_back({at, type->size});
        at += type->size;
    }
    return blocks;
}

struct SimulatedFlash {
    xspi::PlanGeometry geometry;
    Bytes bytes;
    std::vector<xspi::FlashRange> blocks;
    std::set<std::uint32_t> erased_blocks;     // blocks that were erased
    std::set<std::uint32_t> programmed_blocks; // blocks that were programmed
    // What the chip really erases when it gets the command for sectors of this size at this address, where
    // that is not simply what was meant.
    std::function<xspi::FlashRange(std::uint32_t address, std::uint32_t size)> sector_of;

    explicit SimulatedFlash(const xspi::PlanGeometry& g)
        : geometry(g), bytes(g.size, 0xFF), blocks(blocks_of(g)) {}

    std::uint32_t block_at(std::size_t address) const {
        const auto block = std::partition_point(blocks.begin(), blocks.end(),
                                                [address](const auto& b) { return b.end() <= address; });
        return block->address;
    }

    std::vector<xspi::RangeContents> answer(const std::vector<xspi::FlashRange>& ranges) const {
        std::vector<xspi::RangeContents> answers;
        for (const xspi::FlashRange& range : ranges) {
            const auto part = std::span(bytes).subspan(range.address, range.length);
            const bool blank =
                std::all_of(part.begin(), part.end(), [](std::uint8_t b) { return b == 0xFF; });
            answers.push_back({fnv(part), blank});
        }
        return answers;
    }
    // The same with a look where one may do, as the agent looks.
    std::vector<xspi::RangeContents> answer(const std::vector<xspi::FlashRange>& ranges,
                                            const std::vector<std::optional<std::uint32_t>>& first_words,
                                            std::uint32_t stride) const {
        std::vector<xspi::RangeContents> answers = answer(ranges);
        for (std::size_t i = 0; i < ranges.size(); ++i)
            if (first_words[i])
                if (const auto seen = look(ranges[i], *first_words[i], stride); seen != xspi::Seen::All)
                    answers[i] = {0, false, seen};
        return answers;
    }
    xspi::Seen look(const xspi::FlashRange& range, std::uint32_t first_word, std::uint32_t stride) const {
        constexpr std::uint32_t kBlank = 0xFFFFFFFF;
        for (std::uint32_t at = 0; at + 4 <= range.length; at += stride) {
            std::uint32_t word = 0;
            for (std::uint32_t i = 4; i-- > 0;) word = word << 8 | bytes[range.address + at + i];
            if (word == kBlank) continue;
            const bool other = at == 0 ? word != first_word : first_word != kBlank;
            return other ? xspi::Seen::Different : xspi::Seen::All;
        }
        return xspi::Seen::Blank;
    }
    std::vector<Bytes> read(const std::vector<xspi::FlashRange>& ranges) const {
        std::vector<Bytes> answers;
        for (const xspi::FlashRange& range : ranges) {
            answers.emplace_back(bytes.begin() + range.address,
                                 bytes.begin() + static_cast<long>(range.end()));
        }
        return answers;
    }

    void erase(std::uint32_t address, std::uint32_t size) {
        const bool known = std::any_of(geometry.erase_types.begin(), geometry.erase_types.end(),
                                       [size](const auto& type) { return type.size == size; });
        if (!known && !(geometry.chip_erase && size == geometry.size))
            throw std::runtime_error("no such erase");
        xspi::FlashRange sector{address, size};
        if (size != geometry.size) {
            if (sector_of)
                sector = sector_of(address, size);
            else if (address % size != 0)
                throw std::runtime_error("erase is not aligned");
        }
        std::fill_n(bytes.begin() + sector.address, sector.length, 0xFF);
        for (std::uint64_t at = sector.address; at < sector.end();) {
            const auto block = std::partition_point(blocks.begin(), blocks.end(),
                                                    [at](const auto& b) { return b.end() <= at; });
            erased_blocks.insert(block->address);
            at = block->end();
        }
    }
    void program(std::uint32_t address, const Bytes& data) {
        if (data.empty() || address + data.size() > bytes.size())
            throw std::runtime_error("program leaves the chip");
        const std::uint32_t unit = std::max(geometry.program_unit, geometry.even_only ? 2u : 1u);
        if (address % unit != 0 || data.size() % unit != 0)
            throw std::runtime_error("program is not aligned");
        for (std::size_t i = 0; i < data.size(); ++i) {
            std::uint8_t& byte = bytes[address + i];
            if (geometry.program_unit > 1 && byte != 0xFF && data[i] != 0xFF)
                throw std::runtime_error("ECC word twice");
            if (data[i] != 0xFF && (byte & data[i]) != data[i]) throw std::runtime_error("0 to 1");
            byte &= data[i];
            if (data[i] != 0xFF) programmed_blocks.insert(block_at(address + i));
        }
    }
    void carry_out(const xspi::PlanStep& step) {
        if (step.kind == xspi::StepKind::Erase) {
            erase(step.address, step.size);
        } else {
            if (step.erase_first_size != 0) erase(step.address, step.erase_first_size);
            program(step.address, step.bytes);
        }
    }
    void carry_out(const xspi::ProgramPlan& plan) {
        for (const xspi::PlanStep& step : plan.steps) carry_out(step);
        if (plan.arming) carry_out(*plan.arming);
    }
};

// The three stages, as the driver goes through them.
inline xspi::PlanResult plan_for(xspi::PlanInput& input, const SimulatedFlash& flash) {
    input.geometry = flash.geometry;
    input.digest = fnv;
    input.digests = input.glance_stride == 0 ? flash.answer(xspi::digest_requests(input))
                                             : flash.answer(xspi::digest_requests(input),
                                                            xspi::glances(input), input.glance_stride);
    input.old_contents = flash.read(xspi::read_requests(input));
    return xspi::make_plan(input);
}

inline xspi::PlanGeometry small_nor() { // 256 KiB with the times of W25Q64JV
    xspi::PlanGeometry geometry;
    geometry.size = 256 * 1024;
    geometry.erase_types = {{4096, 64'000}, {32 * 1024, 128'000}, {64 * 1024, 160'000}};
    geometry.chip_erase = true;
    geometry.chip_erase_us = 500'000;
    geometry.page_us = 704;
    return geometry;
}

inline xspi::PlanGeometry small_octal() { // 256 KiB with the times of MX25UW25645G
    xspi::PlanGeometry geometry;
    geometry.size = 256 * 1024;
    geometry.erase_types = {{4096, 25'000}, {64 * 1024, 256'000}};
    geometry.page_us = 152;
    geometry.even_only = true;
    return geometry;
}

constexpr std::uint32_t k8 = 8 * 1024, k32 = 32 * 1024, k64 = 64 * 1024;

// What SST26's commands erase (DS20005119, block erase): 20h 4 KiB; D8h 8 KiB in the first and last 32 KiB,
// 32 KiB beside them, 64 KiB elsewhere, whatever was meant.
inline xspi::FlashRange sst26_erases(std::uint32_t address, std::uint32_t size, std::uint32_t chip) {
    std::uint32_t real = 4096;
    if (size != 4096) {
        real = k64;
        if (address < k64 || address >= chip - k64) real = k32;
        if (address < k32 || address >= chip - k32) real = k8;
    }
    return {address / real * real, real};
}

// 512 KiB laid out as SST26, with its times.
inline xspi::PlanGeometry small_sst26() {
    constexpr std::uint32_t size = 512 * 1024;
    xspi::PlanGeometry geometry;
    geometry.size = size;
    geometry.erase_types = {{4096, 19'000},
                            {k8, 19'000, {{0, k32}, {size - k32, k32}}},
                            {k32, 19'000, {{k32, k32}, {size - k64, k32}}},
                            {k64, 19'000, {{k64, size - 2 * k64}}}};
    geometry.chip_erase = true;
    geometry.chip_erase_us = 40'000;
    geometry.page_us = 1'000;
    return geometry;
}

// As SEMPER with 4 KiB sectors at the bottom, which exist nowhere else.
inline xspi::PlanGeometry small_hybrid() {
    xspi::PlanGeometry geometry;
    geometry.size = 512 * 1024;
    geometry.erase_types = {
        {4096, 48'000, {{0, k32}}}, {k32, 400'000, {{k32, k32}}}, {k64, 768'000, {{k64, 7 * k64}}}};
    geometry.page_us = 512;
    return geometry;
}

// STM32F4's sectors: 16, 16, 16, 16, 64, 128 KiB…
inline xspi::PlanGeometry stm32f4() {
    xspi::PlanGeometry geometry;
    geometry.size = 512 * 1024;
    geometry.erase_types = {{16 * 1024, 250'000, {{0, k64}}},
                            {k64, 700'000, {{k64, k64}}},
                            {2 * k64, 1'000'000, {{2 * k64, 6 * k64}}}};
    geometry.page_us = 100;
    return geometry;
}

// No power of two, and a tail that no big sector has.
inline xspi::PlanGeometry odd_sizes() {
    xspi::PlanGeometry geometry;
    geometry.size = 3072 * 31;
    geometry.erase_types = {{3072, 50'000}, {9216, 60'000}, {6 * 9216, 90'000}};
    geometry.page_us = 100;
    return geometry;
}

inline xspi::PlanGeometry small_internal() { // STM32H7R/S: 64 KiB, 8 KiB sectors, 16-byte words with ECC
    xspi::PlanGeometry geometry;
    geometry.size = 64 * 1024;
    geometry.erase_types = {{8192, 2'000}};
    geometry.program_unit = 16;
    geometry.page_size = 16;
    geometry.page_us = 20;
    return geometry;
}

} // namespace plan_test
