// The registers that the flash hangs on, decoded. Read by the probe alone: the core may run, the chip is not
// touched.
#include "flash-library/core/register-description.hpp"
#include "openocd-driver/board/facts-problem.hpp"
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/openocd-target.hpp"

#include <algorithm>
#include <array>

namespace xspi {

namespace {

bool clocked(TargetPort& target, const ClockGate& gate) {
    return gate.name.empty() || (target.read_word(gate.address) & gate.mask) != 0;
}

void decode(const PeripheralDescription& peripheral, const RegisterDescription& reg, std::uint32_t word,
            Answer& answer, Json& registers) {
    std::string fields;
    Json decoded = Json::object();
    for (const FieldDescription& field : reg.fields) {
        const std::uint32_t value = field_value(field, word);
        const std::string_view meaning = meaning_of(field, value);
        decoded[std::string(field.name)] =
            meaning.empty() ? Json(value) : Json({{"value", value}, {"meaning", meaning}});
        if (value == 0 && meaning.empty()) continue;
        fields += field.width >= 16 ? fmt::format(" {}=0x{:X}", field.name, value)
                                    : fmt::format(" {}={}", field.name, value);
        if (!meaning.empty()) fields += fmt::format("({})", meaning);
    }
    registers[std::string(reg.name)] = {
        {"address", hex(peripheral.base + reg.offset)}, {"value", hex(word)}, {"fields", std::move(decoded)}};
    answer.text +=
        fmt::format("{:<16} 0x{:08X}{}\n", fmt::format("{}_{}", peripheral.name, reg.name), word, fields);
}

void show(TargetPort& target, const PeripheralDescription& peripheral, Answer& answer) {
    Json facts{{"name", peripheral.name}, {"clocked", clocked(target, peripheral.clock)}};
    if (!facts["clocked"]) {
        answer.text += fmt::format("{}: no clock ({} is 0)\n", peripheral.name, peripheral.clock.name);
    } else {
        Json registers = Json::object();
        for (const RegisterDescription& reg : peripheral.registers)
            decode(peripheral, reg, target.read_word(peripheral.base + reg.offset), answer, registers);
        facts["registers"] = std::move(registers);
    }
    answer.json["peripherals"].push_back(std::move(facts));
}

constexpr std::array kModes{"input", "output", "alternate function", "analog"};
constexpr std::array kSpeeds{"low", "medium", "high", "very high"};
constexpr std::array kPulls{"no pull", "pull-up", "pull-down", "reserved"};

// How a pin of the board's facts is set up.
void show_pin(TargetPort& target, const GpioBlock& gpio, std::string_view signal, Pin pin, Answer& answer) {
    const std::string name = fmt::format("P{}{}", pin.port, pin.number);
    Json facts{{"signal", signal}, {"pin", name}};
    if ((target.read_word(gpio.enable) & gpio.enable_bit(pin.port)) == 0) {
        facts["clocked"] = false;
        answer.text += fmt::format("{:<4} {:<5} no clock for its port\n", signal, name);
    } else {
        const auto field = [&](std::uint32_t offset, unsigned width, unsigned position) {
            return (target.read_word(gpio.registers(pin.port) + offset) >> (width * position)) &
                   ((1u << width) - 1);
        };
        const auto mode = field(GPIO_MODER, 2, pin.number), speed = field(GPIO_OSPEEDR, 2, pin.number);
        const auto pull = field(GPIO_PUPDR, 2, pin.number);
        const auto af = field(pin.number < 8 ? GPIO_AFRL : GPIO_AFRH, 4, pin.number % 8);
        const auto level = field(GPIO_IDR, 1, pin.number);
        facts.update({{"clocked", true},
                      {"mode", kModes[mode]},
                      {"alternate_function", af},
                      {"speed", kSpeeds[speed]},
                      {"pull", kPulls[pull]},
                      {"level", level}});
        answer.text += fmt::format("{:<4} {:<5} {}, AF{}, {} speed, {}, level {}\n", signal, name,
                                   kModes[mode], af, kSpeeds[speed], kPulls[pull], level);
    }
    answer.json["pins"].push_back(std::move(facts));
}

void show_pins(TargetPort& target, const Board& board, Answer& answer) {
    answer.json["pins"] = Json::array();
    const auto flashes = board.facts.flash_list();
    for (std::size_t f = 0; f < flashes.size(); f++) {
        if (flashes.size() > 1) answer.text += fmt::format("pins of {}:\n", flashes[f].name);
        const std::size_t before = answer.json["pins"].size();
        for (std::size_t i = 0; i < kSignals; i++)
            if (const Pin pin = flashes[f].pins[i]; pin.connected())
                show_pin(target, board.family.gpio, name_of(Signal(i), f, board.facts), pin, answer);
        for (std::size_t i = before; i < answer.json["pins"].size(); i++)
            answer.json["pins"][i]["flash"] = flashes[f].name;
    }
}

// A controller that none of the board's flashes hangs on.
bool is_idle_controller(const Board& board, std::string_view name) {
    const auto flashes = board.facts.flash_list();
    return board.family.pins.controller(name) != nullptr &&
           std::none_of(flashes.begin(), flashes.end(),
                        [&](const FlashFacts& flash) { return flash.controller == name; });
}

} // namespace

Answer regs_command(const CommandCall& call) {
    expect_words(call, "regs [PERIPHERAL | pins]", 0, 1);
    const Board board = call.programmer.driver.board();
    OpenOcdTarget target(call.programmer.driver.owner());
    Answer answer{{{"peripherals", Json::array()}}, ""};
    std::string names = "pins";
    bool found = false;
    for (const PeripheralDescription& peripheral : board.family.peripherals) {
        names += fmt::format(", {}", peripheral.name);
        // Unless asked for by name, only controllers that a flash hangs on.
        const bool wanted = call.words.empty() ? !is_idle_controller(board, peripheral.name)
                                               : peripheral.name == call.words[0];
        if (wanted) show(target, peripheral, answer);
        found = found || wanted;
    }
    if (call.words.empty() || call.words[0] == "pins") {
        show_pins(target, board, answer);
        found = true;
    }
    if (!found) throw Failure("XSPI-0708", "`{}` cannot be shown; known: {}", call.words[0], names);
    return answer;
}

} // namespace xspi
