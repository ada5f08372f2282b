// One line of text, put together without heap or stdio.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace firmware {

struct Hex {
    std::uint32_t value;
    unsigned digits = 8;
};

// What does not fit is cut off.
class Text {
  public:
    Text& operator<<(std::string_view text);
    Text& operator<<(std::uint32_t decimal);
    Text& operator<<(Hex hex); // with 0x
    std::string_view view() const { return {characters_.data(), length_}; }

  private:
    void put(char c);
    std::array<char, 320> characters_;
    std::size_t length_ = 0;
};

} // namespace firmware
