// Flips bits of memory contents on their way between probe and target, as it was declared. One direction.
#pragma once
#include "core/data-fault.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace vb {

class DataDamage {
  public:
    DataDamage() = default;
    // direction: 0 or 1, so that the same seed hurts other places on the way back, or it would mend them.
    explicit DataDamage(const DataFaults& faults, unsigned direction = 0);

    // `data` from `address` on; without increment every access of `size` bytes is at the same address.
    void pass(std::uint32_t address, std::span<std::uint8_t> data, unsigned size, bool increment);
    bool any() const { return !flips_.empty() || !noises_.empty(); }

  private:
    struct Flip {
        BitFlip fault;
        std::uint64_t passed = 0; // so often
    };
    struct Noise {
        BitNoise fault;
        std::uint64_t state; // of the generator
        std::uint64_t left;  // bytes until the next flip
        std::uint64_t next();
        void draw();
    };
    void pass(std::uint32_t address, std::uint8_t& byte);

    std::vector<Flip> flips_;
    std::vector<Noise> noises_;
};

} // namespace vb
