#include "chips/nor-array.hpp"

#include <algorithm>

namespace vb {
namespace {

// xorshift64*: reproducible, cheap, and not one of the patterns that tests write.
class Noise {
  public:
    explicit Noise(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
    std::uint8_t next() {
        state_ ^= state_ >> 12, state_ ^= state_ << 25, state_ ^= state_ >> 27;
        return std::uint8_t(state_ * 0x2545F4914F6CDD1Du >> 56);
    }

  private:
    std::uint64_t state_;
};

} // namespace

bool NorArray::any_noticed(std::uint32_t first, std::uint32_t count) const {
    for (auto it = dead_.lower_bound(first / kSector);
         it != dead_.end() && it->first * kSector < first + count; ++it)
        if (it->second) return true;
    return false;
}

void NorArray::weaken_bit(std::uint32_t address, unsigned bit, bool level) {
    WeakBits& weak = weak_[address];
    (level ? weak.stay_1 : weak.always_0) |= std::uint8_t(1u << bit);
}

void NorArray::drain(std::uint32_t first, std::uint32_t count) {
    for (auto it = weak_.lower_bound(first); it != weak_.end() && it->first - first < count; ++it)
        cells_[it->first] &= std::uint8_t(~it->second.always_0);
}

bool NorArray::erase(std::uint32_t first, std::uint32_t count) {
    ++generation_;
    for (std::uint32_t at = first; at < first + count; at += kSector) {
        auto cells = std::span(cells_).subspan(at, std::min(kSector, first + count - at));
        std::fill(cells.begin(), cells.end(), 0xFF);
        if (!dead_.contains(at / kSector)) continue;
        Noise noise(at);
        for (std::size_t i = noise.next(); i < cells.size(); i += 64)
            cells[i] = std::uint8_t(noise.next() & 0x7F);
    }
    drain(first, count);
    return !any_noticed(first, count);
}

bool NorArray::program(std::uint32_t first, std::span<const std::uint8_t> data) {
    ++generation_;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const auto weak = weak_.find(first + std::uint32_t(i));
        cells_[first + i] &= std::uint8_t(data[i] | (weak == weak_.end() ? 0 : weak->second.stay_1));
    }
    drain(first, std::uint32_t(data.size()));
    return !any_noticed(first, std::uint32_t(data.size()));
}

void NorArray::overwrite(std::uint32_t first, std::span<const std::uint8_t> data) {
    ++generation_;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const std::uint32_t at = first + std::uint32_t(i);
        const std::uint8_t stuck = dead_.contains(at / kSector) ? cells_[at] : 0xFF; // bits stay 0
        const auto weak = weak_.find(at);
        const std::uint8_t stay_1 = weak == weak_.end() ? 0 : std::uint8_t(weak->second.stay_1 & cells_[at]);
        cells_[at] = std::uint8_t((data[i] & stuck) | stay_1);
    }
    drain(first, std::uint32_t(data.size()));
}

void NorArray::abandon_erase(std::uint32_t first, std::uint32_t count) {
    Noise noise(++generation_ ^ std::uint64_t(first) << 20);
    std::generate_n(cells_.begin() + first, count, [&] { return noise.next(); });
}

void NorArray::abandon_program(std::uint32_t first, std::span<const std::uint8_t> data) {
    Noise noise(++generation_ ^ std::uint64_t(first) << 20);
    for (std::size_t i = 0; i < data.size(); ++i) cells_[first + i] &= std::uint8_t(data[i] | noise.next());
}

} // namespace vb
