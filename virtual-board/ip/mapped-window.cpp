#include "ip/mapped-window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace vb {
namespace {

using Line = std::array<std::uint8_t, kMappedLine>;

std::uint32_t line_of(std::uint32_t offset) { return offset & ~(kMappedLine - 1); }

} // namespace

MappedWindow::MappedWindow(WindowIdentity identity, WindowHost& host, MemoryMap& memory,
                           Violations& violations)
    : identity_(std::move(identity)), host_(host), memory_(memory), violations_(violations) {
    region_.name = identity_.controller + " window";
    region_.base = identity_.base;
    region_.writable_by_core = false;
    region_.accessible = false;
    region_.is_external_flash = true;
    region_.on_read = region_.on_write = this;
}

void MappedWindow::attach(std::span<std::uint8_t> array) {
    region_.bytes = array.empty() ? scratch(1u << 16) : array;
    memory_.add_memory(region_);
}

void MappedWindow::disarm() {
    last_line_ = ~0u;
    if (!region_.accessible) return;
    region_.accessible = false;
    memory_.changed(region_, 0, std::uint32_t(region_.bytes.size()));
}

void MappedWindow::arm(std::span<std::uint8_t> array, std::uint64_t device_bytes) {
    disarm();
    const bool chip = !array.empty();
    array_ = array;
    // Where no chip is, the lines still read something; 64 KiB of it are enough to see that.
    const std::uint64_t there = chip ? array.size() : 1u << 16;
    const std::uint64_t size = std::min({device_bytes, there, kWindowBytes});
    if (size < kScanStep) return; // smaller than a page: nothing can be mapped, every access is a bus error
    array_ = array_.first(chip ? size : 0);
    good_.assign((size + kChunk - 1) / kChunk, false);
    region_.bytes = {array.data(), chip ? std::size_t(size) : 0};
    exact_ = false;
    if (!chip)
        region_.bytes = scratch_ = std::vector<std::uint8_t>(size, kUndefined);
    else
        verify();
    region_.accessible = true;
    memory_.changed(region_, 0, std::uint32_t(region_.bytes.size()));
}

// Allocated once for the largest chip seen: the CPU may hold the pointer a little longer than it is shown.
std::span<std::uint8_t> MappedWindow::scratch(std::uint32_t size) {
    if (scratch_.size() < size) scratch_.resize(std::max<std::size_t>(size, array_.size()), kUndefined);
    return std::span(scratch_).first(size);
}

bool MappedWindow::blank(std::uint32_t offset, std::uint32_t length) const {
    const std::uint8_t* first = array_.data() + offset;
    return length == 0 || (*first == 0xFF && std::memcmp(first, first + 1, length - 1) == 0);
}

// The first line, and the first, middle and last that are not blank: a dead link also reads 0xFF.
std::vector<std::uint32_t> MappedWindow::informative_lines(std::uint32_t start, std::uint32_t end) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t at = start; at < end; at += kScanStep)
        if (!blank(at, std::min(kMappedLine, end - at))) found.push_back(at);
    if (found.empty() && !blank(start, end - start))
        for (std::uint32_t at = start; at < end && found.empty(); at += kMappedLine)
            if (!blank(at, std::min(kMappedLine, end - at))) found.push_back(at);
    if (found.empty()) return {start};
    return {start, found.front(), found[found.size() / 2], found.back()};
}

bool MappedWindow::line_differs(std::uint32_t line, std::span<const std::uint8_t> bytes) const {
    return !std::equal(bytes.begin(), bytes.end(), array_.begin() + line);
}

MappedWindow::Sampled MappedWindow::sample_chunk(std::uint32_t start) {
    const auto end = std::uint32_t(std::min<std::size_t>(start + kChunk, array_.size()));
    Sampled result{true, std::nullopt};
    bool constant = true;
    for (std::uint32_t line : informative_lines(start, end)) {
        Line got;
        if (!host_.mapped_read(line, got)) return {false, std::nullopt};
        result.equal = result.equal && !line_differs(line, got);
        if (!result.constant) result.constant = got[0];
        constant =
            constant && std::all_of(got.begin(), got.end(), [&](auto b) { return b == *result.constant; });
    }
    if (!constant) result.constant.reset();
    return result;
}

