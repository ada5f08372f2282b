#include "openocd-driver/doctor/port-diagnosis.hpp"

#include "flash-library/bring-up/port-check.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "flash-library/controllers/any-controller.hpp"
#include "openocd-driver/doctor/line-check.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/chip-search.hpp"

#include <algorithm>
#include <array>

namespace xspi {

namespace {

constexpr unsigned kLines = 8, kCommandLines = 4;
constexpr std::uint32_t kLocked = 1u << 16; // LCKR.LCKK

std::string pin_name(Pin pin) { return fmt::format("P{}{}", pin.port, pin.number); }

// As the flash's controller calls it.
std::string_view name_of(const BoardFlash& board, Signal signal) {
    const ControllerInstance* controller = board.family.pins.controller(board.flash.controller);
    return controller != nullptr && is_spi(controller->kind) ? spi_signal_name(signal) : signal_name(signal);
}

std::string line_name(const BoardFlash& board, unsigned line) {
    const Signal signal = io_signal(line);
    return fmt::format("{} ({})", name_of(board, signal), pin_name(board.flash.pin(signal)));
}

// The signals whose bits in a GPIO register are wrong: `width` bits per pin, from pin `first` on.
std::string signals_of(const BoardFlash& board, char port, std::uint32_t wrong, unsigned width,
                       unsigned first) {
    std::string text;
    for (std::size_t i = 0; i < kSignals; i++) {
        const Pin pin = board.flash.pins[i];
        if (pin.port != port || pin.number < first) continue;
        const unsigned shift = width * (pin.number - first);
        if (shift >= 32 || (wrong >> shift & ((1u << width) - 1)) == 0) continue;
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", pin_name(pin),
                            name_of(board, static_cast<Signal>(i)));
    }
    return text;
}

struct GpioRegister {
    std::uint32_t offset;
    const char* name;
    unsigned width, first;
    const char* meaning;
};
constexpr std::array kGpioRegisters{
    GpioRegister{GPIO_MODER, "MODER", 2, 0, "alternate function"},
    GpioRegister{GPIO_ODR, "ODR", 1, 0, "high"},
    GpioRegister{GPIO_OTYPER, "OTYPER", 1, 0, "push-pull"},
    GpioRegister{GPIO_OSPEEDR, "OSPEEDR", 2, 0, "very high speed"},
    GpioRegister{GPIO_PUPDR, "PUPDR", 2, 0, "its pull"},
    GpioRegister{GPIO_AFRL, "AFRL", 4, 0, "its signal's number"},
    GpioRegister{GPIO_AFRH, "AFRH", 4, 8, "its signal's number"},
};

[[noreturn]] void wrong_pins(TargetPort& target, const BoardFlash& board, const RegisterMismatch& m) {
    const std::uint32_t base = m.address & ~0x3FFu;
    const char port = static_cast<char>('A' + (base - board.family.gpio.base) / 0x400);
    const bool locked = (target.read_word(base + GPIO_LCKR) & kLocked) != 0;
    for (const GpioRegister& r : kGpioRegisters) {
        if (m.address != base + r.offset) continue;
        throw Failure("XSPI-0424",
                      "{} cannot be set to {}: GPIO{}_{} is 0x{:08X}, with 0x{:08X} in the bits 0x{:08X} "
                      "wanted. {}",
                      signals_of(board, port, m.mask, r.width, r.first), r.meaning, port, r.name, m.found,
                      m.expected & m.mask, m.mask,
                      locked ? "The application has locked these pins (LCKR) until the next reset: `reset "
                               "halt` first"
                             : "Something else writes it, or the part is damaged: `reset halt` first");
    }
    throw Failure("XSPI-0425", "register 0x{:08X} is 0x{:08X}", m.address, m.found);
}

[[noreturn]] void wrong_register(TargetPort& target, const BoardFlash& board, const RegisterMismatch& m) {
    const unsigned port = board.family.pins.port_of(board.flash);
    switch (m.step) {
    case Step::PortPower:
        throw Failure("XSPI-0421",
                      "XSPIM port {} has no power: PWR_CSR2.EN_XSPIM{} was set, but PWR_CSR2 is 0x{:08X}. "
                      "Something clears it, or the part is damaged: `reset halt`, or power-cycle the board",
                      port, port, m.found);
    case Step::PeripheralClock:
        throw Failure(
            "XSPI-0422",
            "a clock of the flash port is not on: of the enable bits 0x{:08X} in register "
            "0x{:08X}, 0x{:08X} do not stay set (it is 0x{:08X}): `reset halt`, or power-cycle the board",
            m.expected, m.address, m.mask, m.found);
    case Step::KernelClock:
    case Step::Csi:
    case Step::Compensation:
    case Step::HighSpeed:
        throw Failure("XSPI-0423",
                      "{} of the flash port is not as it was set: register 0x{:08X} is 0x{:08X}, with "
                      "0x{:08X} in the bits 0x{:08X} wanted. `reset halt`, or power-cycle the board",
                      m.step == Step::KernelClock ? "the kernel clock"
                      : m.step == Step::Csi       ? "CSI, the clock of the compensation cell"
                                                  : "the compensation cell",
                      m.address, m.found, m.expected & m.mask, m.mask);
    case Step::Pins: wrong_pins(target, board, m);
    default:
        throw Failure("XSPI-0425",
                      "the flash controller's port is not as it was set: register 0x{:08X} is 0x{:08X}, "
                      "with 0x{:08X} in the bits 0x{:08X} wanted. `reset halt`, or power-cycle the board",
                      m.address, m.found, m.expected & m.mask, m.mask);
    }
}

// One GPIO port's flash lines as inputs, for as long as this object lives.
class LinesAsInputs {
  public:
    LinesAsInputs(TargetPort& target, const BoardFlash& board, char port)
        : target_(target), base_(board.family.gpio.registers(port)),
          moder_(target.read_word(base_ + GPIO_MODER)), pupdr_(target.read_word(base_ + GPIO_PUPDR)) {
        for (unsigned line = 0; line < kLines; line++) {
            const Pin pin = board.flash.pin(io_signal(line));
            if (pin.port == port) two_ |= 3u << (2 * pin.number);
        }
        target_.put_word(base_ + GPIO_MODER, moder_ & ~two_, two_);
    }
    ~LinesAsInputs() {
        try {
            target_.put_word(base_ + GPIO_PUPDR, pupdr_);
            target_.put_word(base_ + GPIO_MODER, moder_);
        } catch (const Failure&) {
            // The link is gone: that is reported.
        }
    }
    LinesAsInputs(const LinesAsInputs&) = delete;
    LinesAsInputs& operator=(const LinesAsInputs&) = delete;
    // pull: PUPDR's code, 1 up, 2 down.
    std::uint32_t levels(std::uint32_t pull) {
        target_.put_word(base_ + GPIO_PUPDR, (pupdr_ & ~two_) | (0x55555555u * pull & two_), two_);
        return target_.read_word(base_ + GPIO_IDR);
    }

