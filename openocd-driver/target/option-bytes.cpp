#include "openocd-driver/target/option-bytes.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/option-register.hpp"
#include "openocd-driver/target/verified-memory.hpp"

namespace xspi {

namespace {

constexpr unsigned kTries = 3; // a write that arrives damaged changes another option

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
bool OptionBytes::change(std::uint32_t programmed, std::uint32_t word, const Marks& marks,
                         std::uint32_t limit_ms) {
    const OptionControl& c = control();
    OptionRegister::unlock(target_, c);
    target_.write_word(c.control, c.control_before);
    if (c.control_after == 0) {
        target_.write_word(programmed, word);
    } else {
        require_programmed(programmed, word);
        target_.write_word(c.control, c.control_after);
    }
    OptionRegister::await_idle(target_, c, limit_ms);
    const bool error = (target_.read_word(c.error.address) & c.error.mask) != 0;
    // In one write: once it is locked it takes nothing.
    target_.put_word(c.control, c.lock | marks.standing | (error ? 0 : marks.of_change), c.lock);
    return !error;
}

bool OptionBytes::change_register(const OptionByte& option, std::uint32_t word, bool regression,
                                  std::uint32_t limit_ms) {
    RegisterMask guarded;
    if (const OptionByte* state = state_option()) {
        // A start programs what stands there, whoever wrote it.
        const std::uint32_t standing = state->value_in(target_.read_word(state->status));
        if (board_.family.product_state(standing) == ProductState::Sealed)
            throw Failure(
                "XSPI-0453",
                "{} is 0x{:X} in register 0x{:08X}, and not programmed yet: a start would close the "
                "part for ever. Nothing was changed. `reset halt` loads what the part holds",
                state->name, standing, state->status);
        if (!regression) guarded = {state->status, state->field()};
    }
    return OptionRegister(target_, control(), board_.family.options)
        .program(option.program, word, guarded, limit_ms);
}

std::uint32_t OptionBytes::word(const OptionByte& option) const {
    if (control().form == OptionForm::TwoRegisters) return target_.read_word(option.status);
    return OptionRegister(target_, control(), board_.family.options).holds(option.status);
}

std::uint32_t OptionBytes::value(const OptionByte& option) const { return option.value_in(word(option)); }

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
    const OptionByte* state = state_option();
    return state != nullptr && state->status == option.status && (bits & state->field()) != 0;
}

void OptionBytes::write(const OptionByte& option, std::uint32_t value, std::string_view consent) {
    require_harmless(option, value, consent);
    const bool regression = is_regression(option, value);
    const std::uint32_t limit_ms = regression ? control().regression_ms : control().maximum_ms;
    // The other options of the word as they are stored, not as an earlier, unfinished change left them.
    const std::uint32_t wanted = word_with(option, value);
    const bool written = control().form == OptionForm::OneRegister
                             ? change_register(option, wanted, regression, limit_ms)
                             : change_with_marks(option, wanted, limit_ms);
    if (!written)
        throw Failure(
            "XSPI-0445",
            "{} was not written: its word is 0x{:08X}, not 0x{:08X}, after {} tries. Do data arrive damaged "
            "over the probe? Then {}, and look at the other options of this word (`xspi option`)",
            option.name, word(option), wanted, kTries, kMendTheLink);
}

bool OptionBytes::change_with_marks(const OptionByte& option, std::uint32_t wanted, std::uint32_t limit_ms) {
    Marks marks{target_.read_word(control().control) & all_marks(control()), 0};
    if (((target_.read_word(option.status) ^ wanted) & option.field()) != 0)
        marks.of_change = mark_of(control(), option.group);
    for (unsigned tries = 0; tries < kTries; ++tries) {
        const bool accepted = change(option.program, wanted, marks, limit_ms);
        const std::uint32_t found = target_.read_word(option.status);
        if (accepted && found == wanted) return true;
        const bool last = tries + 1 == kTries || closes_or_opens(option, found ^ wanted);
        if (last && !accepted)
            throw Failure(
                "XSPI-0445",
                "{} was not written: it is 0x{:X}, not 0x{:X}, and the flash interface reports OPTERR: it "
                "does not accept this value",
                option.name, option.value_in(found), option.value_in(wanted));
        if (last) break;
    }
    return false;
}

} // namespace xspi
