// Carries out one descriptor: checks it against ring and memory, checks the payload, then does it.
#pragma once
#include "target-stubs/agent/nor-memory.hpp"
#include "target-stubs/agent/stm32h7rs-flash.hpp"

#include <array>
#include <span>

namespace xspi::agent {

class Operations {
  public:
    Operations(std::span<std::uint8_t> ring, Status& status, const Timebase& timebase, Pulse& pulse,
               NorMemory& external, Stm32h7rsFlash& internal)
        : ring_(ring), status_(status), timebase_(timebase), pulse_(pulse), external_(external),
          internal_(internal) {}

    // has_arrived: its payload has been checked.
    Outcome carry_out(const Descriptor& descriptor, bool has_arrived);
    // Whether its payload lies in the ring, as it was sent.
    Outcome arrived(const Descriptor& descriptor) const;

  private:
    struct Job; // the descriptor with its payload and memory
    class Reader;

    Outcome dispatch(const Job& job);
    Outcome register_ops(const Job& job);
    Outcome configure(const Job& job);
    Outcome transfer(const Job& job);
    Outcome erase(const Job& job);
    Outcome program(const Job& job);
    Outcome program_pieces(const Job& job);
    Outcome digest(const Job& job);
    Outcome digest_range(const Job& job, const Glance& glance, RangeDigest& result);
    Outcome look(const Job& job, const Range& range, std::uint32_t first_word, Seen& seen);
    Outcome read(const Job& job);
    Outcome crc32(const Job& job);

    FlashMemory& memory_of(const Descriptor& descriptor);
    std::span<const std::uint8_t> payload_of(const Descriptor& descriptor) const; // which lies in the ring
    bool result_area(const Job& job, std::uint32_t length, std::span<std::uint8_t>& area) const;
    void seal_result(const Job& job, std::uint32_t length) const;
    template <class Use> Outcome for_each_chunk(const Job& job, const Range& range, Use use);

    std::span<std::uint8_t> ring_;
    Status& status_;
    const Timebase& timebase_;
    Pulse& pulse_;
    NorMemory& external_;
    Stm32h7rsFlash& internal_;
    bool glances_tell_ = true; // the last block's was enough, or would have been
    alignas(8) std::array<std::uint8_t, 1024> chunk_{};
};

} // namespace xspi::agent
