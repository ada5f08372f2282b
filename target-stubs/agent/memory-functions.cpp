// memcpy by words. The C library's small one moves single bytes, and copying out of the window and into the
// digest is what the agent does most. The M7 reads unaligned words from RAM; the window is read by
// aligned_read().
#include <cstddef>
#include <cstdint>

namespace {
struct Word {
    std::uint32_t value;
} __attribute__((packed, may_alias));
} // namespace

extern "C" __attribute__((optimize("no-tree-loop-distribute-patterns"))) void*
memcpy(void* __restrict to, const void* __restrict from, std::size_t size) {
    auto* out = static_cast<std::uint8_t*>(to);
    const auto* in = static_cast<const std::uint8_t*>(from);
    constexpr std::size_t kWord = sizeof(std::uint32_t);
    for (; size >= 4 * kWord; size -= 4 * kWord, in += 4 * kWord, out += 4 * kWord) {
        auto* words = reinterpret_cast<Word*>(out);
        const auto* source = reinterpret_cast<const Word*>(in);
        words[0] = source[0];
        words[1] = source[1];
        words[2] = source[2];
        words[3] = source[3];
    }
    for (; size >= kWord; size -= kWord, in += kWord, out += kWord)
        *reinterpret_cast<Word*>(out) = *reinterpret_cast<const Word*>(in);
    while (size-- != 0) *out++ = *in++;
    return to;
}
