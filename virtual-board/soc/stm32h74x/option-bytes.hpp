// The non-volatile option words of the STM32H74x, as the FLASH interface shows them in *_CUR.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vb::stm32h74x {

enum class OptionWord : unsigned { Optsr, Prar1, Prar2, Scar1, Scar2, Wpsn1, Wpsn2, Boot };
inline constexpr unsigned kOptionWords = 8;

enum class Protection { Level0, Level1, Level2 }; // readout protection by OPTSR.RDP

class OptionBytes {
  public:
    OptionBytes();

    std::uint32_t word(OptionWord word) const { return words_[unsigned(word)]; }
    void program(OptionWord word, std::uint32_t value) { words_[unsigned(word)] = value; }

    // By name, as the command line's --option NAME=VALUE; false: unknown name or value.
    bool set(const std::string& name, const std::string& value);
    static std::vector<std::string> names();
    static std::optional<std::string> values(const std::string& name); // for people; nothing: unknown name

    static Protection protection(std::uint32_t optsr);
    Protection protection() const { return protection(word(OptionWord::Optsr)); }
    bool watchdog_by_hardware() const { return !(word(OptionWord::Optsr) >> 4 & 1); }
    bool io_hslv() const { return word(OptionWord::Optsr) >> 29 & 1; }
    bool swap_bank() const { return word(OptionWord::Optsr) >> 31; }
    bool sector_protected(unsigned bank, unsigned sector) const;                // bank 0 or 1, not swapped
    std::uint32_t boot_address() const { return word(OptionWord::Boot) << 16; } // with BOOT0 low
    // SYSCFG_UR0 to UR17.
    std::array<std::uint32_t, 18> user_registers(bool swapped) const;

  private:
    std::array<std::uint32_t, kOptionWords> words_;
};

struct OptionWordInfo {
    OptionWord word;
    std::uint32_t offset; // *_CUR; *_PRG follows 4 bytes later
    bool only_two_banks;
    std::uint32_t factory;
};
const std::array<OptionWordInfo, kOptionWords>& option_words();

} // namespace vb::stm32h74x
