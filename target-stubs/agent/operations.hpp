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

    Outcome carry_out(const Descriptor& descriptor);

  private:
    struct Job; // the descriptor with its payload and memory
    class Reader;

    Outcome dispatch(const Job& job);
    Outcome register_ops(const Job& job);
    Outcome configure(const Job& job);
    Outcome transfer(const Job& job);
    Outcome erase(const Job& job);
    Outcome program(const Job& job);
    Outcome digest(const Job& job);
    Outcome digest_range(const Job& job, const Range& range, RangeDigest& result);
    Outcome read(const Job& job);
    Outcome crc32(const Job& job);

    FlashMemory& memory_of(const Descriptor& descriptor);
    bool result_area(const Job& job, std::uint32_t length, std::span<std::uint8_t>& area) const;
    void seal_result(const Job& job, std::uint32_t length) const;
    template <class Use> Outcome for_each_chunk(const Job& job, const Range& range, Use use);

    std::span<std::uint8_t> ring_;
    Status& status_;
    const Timebase& timebase_;
    Pulse& pulse_;
    NorMemory& external_;
    Stm32h7rsFlash& internal_;
    alignas(8) std::array<std::uint8_t, 1024> chunk_{};
};

} // namespace xspi::agent