void MappedWindow::verify() {
    std::vector<Sampled> sampled;
    for (std::uint32_t start = 0; start < array_.size(); start += kChunk)
        sampled.push_back(sample_chunk(start));
    exact_ = std::all_of(sampled.begin(), sampled.end(), [](const Sampled& s) { return s.equal; });
    if (exact_) return;
    region_.bytes = scratch(std::uint32_t(array_.size()));
    for (std::size_t i = 0; i < sampled.size(); ++i) fill_chunk(std::uint32_t(i) * kChunk, sampled[i]);
}

void MappedWindow::fill_chunk(std::uint32_t start, const Sampled& sampled) {
    const auto length = std::min<std::size_t>(kChunk, array_.size() - start);
    good_[start / kChunk] = sampled.equal;
    if (sampled.equal)
        std::memcpy(scratch_.data() + start, array_.data() + start, length);
    else
        std::memset(scratch_.data() + start, sampled.constant.value_or(kUndefined), length);
}

// The chip may have become ready since: a chunk is believed as soon as its samples agree.
void MappedWindow::recheck_chunk(std::uint32_t offset) {
    const std::uint32_t start = offset & ~(kChunk - 1);
    const Sampled sampled = sample_chunk(start);
    if (!sampled.equal) return;
    fill_chunk(start, sampled);
    memory_.changed(region_, start, std::uint32_t(std::min<std::size_t>(kChunk, array_.size() - start)));
}

bool MappedWindow::load_line(std::uint32_t offset) {
    if (exact_ || good_[offset / kChunk]) return true;
    const std::uint32_t line = line_of(offset);
    Line got;
    if (!host_.mapped_read(line, got)) return false;
    const bool differs = array_.empty() || line_differs(line, got);
    if (differs)
        violations_.report(
            identity_.differs_rule,
            fmt::format(
                "The window of {} does not show the chip's array: {} or the link do not suit the chip.",
                identity_.controller, identity_.registers));
    if (!std::equal(got.begin(), got.end(), scratch_.begin() + line)) {
        std::copy(got.begin(), got.end(), scratch_.begin() + line);
        memory_.changed(region_, line, kMappedLine);
        if (!differs) recheck_chunk(offset);
    }
    return true;
}

void MappedWindow::refuse(const char* what) const {
    violations_.report(identity_.load_rule,
                       fmt::format("A {} in the window of {} is a bus error.", what, identity_.controller));
}

std::optional<std::uint32_t> MappedWindow::read(std::uint32_t offset, unsigned size, Master) {
    if (offset + size > region_.bytes.size() || !host_.mapped_access(offset, size)) {
        refuse("load");
        return std::nullopt;
    }
    const std::uint32_t line = line_of(offset);
    if (line != last_line_) host_.mapped_wait(line == last_line_ + kMappedLine);
    last_line_ = line;
    if (!load_line(offset)) {
        refuse("load that never completes");
        return std::nullopt;
    }
    std::uint32_t value = 0;
    std::memcpy(&value, region_.bytes.data() + offset, size);
    return host_.mapped_value(offset, size, value);
}

bool MappedWindow::write(std::uint32_t offset, unsigned size, std::uint32_t value, Master) {
    violations_.report(identity_.store_rule, fmt::format("A store to the window of {}: a NOR flash is not "
                                                         "programmed like this.",
                                                         identity_.controller));
    if (offset + size > region_.bytes.size() || !host_.mapped_access(offset, size)) return false;
    last_line_ = ~0u;
    std::array<std::uint8_t, 4> bytes;
    std::memcpy(bytes.data(), &value, 4);
    if (!host_.mapped_write(offset, std::span(bytes).first(size))) return false;
    memory_.changed(region_, offset, size);
    return true;
}

} // namespace vb
