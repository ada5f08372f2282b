// Reads of an internal flash that do not end in a fault: a word whose programming was cut off has a wrong
// ECC, and every load from it is a bus error.
#pragma once
#include <cstdint>
#include <span>

namespace xspi {

// As long as it lives a load that fails is told by failed() alone, and gets anything. For a few accesses at a
// time: no interrupt gets through meanwhile.
class FaultGuard {
  public:
    FaultGuard();
    ~FaultGuard();
    FaultGuard(const FaultGuard&) = delete;
    FaultGuard& operator=(const FaultGuard&) = delete;
    bool failed() const;
};

// False: a bus error; then what was read is nothing. Addresses of words; a few at a time.
bool guarded_words(std::uint32_t address, std::span<std::uint32_t> words);
bool guarded_read(std::uint32_t address, std::span<std::uint8_t> data);

} // namespace xspi
