// XXH3_64bits over data that come in pieces, XXH32 over a payload, and OpenOCD's image checksum.
#pragma once
#include <cstdint>
#include <span>

namespace xspi::agent {

std::uint32_t payload_checksum(std::span<const std::uint8_t> payload, std::uint32_t seed = 0); // XXH32

// One at a time: the state (576 bytes) is shared.
class Digest {
  public:
    Digest();
    void add(std::span<const std::uint8_t> data);
    std::uint64_t value() const;          // XXH3_64bits
    bool blank() const { return blank_; } // all 0xFF, or nothing

  private:
    bool blank_ = true;
};

// OpenOCD's image_calculate_checksum(): CRC-32 0x04C11DB7, most significant bit first, from 0xFFFFFFFF, not
// inverted.
class ImageChecksum {
  public:
    void add(std::span<const std::uint8_t> data);
    std::uint32_t value() const { return crc_; }

  private:
    std::uint32_t crc_ = 0xFFFFFFFF;
};

} // namespace xspi::agent
