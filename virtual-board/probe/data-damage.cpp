#include "probe/data-damage.hpp"

namespace vb {

// xorshift64*: reproducible, and small.
std::uint64_t DataDamage::Noise::next() {
    state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
    return state * 0x2545F4914F6CDD1Du >> 16;
}

// 1 to 2n - 1 bytes, n on average.
void DataDamage::Noise::draw() { left = 1 + next() % (2 * std::uint64_t(fault.bytes) - 1); }

DataDamage::DataDamage(const DataFaults& faults, unsigned direction) {
    for (const BitFlip& flip : faults.flips) flips_.push_back({flip});
    for (const BitNoise& noise : faults.noises) {
        noises_.push_back({noise, (2 * std::uint64_t(noise.seed) + direction) * 0x9E3779B97F4A7C15u + 1, 0});
        noises_.back().draw();
    }
}

void DataDamage::pass(std::uint32_t address, std::uint8_t& byte) {
    for (Flip& flip : flips_) {
        if (flip.fault.address != address) continue;
        ++flip.passed;
        const bool now = flip.fault.lasts ? flip.passed >= flip.fault.first : flip.passed == flip.fault.first;
        if (now) byte ^= std::uint8_t(1u << flip.fault.bit);
    }
    for (Noise& noise : noises_) {
        if (address < noise.fault.first || address > noise.fault.last || --noise.left != 0) continue;
        byte ^= std::uint8_t(1u << noise.next() % 8);
        noise.draw();
    }
}

void DataDamage::pass(std::uint32_t address, std::span<std::uint8_t> data, unsigned size, bool increment) {
    if (!any()) return;
    for (std::size_t i = 0; i < data.size(); ++i)
        pass(address + std::uint32_t(increment ? i : i % size), data[i]);
}

} // namespace vb
