#include "ip/peripheral-registers.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

namespace vb {

PeripheralRegisters::PeripheralRegisters(std::string name, std::span<const RegisterSpec> map,
                                         Violations& violations)
    : name_(std::move(name)), violations_(violations) {
    remap(map);
}

void PeripheralRegisters::remap(std::span<const RegisterSpec> map) {
    map_ = map;
    by_word_.clear();
    words_.clear();
    for (std::size_t i = 0; i < map_.size(); ++i) {
        std::size_t word = map_[i].offset / 4;
        if (by_word_.size() <= word) by_word_.resize(word + 1, kNone);
        by_word_[word] = i;
        words_.push_back(map_[i].reset);
    }
}

std::size_t PeripheralRegisters::find(std::uint32_t offset) const {
    std::size_t word = offset / 4;
    return word < by_word_.size() ? by_word_[word] : kNone;
}

// Only our own code passes offsets here, so a miss is a programming error of the model.
std::size_t PeripheralRegisters::index(std::uint32_t offset) const {
    std::size_t i = find(offset);
    if (i == kNone) std::abort();
    return i;
}

void PeripheralRegisters::reset() {
    for (std::size_t i = 0; i < map_.size(); ++i) words_[i] = map_[i].reset;
}

void PeripheralRegisters::gate(std::function<bool()> clocked, std::string enable_bit) {
    clocked_ = std::move(clocked);
    enable_bit_ = std::move(enable_bit);
}

bool PeripheralRegisters::clocked(const char* what, std::uint32_t offset) {
    if (!clocked_ || clocked_()) return true;
    std::size_t i = find(offset);
    violations_.report("VB-RCC-001", fmt::format("{} of {}.{} while its clock {} is off", what, name_,
                                                 i == kNone ? "(reserved)" : map_[i].name, enable_bit_));
    return false;
}

std::optional<std::uint32_t> PeripheralRegisters::load(std::uint32_t offset, Master) { return peek(offset); }

std::optional<std::uint32_t> PeripheralRegisters::load_lanes(std::uint32_t offset, std::uint32_t,
                                                             Master master) {
    return load(offset, master);
}

bool PeripheralRegisters::store(std::uint32_t offset, std::uint32_t value, Master) {
    keep(offset, value);
    return true;
}

bool PeripheralRegisters::store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t,
                                      Master master) {
    return store(offset, value, master);
}

void PeripheralRegisters::keep(std::uint32_t offset, std::uint32_t value) {
    std::size_t i = index(offset);
    words_[i] = (words_[i] & ~map_[i].writable) | (value & map_[i].writable);
}

void PeripheralRegisters::set_bits(std::uint32_t offset, std::uint32_t mask, bool on) {
    std::uint32_t& word = words_[index(offset)];
    word = on ? word | mask : word & ~mask;
}

std::optional<std::uint32_t> PeripheralRegisters::read(std::uint32_t offset, unsigned size, Master master) {
    if (!clocked("read", offset)) return 0;
    if (find(offset) == kNone) return 0; // reserved words read 0, as on the STM32's peripheral buses
    const unsigned shift = 8 * (offset & 3u);
    const std::uint32_t lanes = size == 4 ? 0xFFFFFFFFu : size == 2 ? 0xFFFFu : 0xFFu;
    auto word = load_lanes(offset & ~3u, lanes << shift, master);
    if (!word || size == 4) return word;
    return (*word >> shift) & lanes;
}

bool PeripheralRegisters::write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) {
    if (!clocked("write", offset)) return true;
    std::size_t i = find(offset);
    if (i == kNone) {
        violations_.report(
            "VB-BUS-001",
            fmt::format("write of 0x{:08X} to the reserved offset 0x{:03X} of {}", value, offset, name_));
        return true;
    }
    unsigned shift = 8 * (offset & 3u);
    std::uint32_t lanes = size == 4 ? 0xFFFFFFFFu : (size == 2 ? 0xFFFFu : 0xFFu) << shift;
    check_reserved_bits(map_[i], value << shift, lanes);
    return store_lanes(offset & ~3u, (words_[i] & ~lanes) | ((value << shift) & lanes), lanes, master);
}

// The reference manuals' rule for reserved bits: "must be kept at reset value".
void PeripheralRegisters::check_reserved_bits(const RegisterSpec& spec, std::uint32_t value,
                                              std::uint32_t lanes) {
    std::uint32_t reserved = ~(spec.writable | spec.read_only) & lanes;
    std::uint32_t wrong = (value ^ spec.reset) & reserved;
    if (wrong)
        violations_.report("VB-BUS-002",
                           fmt::format("write of 0x{:08X} to {}.{} changes reserved bits 0x{:08X}", value,
                                       name_, spec.name, wrong));
}

} // namespace vb
