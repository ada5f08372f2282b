#include "openocd-driver/target/option-bytes.hpp"

#include "flash-library/devices/stm32h7rs/flash-port.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/verified-memory.hpp"

namespace xspi {

using namespace stm32h7rs;

namespace {

constexpr std::int64_t kChangeMs = 400; // the vendor's loader waits as long for a page
constexpr std::uint32_t kMarks = FLASH_OPTCR_KVEIE | FLASH_OPTCR_KTEIE | FLASH_OPTCR_OPTERRIE;
constexpr unsigned kLooks = 100; // on a loaded host time passes while nobody looks
constexpr unsigned kTries = 3;   // a write that arrives damaged changes another option
// 1.8 V, and what its supplies' tolerances make of it.
constexpr std::uint32_t kLowestMv = 1620, kHighestMv = 1980;

// What acts is in no register. A change therefore leaves a mark that the next reset takes away: the enable
// bit of an interrupt that nobody has enabled in the NVIC, whose flag is not set.
std::uint32_t mark_of(OptionGroup group) {
    switch (group) {
    case OptionGroup::Protection: return FLASH_OPTCR_KVEIE;
    case OptionGroup::RamSizes: return FLASH_OPTCR_KTEIE;
    case OptionGroup::HighSpeed:
    case OptionGroup::Other: break;
    }
    return FLASH_OPTCR_OPTERRIE;
}

void refuse_harm(const BoardFacts& facts, const OptionByte& option, std::uint32_t value) {
    if (option.risk == OptionRisk::LifeCycle)
        throw Failure("XSPI-0444",
                      "{} is not written from here: it decides whether the part can be debugged at all; "
                      "nothing was changed",
                      option.name);
    if (value == 0 || option.risk == OptionRisk::None) return;
    if (option.risk == OptionRisk::VddPads)
        throw Failure("XSPI-0443",
                      "{} = 1 is refused: above 2.5 V it may damage the pads, and the board's file does not "
                      "say what VDD is; nothing was changed",
                      option.name);
    if (option.port != flash_port(facts.flashes[0]))
        throw Failure("XSPI-0443",
                      "{} = 1 is refused: the board's file says nothing about XSPIM port {} and its supply, "
                      "and above 2.7 V the pads may be damaged; nothing was changed",
                      option.name, option.port);
    if (facts.flashes[0].supply_mv < kLowestMv || facts.flashes[0].supply_mv > kHighestMv)
        throw Failure(
            "XSPI-0443",
            "{} = 1 is refused: by the board's file the flash supply is {} V, and it may damage the "
            "pads unless that is 1.8 V; nothing was changed",
            option.name, facts.flashes[0].supply_mv / 1000.0);
}

// A wrong key, or a second pair of them, is a bus error and locks the register until the next reset.
bool take_keys(TargetPort& target) {
    if ((target.read_word(FLASH_OPTCR) & FLASH_OPTCR_OPTLOCK) == 0) return true;
    try {
        for (std::uint32_t key : kOptionKeys) target.write_word(FLASH_OPTKEYR, key);
    } catch (const Failure&) {
        // Whether it was that, or the link, the register itself says.
    }
    return (target.read_word(FLASH_OPTCR) & FLASH_OPTCR_OPTLOCK) == 0;
}

void unlock(TargetPort& target) {
    if (!take_keys(target))
        throw Failure(
            "XSPI-0446",
            "the option bytes do not unlock: a wrong key, or one that arrived damaged over the probe, "
            "has locked them until the next reset. `reset halt` and try again");
    target.write_word(FLASH_OPTICR, FLASH_OPTISR_OPTERRF);
    target.write_word(FLASH_OPTCR, FLASH_OPTCR_PG_OPT);
}

void await_idle(TargetPort& target) {
    const std::int64_t began = target.milliseconds();
    for (unsigned looks = 0;; ++looks) {
        // A busy host may sleep before a look.
        const bool last_look = target.milliseconds() - began > kChangeMs && looks > kLooks;
        if ((target.read_word(FLASH_SR) & (FLASH_SR_BUSY | FLASH_SR_QW)) == 0) return;
        if (last_look)
            throw Failure("XSPI-0445", "the flash interface is still busy after {} ms with the option bytes",
                          kChangeMs);
        target.keep_alive();
    }
}

// The word of options, once. marks: those that stand, and those that the change sets. False: the flash
// interface reports OPTERR.
struct Marks {
    std::uint32_t standing = 0, of_change = 0;
};
bool change(TargetPort& target, std::uint32_t programmed, std::uint32_t word, const Marks& marks) {
    unlock(target);
    target.write_word(programmed, word);
    await_idle(target);
    const bool error = (target.read_word(FLASH_OPTISR) & FLASH_OPTISR_OPTERRF) != 0;
    // In one write: once it is locked it takes nothing.
    target.put_word(FLASH_OPTCR, FLASH_OPTCR_OPTLOCK | marks.standing | (error ? 0 : marks.of_change),
                    FLASH_OPTCR_OPTLOCK);
    return !error;
}

} // namespace

const OptionByte& option_named(const std::string& name) {
    if (const OptionByte* option = find_option(kOptionBytes, name)) return *option;
    std::string names;
    for (const OptionByte& option : kOptionBytes)
        names += (names.empty() ? "" : ", ") + std::string(option.name);
    throw Failure("XSPI-0441", "there is no option byte `{}`; there are: {}", name, names);
}

std::uint32_t option_value(TargetPort& target, const OptionByte& option) {
    return target.read_word(option.status) >> option.shift & option.mask;
}

bool acts_after_reset(TargetPort& target, OptionGroup group) {
    return (target.read_word(FLASH_OPTCR) & mark_of(group)) != 0;
}

bool acts_after_reset(TargetPort& target, const OptionByte& option) {
    return acts_after_reset(target, option.group);
}

void require_loaded(TargetPort& target, OptionGroup group, const char* what) {
    if (acts_after_reset(target, group))
        throw Failure(
            "XSPI-0711",
            "an option byte was changed since the last reset, and acts only after the next one: until then "
            "it is not known {}. Nothing was done. `reset halt`, then again",
            what);
}

void write_option(TargetPort& target, const BoardFacts& facts, const OptionByte& option,
                  std::uint32_t value) {
    if (value & ~option.mask)
        throw Failure("XSPI-0442", "{} does not hold {}: at most {}", option.name, value, option.mask);
    refuse_harm(facts, option, value);
    Marks marks{target.read_word(FLASH_OPTCR) & kMarks, 0};
    if (option_value(target, option) != value) marks.of_change = mark_of(option.group);
    const std::uint32_t programmed = option.program;
    const std::uint32_t field = option.mask << option.shift;
    // The other options of the word as they are stored, not as an earlier, unfinished change left them.
    const std::uint32_t word = (target.read_word(option.status) & ~field) | value << option.shift;
    bool accepted = false;
    std::uint32_t found = 0;
    for (unsigned tries = 0; tries < kTries; ++tries) {
        accepted = change(target, programmed, word, marks);
        found = target.read_word(option.status);
        if (accepted && found == word) return;
    }
    if (!accepted)
        throw Failure(
            "XSPI-0445",
            "{} was not written: it is 0x{:X}, not 0x{:X}, and the flash interface reports OPTERR: it "
            "does not accept this value",
            option.name, found >> option.shift & option.mask, value);
    throw Failure(
        "XSPI-0445",
        "{} was not written: its word is 0x{:08X}, not 0x{:08X}, after {} tries. Do data arrive damaged "
        "over the probe? Then {}, and look at the other options of this word (`xspi option`)",
        option.name, found, word, kTries, kMendTheLink);
}

} // namespace xspi
