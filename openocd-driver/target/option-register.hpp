// Option bytes that share a register with their lock and their start (OptionForm::OneRegister): looked at,
// and changed in such a way that no bit on the wire can close the part.
#pragma once
#include "flash-library/devices/option-byte.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace xspi {

class OptionRegister {
  public:
    OptionRegister(TargetPort& target, const OptionControl& control, std::span<const OptionByte> options)
        : target_(target), control_(control), options_(options) {}

    // What the part holds, by the option bytes themselves where they can be read, else by the register.
    std::uint32_t holds(std::uint32_t address) const;
    // Nothing: they cannot be read, or contradict their complements.
    std::optional<std::uint32_t> stored(std::uint32_t address) const;
    // The word is put into its register, byte by byte where it differs, and looked at before the start; what
    // else an unfinished change left in the registers goes. Bytes that hold something of `guarded` are never
    // written. False: the option bytes do not hold it, after some tries. Throws Failure XSPI-0445, 0446,
    // 0453, 0457.
    bool program(std::uint32_t address, std::uint32_t word, const RegisterMask& guarded,
                 std::uint32_t limit_ms);
    // How the interface is locked, unlocked and waited for, by any form. Throws Failure XSPI-0445, 0446.
    static void unlock(TargetPort& target, const OptionControl& control);
    static void await_idle(TargetPort& target, const OptionControl& control, std::uint32_t limit_ms);

  private:
    struct Word {
        std::uint32_t address = 0, before = 0, after = 0, options = 0, guarded = 0;
    };
    using Words = std::array<Word, 2>; // address 0: the part has no such register
    Words words(std::uint32_t address, std::uint32_t word, const RegisterMask& guarded) const;
    std::uint32_t register_of(std::uint32_t address) const; // its options, without lock and start
    void put(const Word& word, std::uint32_t value);
    void put_all(const Words& words);
    void write_byte(std::uint32_t address, std::uint8_t value);
    bool locked() const;
    void lock(std::uint32_t limit_ms);
    void require_no_reset(const Words& words) const;        // XSPI-0457
    void start(const Words& words, std::uint32_t limit_ms); // puts them, and has them programmed
    bool programmed(const Words& words) const;

    TargetPort& target_;
    const OptionControl& control_;
    std::span<const OptionByte> options_;
};

} // namespace xspi
