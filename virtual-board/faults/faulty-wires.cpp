#include "faults/faulty-wires.hpp"

#include <algorithm>
#include <utility>

namespace vb {

FaultyWires::FaultyWires(SpiDevice& device) : device_(device), lines_{} { mend(); }

void FaultyWires::mend() {
    for (unsigned n = 0; n < 8; ++n) lines_[n] = Line{n, false, std::nullopt};
    strobe_broken_ = false;
    rebuild();
}

void FaultyWires::hold(unsigned line, bool level) {
    lines_.at(line).held = level;
    rebuild();
}

void FaultyWires::swap(unsigned line, unsigned other) {
    std::swap(lines_.at(line).chip_line, lines_.at(other).chip_line);
    rebuild();
}

void FaultyWires::invert(unsigned line) {
    lines_.at(line).inverted ^= true;
    rebuild();
}

std::uint8_t FaultyWires::to_chip(std::uint8_t levels) const {
    unsigned result = 0;
    for (unsigned n = 0; n < 8; ++n) {
        const bool level = lines_[n].held.value_or((levels >> n & 1) != lines_[n].inverted);
        result |= unsigned(level) << lines_[n].chip_line;
    }
    return std::uint8_t(result);
}

std::uint8_t FaultyWires::to_controller(std::uint8_t levels) const {
    unsigned result = 0;
    for (unsigned n = 0; n < 8; ++n) {
        const bool driven = levels >> lines_[n].chip_line & 1;
        result |= unsigned(lines_[n].held.value_or(driven != lines_[n].inverted)) << n;
    }
    return std::uint8_t(result);
}

void FaultyWires::rebuild() {
    for (unsigned levels = 0; levels < 256; ++levels) {
        to_chip_[levels] = to_chip(std::uint8_t(levels));
        to_controller_[levels] = to_controller(std::uint8_t(levels));
    }
}

// Which lines have a path is a matter of the controller's pins, so it moves with a swap but is not inverted.
void FaultyWires::select(const SpiPins& pins) {
    SpiPins at_chip = pins;
    at_chip.io_connected = 0;
    for (unsigned n = 0; n < 8; ++n)
        if (pins.io_connected >> n & 1) at_chip.io_connected |= std::uint8_t(1u << lines_[n].chip_line);
    at_chip.driven_high = 0;
    for (unsigned n = 0; n < 8; ++n) {
        const auto bit = std::uint8_t(1u << lines_[n].chip_line);
        if (lines_[n].held.value_or(pins.driven_high >> n & 1)) at_chip.driven_high |= bit;
        if (lines_[n].held) // whatever else pulls at it
            at_chip.tied_high =
                std::uint8_t(*lines_[n].held ? at_chip.tied_high | bit : at_chip.tied_high & ~bit);
    }
    device_.select(at_chip);
}

void FaultyWires::drive(std::span<const std::uint8_t> half_cycles) {
    levels_.resize(half_cycles.size());
    std::transform(half_cycles.begin(), half_cycles.end(), levels_.begin(),
                   [this](auto l) { return to_chip_[l]; });
    device_.drive(levels_);
}

bool FaultyWires::sample(std::span<std::uint8_t> half_cycles) {
    const bool strobed = device_.sample(half_cycles);
    for (auto& level : half_cycles) level = to_controller_[level];
    return strobed && !strobe_broken_;
}

void FaultyWires::exchange(std::span<std::uint8_t> half_cycles) {
    for (auto& level : half_cycles) level = to_chip_[level];
    device_.exchange(half_cycles);
    for (auto& level : half_cycles) level = to_controller_[level];
}

// A held line is driven by whatever holds it.
std::uint8_t FaultyWires::driven() const {
    const std::uint8_t at_chip = device_.driven();
    unsigned result = 0;
    for (unsigned n = 0; n < 8; ++n)
        result |= unsigned(lines_[n].held.has_value() || (at_chip >> lines_[n].chip_line & 1)) << n;
    return std::uint8_t(result);
}

} // namespace vb
