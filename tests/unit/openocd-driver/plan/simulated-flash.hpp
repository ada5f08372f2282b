// A NOR flash that can be digested, read, erased and programmed: programming only clears bits, an ECC word
// takes one programming after an erase. Carries out plans; what a real chip would not take throws.
#pragma once
#include "openocd-driver/plan/program-plan.hpp"

#include <algorithm>
#include <cstdint>
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

struct SimulatedFlash {
    xspi::PlanGeometry geometry;
    Bytes bytes;
    std::set<std::uint32_t> erased_blocks;     // smallest blocks that were erased
    std::set<std::uint32_t> programmed_blocks; // smallest blocks that were programmed

    explicit SimulatedFlash(const xspi::PlanGeometry& g) : geometry(g), bytes(g.size, 0xFF) {}

    std::uint32_t block() const { return geometry.erase_types.front().size; }

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
        if (address % size != 0 && size != geometry.size) throw std::runtime_error("erase is not aligned");
        std::fill_n(bytes.begin() + address, size, 0xFF);
        for (std::uint32_t at = address; at < address + size; at += block()) erased_blocks.insert(at);
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
            if (data[i] != 0xFF)
                programmed_blocks.insert(static_cast<std::uint32_t>((address + i) / block() * block()));
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
    input.digests = flash.answer(xspi::digest_requests(input));
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
