// The C library's, small: newlib's for this CPU are made for speed and take a kibibyte more. Those that move
// much, by words; the M7 takes them unaligned from RAM.
#include <cstddef>
#include <cstdint>

namespace {
struct Word {
    std::uint32_t value;
} __attribute__((packed, may_alias));
constexpr std::size_t kWord = sizeof(std::uint32_t);
} // namespace

#define OWN extern "C" __attribute__((used, optimize("no-tree-loop-distribute-patterns")))

OWN void* memcpy(void* __restrict to, const void* __restrict from, std::size_t size) {
    auto* out = static_cast<std::uint8_t*>(to);
    const auto* in = static_cast<const std::uint8_t*>(from);
    for (; size >= kWord; size -= kWord, in += kWord, out += kWord)
        *reinterpret_cast<Word*>(out) = *reinterpret_cast<const Word*>(in);
    while (size-- != 0) *out++ = *in++;
    return to;
}

OWN void* memmove(void* to, const void* from, std::size_t size) {
    auto* out = static_cast<std::uint8_t*>(to);
    const auto* in = static_cast<const std::uint8_t*>(from);
    if (out <= in || out >= in + size) {
        for (std::size_t i = 0; i < size; ++i) out[i] = in[i];
    } else {
        while (size-- != 0) out[size] = in[size];
    }
    return to;
}

OWN void* memset(void* to, int value, std::size_t size) {
    auto* out = static_cast<std::uint8_t*>(to);
    const std::uint32_t byte = static_cast<std::uint8_t>(value), word = byte * 0x01010101u;
    for (; size >= kWord; size -= kWord, out += kWord) *reinterpret_cast<Word*>(out) = {word};
    while (size-- != 0) *out++ = static_cast<std::uint8_t>(byte);
    return to;
}

OWN int memcmp(const void* left, const void* right, std::size_t size) {
    const auto* a = static_cast<const std::uint8_t*>(left);
    const auto* b = static_cast<const std::uint8_t*>(right);
    for (; size != 0; --size, ++a, ++b)
        if (*a != *b) return *a - *b;
    return 0;
}

OWN std::size_t strlen(const char* text) {
    std::size_t length = 0;
    while (text[length] != 0) ++length;
    return length;
}