  private:
    TargetPort& target_;
    std::uint32_t base_, moder_, pupdr_;
    std::uint32_t two_ = 0;
};

// Lines that are not connected follow any pull.
PulledLevels pulled_levels(TargetPort& target, const BoardFlash& board) {
    PulledLevels levels;
    for (char port = 'A'; port <= 'P'; port++) {
        bool used = false;
        for (unsigned line = 0; line < kLines; line++)
            used = used || board.flash.pin(io_signal(line)).port == port;
        if (!used) continue;
        LinesAsInputs inputs(target, board, port);
        const std::uint32_t up = inputs.levels(1), down = inputs.levels(2);
        for (unsigned line = 0; line < kLines; line++) {
            const Pin pin = board.flash.pin(io_signal(line));
            if (pin.port != port) continue;
            if ((up >> pin.number & 1) == 0) levels.up &= std::uint8_t(~(1u << line));
            if (down >> pin.number & 1) levels.down |= std::uint8_t(1u << line);
        }
    }
    return levels;
}

ChipIdentity identity_over(AgentFlash& flash, Command command, unsigned a, unsigned b) {
    auto bytes = flash.transfer(reading(crossed(command, a, b), 0, identity_length(command)));
    for (std::uint8_t& byte : bytes) byte = crossed(byte, a, b);
    return identity_from(bytes);
}

// RDID in 1S-1S-1S for a chip whose IO0 hangs on the line `in`: a byte of opcode and the rest as address make
// the eight clocks. A command has no room for eight clocks of eight lines. Of four the others are high
// meanwhile: one of them may be HOLD#. The answer is read over `lines_back`; with two, QUADSPI keeps IO3
// high.
agent::TransferRequest identity_request(unsigned in, unsigned lines, unsigned lines_back) {
    const unsigned bytes = std::min(lines, kCommandLines);
    Command command;
    command.opcode_phase = command.address_phase = {std::uint8_t(bytes), false};
    command.data_phase = {std::uint8_t(lines_back), false};
    auto clocks = std::uint32_t(on_line(kReadIdOpcode, in, bytes));
    if (lines == kCommandLines) clocks |= ~std::uint32_t(on_line(0xFF, in, bytes));
    command.opcode_bytes = 1;
    command.opcode = std::uint16_t(clocks >> 8 * (bytes - 1));
    command.address_bytes = std::uint8_t(bytes - 1);
    return reading(command, clocks & ((1u << 8 * (bytes - 1)) - 1), 3 * lines_back);
}

// What came on the line `out`, one bit a clock.
ChipIdentity identity_on(std::span<const std::uint8_t> clocks, unsigned out, unsigned lines) {
    const auto byte = [&](unsigned at) { return from_line(clocks.subspan(at * lines, lines), out, lines); };
    return {byte(0), byte(1), byte(2)};
}

[[noreturn]] void crossed_first_lines(const BoardFlash& board, unsigned in, unsigned out,
                                      const ChipIdentity& id) {
    const bool one_pair = in == 0 || out == 1 || (in == 1 && out == 0);
    if (one_pair)
        throw Failure("XSPI-0412",
                      "{} and {} are swapped: a chip (JEDEC id {:06X}) answers when they are exchanged. "
                      "Correct `pins` in the board's file, or the board",
                      line_name(board, in == 0 ? 1 : 0), line_name(board, in == 0 ? out : in), id.word());
    throw Failure("XSPI-0412",
                  "data lines are swapped: a chip (JEDEC id {:06X}) answers with IO0 at {} and IO1 at {}. "
                  "Correct `pins` in the board's file, or the board",
                  id.word(), line_name(board, in), line_name(board, out));
}

// Without the strobe: a chip that does not understand never sends one.
Command strobeless_identity(const ChipDescription& chip) {
    Command command = read_id_command(chip, Mode::OctalDtr);
    command.dqs = 0;
    return command;
}

} // namespace

