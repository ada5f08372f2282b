// Bytes out of half cycles and half cycles out of bytes, as a serial memory chip samples and drives its pins.
#pragma once
#include "chips/nor-command.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vb {

struct Lane {
    unsigned lines = 1; // 1: input on IO0 (SI), output on IO1 (SO)
    bool dtr = false;
    unsigned bits_per_clock() const { return lines * (dtr ? 2 : 1); }
    // Lines that the chip drives when it answers.
    std::uint8_t outputs() const { return lines == 1 ? 0x02 : std::uint8_t((1u << lines) - 1); }
};
Lane lane_of(Protocol protocol);

// Collects bytes, most significant bit first. SDR samples the rising edge only.
class WireInput {
  public:
    void begin(Lane lane) {
        *this = {};
        lane_ = lane;
    }
    void clocks(std::span<const std::uint8_t> half_cycles, std::vector<std::uint8_t>& bytes);
    bool on_byte_boundary() const { return bits_ == 0; }

  private:
    Lane lane_{};
    std::uint8_t value_ = 0;
    unsigned bits_ = 0;
};

// What a read gives, as bytes without end: the ring from `position` on, again and again.
struct WireReply {
    std::span<const std::uint8_t> ring;
    std::size_t position = 0;
    bool swapped_pairs = false; // D1 before D0 of each 16-bit unit
    bool garbage = false;       // not valid in time: one byte late, with flipped bits
};

class WireOutput {
  public:
    void begin(Lane lane, WireReply reply);
    void clocks(std::span<std::uint8_t> half_cycles);
    std::uint64_t bytes() const { return bytes_; }

  private:
    std::uint8_t next();

    Lane lane_{};
    WireReply reply_{};
    std::uint8_t value_ = 0;
    unsigned bits_ = 0; // of value_ not yet sent
    std::uint64_t bytes_ = 0;
};

} // namespace vb
