// The cells of a NOR flash: erasing sets bits, programming clears them, an interrupted operation leaves
// anything.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace vb {

class NorArray {
  public:
    explicit NorArray(std::uint32_t bytes) : cells_(bytes, 0xFF) {}

    std::span<std::uint8_t> bytes() { return cells_; }
    std::uint64_t generation() const { return generation_; }
    void touch() { ++generation_; } // somebody else changed bytes()

    // False if the operation failed in a dead sector and the chip notices.
    bool erase(std::uint32_t first, std::uint32_t count);
    bool program(std::uint32_t first, std::span<const std::uint8_t> data);
    void overwrite(std::uint32_t first, std::span<const std::uint8_t> data); // an EEPROM's write
    // What an operation that was cut short leaves, always the same for the same history.
    void abandon_erase(std::uint32_t first, std::uint32_t count);
    void abandon_program(std::uint32_t first, std::span<const std::uint8_t> data);

    // The 4 KiB around `address` no longer erase: bits stay 0. `noticed`: the chip sets E_FAIL or P_FAIL.
    void kill_sector(std::uint32_t address, bool noticed) { dead_[address / kSector] = noticed; }

    // From its next erase or program on that bit is 0, or does not become 0. Nobody notices.
    void weaken_bit(std::uint32_t address, unsigned bit, bool level);

  private:
    static constexpr std::uint32_t kSector = 4096;
    bool any_noticed(std::uint32_t first, std::uint32_t count) const;

    struct WeakBits {
        std::uint8_t always_0 = 0, stay_1 = 0;
    };
    void drain(std::uint32_t first, std::uint32_t count);

    std::vector<std::uint8_t> cells_;
    std::map<std::uint32_t, WeakBits> weak_; // by address
    std::map<std::uint32_t, bool> dead_;     // number of the sector -> noticed
    std::uint64_t generation_ = 0;
};

} // namespace vb
