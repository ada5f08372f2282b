// The non-volatile option words of the STM32H7Rx/Sx, as the FLASH interface shows them.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vb {

enum class OptionWord : unsigned { Nvsr, Rotsr, Otplsr, Wrpsr, Hdpsr, Epochsr, Obw1sr, Obw2sr };
inline constexpr unsigned kOptionWords = 8;

class OptionBytes {
  public:
    OptionBytes();

    // xxxSR: what the words hold now.
    std::uint32_t programmed(OptionWord word) const { return programmed_[unsigned(word)]; }
    // What acts: loaded at reset (docs/hardware/internal-flash-h7rs.md, option words).
    std::uint32_t loaded(OptionWord word) const { return loaded_[unsigned(word)]; }
    void load() { loaded_ = programmed_; }

    // Whether the silicon accepts this value over the present one; otherwise why not (OPTERRF).
    std::optional<std::string> refuse(OptionWord word, std::uint32_t value) const;
    void program(OptionWord word, std::uint32_t value);

    // By name, as the command line's --option NAME=VALUE; false: unknown name or value.
    bool set(const std::string& name, const std::string& value);
    static std::vector<std::string> names();
    static std::optional<std::string> values(const std::string& name); // for people; nothing: unknown name

    // Loaded values with a meaning for other blocks.
    bool hslv(unsigned domain) const; // 0 general I/O, 1 XSPI1, 2 XSPI2
    unsigned itcm_kib() const;        // 64, 128, 192
    unsigned dtcm_kib() const;
    bool ecc_on_sram() const { return loaded(OptionWord::Obw2sr) >> 8 & 1; }
    bool open() const { return (loaded(OptionWord::Nvsr) & 0xFF) == 0xB4; }
    bool watchdog_by_hardware() const { return !(loaded(OptionWord::Obw1sr) >> 4 & 1); }
    bool sector_protected(unsigned sector) const { return !(loaded(OptionWord::Wrpsr) >> sector & 1); }

  private:
    std::array<std::uint32_t, kOptionWords> programmed_, loaded_;
};

struct OptionWordInfo {
    OptionWord word;
    const char* name;
    std::uint32_t status_offset; // xxxSR; xxxSRP follows 4 bytes later
    std::uint32_t writable;      // bits of xxxSRP
    std::uint32_t factory;
};
const std::array<OptionWordInfo, kOptionWords>& option_words();

} // namespace vb
