#include "openocd-driver/target/option-bytes.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/verified-memory.hpp"

namespace xspi {

namespace {

constexpr unsigned kLooks = 100; // on a loaded host time passes while nobody looks
constexpr unsigned kTries = 3;   // a write that arrives damaged changes another option
// 1.8 V, and what its supplies' tolerances make of it.
constexpr std::uint32_t kLowestMv = 1620, kHighestMv = 1980;

// Where what acts is in no register, a change leaves a mark that the next reset takes away: the enable bit of
// an interrupt that nobody has enabled in the NVIC, whose flag is not set.
std::uint32_t mark_of(const OptionControl& control, OptionGroup group) {
    switch (group) {
    case OptionGroup::Protection: return control.marks.protection;
    case OptionGroup::RamSizes: return control.marks.ram_sizes;
    case OptionGroup::HighSpeed:
    case OptionGroup::Other: break;
    }
    return control.marks.other;
}

std::uint32_t all_marks(const OptionControl& control) {
    return control.marks.protection | control.marks.ram_sizes | control.marks.other;
}

} // namespace

void OptionBytes::refuse_harm(const OptionByte& option, std::uint32_t value) const {
    const FlashFacts& flash = board_.facts.flashes[0];
    if (option.risk == OptionRisk::LifeCycle)
        throw Failure("XSPI-0444",
                      "{} is not written from here: it decides whether the part can be debugged at all; "
                      "nothing was changed",
                      option.name);
    if (option.risk == OptionRisk::Boot)
        throw Failure(
            "XSPI-0448",
            "{} is not written from here: the part would start elsewhere, or nowhere, after the next "
            "reset; nothing was changed",
            option.name);
    if (value == 0 || option.risk == OptionRisk::None) return;
    if (option.risk == OptionRisk::VddPads)
        throw Failure("XSPI-0443",
                      "{} = 1 is refused: above 2.5 V it may damage the pads, and the board's file does not "
                      "say what VDD is; nothing was changed",
                      option.name);
    if (option.port != board_.family.pins.port_of(flash))
        throw Failure("XSPI-0443",
                      "{} = 1 is refused: the board's file says nothing about XSPIM port {} and its supply, "
                      "and above 2.7 V the pads may be damaged; nothing was changed",
                      option.name, option.port);
    if (flash.supply_mv < kLowestMv || flash.supply_mv > kHighestMv)
        throw Failure(
            "XSPI-0443",
            "{} = 1 is refused: by the board's file the flash supply is {} V, and it may damage the "
            "pads unless that is 1.8 V; nothing was changed",
            option.name, flash.supply_mv / 1000.0);
}

// A wrong key, or a second pair of them, is a bus error and locks the register until the next reset.
bool OptionBytes::take_keys() {
    const OptionControl& c = control();
    if ((target_.read_word(c.control) & c.lock) == 0) return true;
    try {
        for (const std::uint32_t key : c.keys) target_.write_word(c.key, key);
    } catch (const Failure&) {
        // Whether it was that, or the link, the register itself says.
    }
    return (target_.read_word(c.control) & c.lock) == 0;
}

void OptionBytes::unlock() {
    if (!take_keys())
        throw Failure(
            "XSPI-0446",
            "the option bytes do not unlock: a wrong key, or one that arrived damaged over the probe, "
            "has locked them until the next reset. `reset halt` and try again");
    target_.write_word(control().clear.address, control().clear.mask);
    target_.write_word(control().control, control().control_before);
}

void OptionBytes::await_idle() {
    const OptionControl& c = control();
    const std::int64_t began = target_.milliseconds();
    for (unsigned looks = 0;; ++looks) {
        // A busy host may sleep before a look.
        const bool last_look = target_.milliseconds() - began > c.maximum_ms && looks > kLooks;
        if ((target_.read_word(c.busy.address) & c.busy.mask) == 0) return;
        if (last_look)
            throw Failure("XSPI-0445", "the flash interface is still busy after {} ms with the option bytes",
                          c.maximum_ms);
        target_.keep_alive();
    }
}

// The word holds what closes the part, too: it is looked at before it is started.
void OptionBytes::require_programmed(std::uint32_t programmed, std::uint32_t word) {
    const OptionControl& c = control();
    const std::uint32_t options = ~(c.busy.mask | c.error.mask);
    target_.put_word(programmed, word, options);
    const std::uint32_t found = target_.read_word(programmed);
    if (((found ^ word) & options) == 0) return;
    target_.put_word(c.control, c.lock, c.lock);
    throw Failure(
        "XSPI-0445",
        "the word of options does not arrive: register 0x{:08X} is 0x{:08X}, not 0x{:08X}; nothing was "
        "changed. Do data arrive damaged over the probe? Then {}",
        programmed, found, word, kMendTheLink);
}

// The word of options, once. False: the flash interface reports OPTERR.
bool OptionBytes::change(std::uint32_t programmed, std::uint32_t word, const Marks& marks) {
    const OptionControl& c = control();
    unlock();
    if (c.control_after == 0) {
        target_.write_word(programmed, word);
    } else {
        require_programmed(programmed, word);
        target_.write_word(c.control, c.control_after);
    }
    await_idle();
    const bool error = (target_.read_word(c.error.address) & c.error.mask) != 0;
    // In one write: once it is locked it takes nothing.
    target_.put_word(c.control, c.lock | marks.standing | (error ? 0 : marks.of_change), c.lock);
    return !error;
}

const OptionByte& option_named(const Family& family, const std::string& name) {
    if (const OptionByte* option = find_option(family.options, name)) return *option;
    std::string names;
    for (const OptionByte& option : family.options)
        names += (names.empty() ? "" : ", ") + std::string(option.name);
    throw Failure("XSPI-0441", "there is no option byte `{}`; known: {}", name, names);
}

std::uint32_t OptionBytes::value(const OptionByte& option) const {
    return option.value_in(target_.read_word(option.status));
}

bool OptionBytes::act_after_reset(OptionGroup group) const {
    return !control().acts_at_once && (target_.read_word(control().control) & mark_of(control(), group)) != 0;
}

void OptionBytes::require_loaded(OptionGroup group, const char* what) const {
    if (act_after_reset(group))
        throw Failure("XSPI-0711",
                      "an option byte was changed since the last reset, and acts only after the next one: "
                      "until then it is not known {}. Nothing was done. `reset halt`, then try again",
                      what);
}

// Whether one of these bits of the option's word is the part's state: to write that once more could erase it.
bool OptionBytes::closes_or_opens(const OptionByte& option, std::uint32_t bits) const {
    const OptionByte* state = find_option(board_.family.options, board_.family.state_option);
    return state != nullptr && state->status == option.status && (bits & state->field()) != 0;
}

void OptionBytes::write(const OptionByte& option, std::uint32_t value) {
    if (value & ~option.mask)
        throw Failure("XSPI-0442", "{} cannot hold {}: at most {}", option.name, value, option.mask);
    refuse_harm(option, value);
    Marks marks{target_.read_word(control().control) & all_marks(control()), 0};
    if (this->value(option) != value) marks.of_change = mark_of(control(), option.group);
    const std::uint32_t programmed = option.program;
    // The other options of the word as they are stored, not as an earlier, unfinished change left them.
    const std::uint32_t word = (target_.read_word(option.status) & ~option.field()) | value << option.shift;
    bool accepted = false;
    std::uint32_t found = 0;
    for (unsigned tries = 0; tries < kTries; ++tries) {
        accepted = change(programmed, word, marks);
        found = target_.read_word(option.status);
        if (accepted && found == word) return;
        if (closes_or_opens(option, found ^ word)) break;
    }
    if (!accepted)
        throw Failure(
            "XSPI-0445",
            "{} was not written: it is 0x{:X}, not 0x{:X}, and the flash interface reports OPTERR: it "
            "does not accept this value",
            option.name, option.value_in(found), value);
    throw Failure(
        "XSPI-0445",
        "{} was not written: its word is 0x{:08X}, not 0x{:08X}, after {} tries. Do data arrive damaged "
        "over the probe? Then {}, and look at the other options of this word (`xspi option`)",
        option.name, found, word, kTries, kMendTheLink);
}

} // namespace xspi
