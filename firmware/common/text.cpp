#include "firmware/common/text.hpp"

namespace firmware {

void Text::put(char c) {
    if (length_ < characters_.size()) characters_[length_++] = c;
}

Text& Text::operator<<(std::string_view text) {
    for (const char c : text) put(c);
    return *this;
}

Text& Text::operator<<(std::uint32_t decimal) {
    std::array<char, 10> digits; // 4294967295
    std::size_t count = 0;
    do {
        digits[count++] = static_cast<char>('0' + decimal % 10);
        decimal /= 10;
    } while (decimal != 0);
    while (count != 0) put(digits[--count]);
    return *this;
}

Text& Text::operator<<(Hex hex) {
    *this << "0x";
    for (unsigned digit = hex.digits; digit-- != 0;)
        put("0123456789ABCDEF"[(hex.value >> (4 * digit)) & 0xF]);
    return *this;
}

} // namespace firmware
