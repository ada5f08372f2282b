#include "soc/stm32f/option-sector.hpp"

#include <algorithm>

namespace vb::stm32f {

namespace {
constexpr std::size_t kStride = 8;
} // namespace

OptionSector::OptionSector(std::span<const std::uint16_t> factory)
    : words_(factory.size()), memory_(kMemorySize, 0xFF) {
    for (unsigned word = 0; word < words_; ++word) program(word, factory[word]);
}

std::uint16_t OptionSector::half(std::size_t at) const {
    return std::uint16_t(memory_[at] | memory_[at + 1] << 8);
}

std::uint16_t OptionSector::value(unsigned word) const {
    const std::uint16_t value = half(kStride * word), complement = half(kStride * word + 2);
    return (value ^ complement) == 0xFFFF ? value : 0xFFFF;
}

void OptionSector::program(unsigned word, std::uint16_t value) {
    const unsigned both = value | unsigned(std::uint16_t(~value)) << 16;
    for (unsigned byte = 0; byte < 4; ++byte) memory_[kStride * word + byte] = std::uint8_t(both >> 8 * byte);
}

void OptionSector::erase(unsigned first, unsigned end) {
    const auto at = [this](unsigned word) { return memory_.begin() + std::ptrdiff_t(kStride * word); };
    std::fill(at(first), at(end), std::uint8_t(0xFF));
}

} // namespace vb::stm32f
