#include "firmware/bootloader/sha256.hpp"

#include <bit>

#ifdef __clang__
#define MADE_FAST
#else
#define MADE_FAST __attribute__((optimize("O2"), noinline))
#endif

namespace firmware {

namespace {

constexpr std::array<std::uint32_t, 64> kRound{
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

constexpr std::uint32_t ror(std::uint32_t x, int n) { return std::rotr(x, n); }
// Two rotations fewer than as it is written: the barrel shifter makes the third on the way into the sum.
constexpr std::uint32_t big0(std::uint32_t a) { return ror(a ^ ror(a, 11) ^ ror(a, 20), 2); }
constexpr std::uint32_t big1(std::uint32_t e) { return ror(e ^ ror(e, 5) ^ ror(e, 19), 6); }
constexpr std::uint32_t small0(std::uint32_t w) { return ror(w, 7) ^ ror(w, 18) ^ w >> 3; }
constexpr std::uint32_t small1(std::uint32_t w) { return ror(w, 17) ^ ror(w, 19) ^ w >> 10; }

using State = std::array<std::uint32_t, 8>;

// One round, with the eight variables where the round before left them: a is s[-i mod 8], and so on.
template <unsigned i>
inline __attribute__((always_inline)) void round(State& s, std::uint32_t word, std::uint32_t& bc) {
    constexpr auto at = [](unsigned variable) { return (variable - i) % 8u; };
    const std::uint32_t a = s[at(0)], b = s[at(1)], e = s[at(4)], f = s[at(5)], g = s[at(6)];
    std::uint32_t h = s[at(7)] + word;
    h += big1(e);
    h += g ^ (e & (f ^ g));
    s[at(3)] += h;
    const std::uint32_t now = a ^ b; // the next round's b ^ c
    h += b ^ (now & bc);
    bc = now;
    s[at(7)] = h + big0(a);
}

} // namespace

// Made for speed, as the rest of the bootloader is made small: the message schedule as a whole, then eight
// rounds at a time.
MADE_FAST void Sha256Words::block(const std::array<std::uint32_t, 16>& words) {
    std::array<std::uint32_t, 64> w;
    for (unsigned i = 0; i < 16; ++i) w[i] = __builtin_bswap32(words[i]);
    for (std::uint32_t* v = w.data() + 16; v != w.data() + 64; ++v)
        *v = small1(v[-2]) + v[-7] + small0(v[-15]) + v[-16];
    State s = state_;
    std::uint32_t bc = s[1] ^ s[2];
    const std::uint32_t* k = kRound.data();
    for (const std::uint32_t* v = w.data(); v != w.data() + 64; v += 8, k += 8) {
        round<0>(s, v[0] + k[0], bc);
        round<1>(s, v[1] + k[1], bc);
        round<2>(s, v[2] + k[2], bc);
        round<3>(s, v[3] + k[3], bc);
        round<4>(s, v[4] + k[4], bc);
        round<5>(s, v[5] + k[5], bc);
        round<6>(s, v[6] + k[6], bc);
        round<7>(s, v[7] + k[7], bc);
    }
    for (unsigned i = 0; i < 8; ++i) state_[i] += s[i];
}

Sha256 Sha256Words::finish(const std::uint32_t* rest, std::uint32_t words, std::uint32_t bytes_in_all) {
    std::array<std::uint32_t, 16> last{};
    for (std::uint32_t i = 0; i < words; ++i) last[i] = rest[i];
    last[words] = 0x80; // as loaded: its first byte
    if (words >= 14) {
        block(last);
        last = {};
    }
    last[14] = __builtin_bswap32(bytes_in_all >> 29);
    last[15] = __builtin_bswap32(bytes_in_all << 3);
    block(last);
    Sha256 digest;
    for (unsigned i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

} // namespace firmware
