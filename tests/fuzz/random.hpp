// What the fuzzers draw from: the same seed gives the same cases on every machine.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace fuzz {

using Bytes = std::vector<std::uint8_t>;

// splitmix64: every seed is a good one.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
    // 0..count-1
    std::size_t below(std::size_t count) { return std::size_t(next() % count); }
    bool one_in(std::size_t count) { return below(count) == 0; }
    template <typename T> T pick(std::initializer_list<T> all) { return all.begin()[below(all.size())]; }
    template <typename T> const T& pick(const std::vector<T>& all) { return all[below(all.size())]; }
    // Near zero, near the ends of 8, 16 and 32 bits, or anything.
    std::uint32_t number() {
        switch (below(4)) {
        case 0: return std::uint32_t(below(20));
        case 1:
            return pick({0x7Fu, 0xFFu, 0x100u, 0x7FFFu, 0xFFFFu, 0x10000u, 0x7FFFFFFFu}) +
                   std::uint32_t(below(3)) - 1;
        case 2: return 0xFFFFFFFFu - std::uint32_t(below(8));
        default: return std::uint32_t(next());
        }
    }

  private:
    std::uint64_t state_;
};

// A few bytes changed, put in, taken out, doubled or cut off.
inline void mutate(Bytes& bytes, Random& random) {
    for (std::size_t n = 1 + random.below(4); n > 0; --n) {
        const std::size_t at = random.below(bytes.size() + 1);
        const auto place = bytes.begin() + std::ptrdiff_t(at);
        switch (random.below(6)) {
        case 0: bytes.insert(place, std::uint8_t(random.next())); break;
        case 1: bytes.resize(at); break;
        case 2:
            if (at < bytes.size()) bytes.erase(place);
            break;
        case 3:
            if (at < bytes.size()) *place = std::uint8_t(random.next());
            break;
        case 4:
            if (at < bytes.size()) *place = std::uint8_t(*place ^ 1u << random.below(8));
            break;
        default: {
            const std::size_t length = random.below(std::min<std::size_t>(bytes.size() - at, 40) + 1);
            const Bytes piece(place, place + std::ptrdiff_t(length));
            bytes.insert(place, piece.begin(), piece.end());
        }
        }
    }
}

inline void mutate(std::string& text, Random& random) {
    Bytes bytes(text.begin(), text.end());
    mutate(bytes, random);
    text.assign(bytes.begin(), bytes.end());
}

} // namespace fuzz
