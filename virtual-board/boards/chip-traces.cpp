#include "boards/chip-traces.hpp"

#include <algorithm>
#include <utility>

namespace vb {

void ChipTraces::straight() {
    for (unsigned n = 0; n < 8; ++n) to_chip_[n] = n;
}

std::uint8_t ChipTraces::stuck(std::uint8_t levels) const {
    for (unsigned n = 0; n < 8; ++n)
        if (stuck_[n]) levels = std::uint8_t(*stuck_[n] ? levels | 1u << n : levels & ~(1u << n));
    return levels;
}

std::uint8_t ChipTraces::towards_chip(std::uint8_t levels) const {
    levels = stuck(levels);
    unsigned out = 0;
    for (unsigned n = 0; n < 8; ++n) out |= (levels >> n & 1u) << to_chip_[n];
    return std::uint8_t(out);
}

std::uint8_t ChipTraces::towards_port(std::uint8_t levels) const {
    unsigned out = 0;
    for (unsigned n = 0; n < 8; ++n) out |= (levels >> to_chip_[n] & 1u) << n;
    return stuck(std::uint8_t(out));
}

void ChipTraces::select(const SpiPins& pins) {
    if (!powered_) return;
    SpiPins there = pins;
    unsigned connected = 0;
    for (unsigned n = 0; n < 8; ++n) connected |= (pins.io_connected >> n & 1u) << to_chip_[n];
    there.io_connected = std::uint8_t(connected);
    there.dqs_connected = pins.dqs_connected && dqs_;
    chip_->select(there);
}

void ChipTraces::drive(std::span<const std::uint8_t> half_cycles) {
    if (!powered_) return;
    levels_.resize(half_cycles.size());
    std::transform(half_cycles.begin(), half_cycles.end(), levels_.begin(),
                   [this](std::uint8_t levels) { return towards_chip(levels); });
    chip_->drive(levels_);
}

// An unpowered chip drives nothing; its lines float, but a short still shows.
bool ChipTraces::sample(std::span<std::uint8_t> half_cycles) {
    bool edges = false;
    if (powered_)
        edges = chip_->sample(half_cycles);
    else
        std::fill(half_cycles.begin(), half_cycles.end(), std::uint8_t(0xFF));
    for (std::uint8_t& levels : half_cycles) levels = towards_port(levels);
    return edges && dqs_;
}

void ChipTraces::deselect() {
    if (powered_) chip_->deselect();
}
void ChipTraces::hardware_reset() {
    if (powered_) chip_->hardware_reset();
}
void ChipTraces::power_on() {
    if (powered_) chip_->power_on();
}

} // namespace vb
