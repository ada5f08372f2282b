// Option bytes of the FLASH interface: unlock OPTCR, write the *_PRG registers, OPTSTART, poll OPT_BUSY.
#include "soc/stm32h74x/flash.hpp"

#include <fmt/format.h>

namespace vb::stm32h74x {
using namespace flash;

namespace {
// Seen on real parts (the data sheet was not at hand).
constexpr Picoseconds kOptionChange = 300 * kPerMillisecond;
// A regression of the readout protection erases both banks besides; a mass erase with x64, assumed.
constexpr Picoseconds kRegression = 10 * kPerSecond;
} // namespace

void Flash::load_options() {
    for (const auto& info : option_words()) {
        if (info.only_two_banks && geometry_.banks < 2) continue;
        set(info.offset, options_.word(info.word));
        set(info.offset + 4, options_.word(info.word));
    }
    if (hooks_.options_changed) hooks_.options_changed();
}

void Flash::store_optcr(std::uint32_t value) {
    if (peek(OPTCR) & OPTLOCK) return;
    keep(OPTCR, value & ~(OPTSTART | MER));
    if (value & MER) mass_erase();
    if (value & OPTSTART) start_option_change();
}

// False: it is none of the *_PRG registers.
bool Flash::store_program_word(std::uint32_t offset, std::uint32_t value) {
    for (const auto& info : option_words()) {
        if (offset != info.offset + 4) continue;
        if (peek(OPTCR) & OPTLOCK)
            violations().report("VB-FLASH-009",
                                fmt::format("a *_PRG register (offset 0x{:03X}) written while "
                                            "FLASH_OPTCR.OPTLOCK is 1: ignored",
                                            offset));
        else
            keep(offset, value);
        return true;
    }
    return false;
}

std::optional<std::string> Flash::refuse_options() const {
    if (peek(OPTSR_CUR) & OPTCHANGEERR) return "OPTCHANGEERR of the change before has not been cleared";
    if (options_.protection() == Protection::Level2) return "readout protection level 2 is for ever";
    return std::nullopt;
}

void Flash::start_option_change() {
    if (peek(OPTSR_CUR) & OPT_BUSY) return;
    if (const auto why = refuse_options()) {
        violations().report("VB-FLASH-010", fmt::format("FLASH_OPTCR.OPTSTART: {}: OPTCHANGEERR", *why));
        set_bits(OPTSR_CUR, OPTCHANGEERR, true);
        return;
    }
    const bool regression = options_.protection() == Protection::Level1 &&
                            OptionBytes::protection(peek(OPTSR_PRG)) == Protection::Level0;
    const Picoseconds duration = regression ? kRegression : kOptionChange;
    set_bits(OPTSR_CUR, OPT_BUSY, true);
    if (!counted_.begin(duration)) return;
    option_end_ = timeline_.schedule_in(duration, [this, regression] {
        option_end_.reset();
        if (regression) {
            array_.erase(0, array_.size());
            for (unsigned bank = 0; bank < geometry_.banks; ++bank) changed(bank, 0, geometry_.bank_size());
        }
        finish_option_change();
    });
}

// The words hold, and show, the new values at once; the banks are swapped at the next reset.
void Flash::finish_option_change() {
    constexpr std::uint32_t kStatus = OPT_BUSY | OPTCHANGEERR; // of OPTSR_CUR alone
    for (const auto& info : option_words()) {
        if (info.only_two_banks && geometry_.banks < 2) continue;
        std::uint32_t value = peek(info.offset + 4);
        if (info.word == OptionWord::Optsr) value &= ~kStatus;
        options_.program(info.word, value);
    }
    load_options();
    follow();
    update_interrupt();
}

// MER sets BER and START of both banks.
void Flash::mass_erase() {
    for (unsigned bank = 0; bank < geometry_.banks; ++bank) {
        if (peek_of(bank, CR) & LOCK) {
            violations().report("VB-FLASH-003",
                                fmt::format("FLASH_OPTCR.MER while CR{} is locked: PGSERR", bank + 1));
            raise(bank, PGSERR);
            continue;
        }
        set_of(bank, CR, BER, true);
        start_erase(bank);
        set_of(bank, CR, BER, false);
    }
}

} // namespace vb::stm32h74x