void require_registers(TargetPort& target, const BoardFlash& board, const RegisterOps& ops) {
    const auto read = [&](std::uint32_t address) { return target.read_word(address); };
    if (const auto mismatch = first_mismatch(ops, read)) wrong_register(target, board, *mismatch);
}

void require_controller(TargetPort& target, std::span<const NorSetup> either) {
    for (std::size_t i = 0; i < controller_settings(either.front()).size(); i++) {
        const ControllerSetting expected = controller_settings(either.back())[i];
        const std::uint32_t found = target.read_word(expected.address);
        const auto as_set = [&](const NorSetup& setup) {
            const ControllerSetting setting = controller_settings(setup)[i];
            return ((found ^ setting.value) & setting.mask) == 0;
        };
        if (std::any_of(either.begin(), either.end(), as_set)) continue;
        throw Failure(
            "XSPI-0426",
            "the flash controller does not hold what it is set to: {} (0x{:08X}) is 0x{:08X} and not "
            "0x{:08X}. Something else writes it, or the part is damaged: `reset halt` first",
            expected.name, expected.address, found, expected.value);
    }
}

void require_free_lines(TargetPort& target, const BoardFlash& board) {
    const PulledLevels levels = pulled_levels(target, board);
    if (levels.stuck() == 0) return;
    std::string text;
    for (unsigned line = 0; line < kLines; line++)
        if (levels.stuck() >> line & 1)
            text += fmt::format("{}{} at {}", text.empty() ? "" : ", ", line_name(board, line),
                                levels.stuck_high() >> line & 1);
    throw Failure("XSPI-0411",
                  "stuck: {}. With the chip deselected the pin follows neither its pull-up nor its "
                  "pull-down: a short, another driver on the line, or another pin than the "
                  "board's file names",
                  text);
}

void require_straight_octal_lines(AgentFlash& flash, const BoardFlash& board, const ChipDescription& chip) {
    const Command command = strobeless_identity(chip);
    for (unsigned a = 0; a < kLines; a++)
        for (unsigned b = a + 1; b < kLines; b++)
            if (identity_over(flash, command, a, b) == chip.identity)
                throw Failure("XSPI-0412",
                              "{} and {} are swapped: the chip answers when they are exchanged. Correct "
                              "`pins` in the board's file, or the board",
                              line_name(board, a), line_name(board, b));
}

void require_straight_first_lines(AgentFlash& flash, const BoardFlash& board) {
    const unsigned lines = std::max(2u, unsigned{data_lines(board.flash)});
    const auto look = [&](unsigned in, unsigned lines_back) {
        const auto clocks = flash.transfer(identity_request(in, lines, lines_back));
        for (unsigned out = 0; out < lines_back; out++) {
            if (out == in || (in == 0 && out == 1)) continue;
            const ChipIdentity id = identity_on(clocks, out, lines_back);
            if (id.answered()) crossed_first_lines(board, in, out, id);
        }
    };
    for (unsigned in = 0; in < std::min(lines, kCommandLines); in++) {
        if (lines == kCommandLines) look(in, 2);
        look(in, lines);
    }
}

void require_strobe(AgentFlash& flash, const BoardFlash& board, const ChipDescription& chip) {
    const Command command = strobeless_identity(chip);
    if (identity_from(flash.transfer(reading(command, 0, identity_length(command)))) == chip.identity)
        throw Failure("XSPI-0413",
                      "no data strobe arrives: the chip answers in 8D-8D-8D as long as DQS ({}) is not used. "
                      "The line is open, or another pin than the board's file names",
                      pin_name(board.flash.pin(Signal::Dqs)));
}

} // namespace xspi
