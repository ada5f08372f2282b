// Options of an STM32F4 or F7 by name and by register, over the cells that keep them.
#pragma once
#include "soc/stm32f/flash-kind.hpp"
#include "soc/stm32f/option-sector.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vb::stm32f {

enum class Protection { Level0, Level1, Level2 }; // readout protection by RDP

class FlashOptions {
  public:
    explicit FlashOptions(const FlashKind& kind);

    // OPTCR (0) or OPTCR1 (1) as the cells say, without OPTLOCK and OPTSTRT.
    std::uint32_t loaded(unsigned reg) const;
    // The cells of that value, one word after the other from the last to the first, which has RDP.
    void program(unsigned reg, std::uint32_t value);
    void program_half(const std::vector<std::uint32_t>& values); // the supply goes in the middle
    void erase() { sector_.erase(0, sector_.words()); }
    void erase_half() { sector_.erase(0, sector_.words() / 2); }
    std::span<std::uint8_t> memory() { return sector_.memory(); }

    // As the command line's --option NAME=VALUE; false: unknown name or value.
    bool set(const std::string& name, const std::string& value);
    std::vector<std::string> names() const;
    std::optional<std::string> values(const std::string& name) const; // for people; nothing: unknown name
    std::uint32_t field(const std::string& name) const;               // 0: there is none of that name

    static Protection protection(std::uint32_t optcr);
    Protection protection() const { return protection(loaded(0)); }

  private:
    const OptionField* find(const std::string& name) const;
    void program_word(unsigned word, std::uint32_t value);

    std::vector<OptionField> fields_;
    std::vector<std::uint32_t> bits_;
    OptionSector sector_;
};

} // namespace vb::stm32f
