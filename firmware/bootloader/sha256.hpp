// SHA-256 (FIPS 180-4) of memory, word by word. Our own: what is packaged for hosts (OpenSSL, Nettle, mbed
// TLS) comes with an allocator, a configuration, or ten times the size, and one hash of one run of words is
// all that is needed.
#pragma once
#include <array>
#include <cstdint>

namespace firmware {

using Sha256 = std::array<std::uint8_t, 32>;

// `next` gives the words of the message one after the other, as a little-endian load has them.
class Sha256Words {
  public:
    void block(const std::array<std::uint32_t, 16>& words);                                    // as loaded
    Sha256 finish(const std::uint32_t* rest, std::uint32_t words, std::uint32_t bytes_in_all); // words < 16

  private:
    std::array<std::uint32_t, 8> state_{0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                        0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
};

} // namespace firmware
