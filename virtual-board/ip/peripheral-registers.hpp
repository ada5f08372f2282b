// Registers of a peripheral as a table of words, with the checks that every STM32 peripheral shares: reserved
// registers, reserved bits, byte and half-word access, and the clock gate in front of the bus interface.
#pragma once
#include "core/bus.hpp"
#include "core/violations.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vb {

struct RegisterSpec {
    std::uint32_t offset;
    const char* name;
    std::uint32_t reset;
    std::uint32_t writable; // software may change these bits
    std::uint32_t read_only =
        0; // exist, but hardware owns them: a write leaves them alone, without complaint
};

class PeripheralRegisters : public BusDevice {
  public:
    PeripheralRegisters(std::string name, std::span<const RegisterSpec> map, Violations& violations);

    std::string name() const override { return name_; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) final;
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) final;
    void reset() override;

    // The bus interface answers only while `clocked` says so; `enable_bit` names the bit for the violation.
    void gate(std::function<bool()> clocked, std::string enable_bit);
    // The value as it is stored, without side effects and whatever the clock.
    std::uint32_t peek(std::uint32_t offset) const { return words_[index(offset)]; }

  protected:
    // What a load gives; the default is the stored word. nullopt is a bus error.
    virtual std::optional<std::uint32_t> load(std::uint32_t offset, Master master);
    // The same where it matters which bytes the access covers: their bits are set in `lanes`. The answer is
    // the whole word.
    virtual std::optional<std::uint32_t> load_lanes(std::uint32_t offset, std::uint32_t lanes, Master master);
    // A store of a whole word (narrow stores arrive merged with the stored word). The default keeps the
    // writable bits. False is a bus error.
    virtual bool store(std::uint32_t offset, std::uint32_t value, Master master);
    // The same where it matters which bytes the access covered: their bits are set in `lanes`.
    virtual bool store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master master);

    // Another revision of the same peripheral: its registers, in their reset state.
    void remap(std::span<const RegisterSpec> map);
    void keep(std::uint32_t offset, std::uint32_t value); // stores the writable bits only
    void set(std::uint32_t offset, std::uint32_t value) { words_[index(offset)] = value; }
    void set_bits(std::uint32_t offset, std::uint32_t mask, bool on);
    Violations& violations() const { return violations_; }

  private:
    static constexpr std::size_t kNone = SIZE_MAX;
    std::size_t find(std::uint32_t offset) const;
    std::size_t index(std::uint32_t offset) const;
    bool clocked(const char* what, std::uint32_t offset);
    void check_reserved_bits(const RegisterSpec& spec, std::uint32_t value, std::uint32_t lanes);

    std::string name_;
    std::span<const RegisterSpec> map_;
    Violations& violations_;
    std::vector<std::uint32_t> words_;
    std::vector<std::size_t> by_word_; // register index by offset / 4
    std::function<bool()> clocked_;
    std::string enable_bit_;
};

} // namespace vb
