#include "chips/nor-wires.hpp"

namespace vb {

Lane lane_of(Protocol protocol) {
    if (protocol == Protocol::spi) return {1, false};
    if (protocol == Protocol::qpi) return {4, false};
    return {8, protocol == Protocol::octal_dtr};
}

void WireInput::clocks(std::span<const std::uint8_t> half_cycles, std::vector<std::uint8_t>& bytes) {
    if (lane_.lines == 8 && lane_.dtr) {
        bytes.insert(bytes.end(), half_cycles.begin(), half_cycles.end());
        return;
    }
    const std::size_t step = lane_.dtr ? 1 : 2;
    const unsigned mask = (1u << lane_.lines) - 1;
    for (std::size_t i = 0; i < half_cycles.size(); i += step) {
        value_ = std::uint8_t(value_ << lane_.lines | (half_cycles[i] & mask));
        bits_ += lane_.lines;
        if (bits_ < 8) continue;
        bytes.push_back(value_);
        bits_ = 0;
    }
}

void WireOutput::begin(Lane lane, WireReply reply) {
    *this = {};
    lane_ = lane;
    reply_ = reply;
}

std::uint8_t WireOutput::next() {
    const std::size_t size = reply_.ring.size();
    std::size_t at = reply_.position;
    if (++reply_.position == size) reply_.position = 0;
    ++bytes_;
    if (reply_.garbage) {
        at = at ? at - 1 : size - 1;
        return std::uint8_t(reply_.ring[at] ^ (0x5A + 0x1D * (bytes_ & 7)));
    }
    return reply_.ring[reply_.swapped_pairs ? at ^ 1 : at];
}

void WireOutput::clocks(std::span<std::uint8_t> half_cycles) {
    if (lane_.lines == 8 && lane_.dtr) {
        for (auto& level : half_cycles) level = next();
        return;
    }
    const std::size_t step = lane_.dtr ? 1 : 2;
    const unsigned shift = lane_.lines == 1 ? 1 : 0; // SO is IO1
    const unsigned mask = (1u << lane_.lines) - 1;
    for (std::size_t i = 0; i < half_cycles.size(); i += step) {
        if (bits_ == 0) {
            value_ = next();
            bits_ = 8;
        }
        bits_ -= lane_.lines;
        auto level = std::uint8_t(~(mask << shift) | (value_ >> bits_ & mask) << shift);
        half_cycles[i] = level;
        if (step == 2) half_cycles[i + 1] = level;
    }
}

} // namespace vb
