// Option bytes of the FLASH interface: unlock OPTCR, write OPTCR1 and OPTCR, set OPTSTRT, poll BSY.
#include "soc/stm32f/flash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb::stm32f {
using namespace flash;

namespace {
// Assumed; no public figure was at hand. They are erased, which is a step of its own, and programmed.
constexpr Picoseconds kErase = 250 * kPerMillisecond, kProgram = kPerMillisecond;
} // namespace

void Flash::load_options() {
    set(OPTCR, options_.loaded(0) | (peek(OPTCR) & OPTLOCK));
    if (kind_.factory.size() > 1) set(OPTCR1, options_.loaded(1));
}

void Flash::store_optcr(std::uint32_t value) {
    if (peek(OPTCR) & OPTLOCK) {
        violations().report(
            "VB-FLASH-009",
            fmt::format("FLASH_OPTCR = 0x{:08X} while FLASH_OPTCR.OPTLOCK is 1: ignored", value));
        return;
    }
    keep(OPTCR, value & ~OPTSTRT);
    if (value & OPTSTRT) start_option_change();
}

void Flash::store_optcr1(std::uint32_t value) {
    if (!(peek(OPTCR) & OPTLOCK)) return keep(OPTCR1, value);
    violations().report(
        "VB-FLASH-009",
        fmt::format("FLASH_OPTCR1 = 0x{:08X} while FLASH_OPTCR.OPTLOCK is 1: ignored", value));
}

// All words are erased, then programmed with what the registers hold; where the readout protection falls from
// level 1 to 0 the whole flash is erased first. A supply or a reset that is lost from the first moment on
// leaves RDP unlike 0xAA: docs/hardware/stm32f7.md, option bytes.
void Flash::start_option_change() {
    if (options_.protection() == Protection::Level2) {
        violations().report("VB-FLASH-010",
                            "FLASH_OPTCR.OPTSTRT: readout protection level 2 is for ever: ignored");
        return;
    }
    set_bits(OPTCR, OPTSTRT, true);
    if (options_.protection() == Protection::Level1 &&
        FlashOptions::protection(peek(OPTCR)) == Protection::Level0)
        erase_for_regression();
    std::vector<std::uint32_t> values{peek(OPTCR)};
    if (kind_.factory.size() > 1) values.push_back(peek(OPTCR1));
    run({kErase, 0, kind_.size, [this] { options_.erase(); }, [this] { options_.erase_half(); }, false});
    const auto program = [this, values] {
        for (unsigned reg = unsigned(values.size()); reg-- > 0;) options_.program(reg, values[reg]);
        finish_option_change();
    };
    run({kProgram, 0, kind_.size, program, [this, values] { options_.program_half(values); }});
}

void Flash::erase_for_regression() {
    const auto all = [this] {
        erase(0, kind_.size);
        if (hooks_.regressed) hooks_.regressed();
    };
    run({kind_.mass_erase[0], 0, kind_.size, all, [this] { erase(0, kind_.size / 2); }, false});
}

void Flash::finish_option_change() {
    set_bits(OPTCR, OPTSTRT, false);
    if (layout_at_once_) set_layout();
    if (hooks_.options_changed) hooks_.options_changed();
}

} // namespace vb::stm32f
