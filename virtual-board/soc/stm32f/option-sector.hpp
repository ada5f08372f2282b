// The option bytes of an STM32F4 or F7 as cells: 16-bit words with their complements, 8 bytes apart, which
// are erased together and then programmed one by one. docs/hardware/stm32f7.md, option bytes.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace vb::stm32f {

class OptionSector {
  public:
    static constexpr std::uint32_t kMemorySize = 0x1000; // what is shown of it on the bus

    explicit OptionSector(std::span<const std::uint16_t> factory);

    unsigned words() const { return unsigned(words_); }
    // All ones where value and complement do not fit: what an erased word reads as.
    std::uint16_t value(unsigned word) const;
    void program(unsigned word, std::uint16_t value);
    void erase(unsigned first, unsigned end);
    // As on the bus, from the first word on.
    std::span<std::uint8_t> memory() { return memory_; }

  private:
    std::uint16_t half(std::size_t at) const;

    std::size_t words_;
    std::vector<std::uint8_t> memory_;
};

} // namespace vb::stm32f
