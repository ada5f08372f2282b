// The registers that the flash hangs on, decoded. Read by the probe alone: the core may run, the chip is not
// touched.
#include "flash-library/devices/stm32h7rs/flash-port.hpp"
#include "flash-library/devices/stm32h7rs/registers.hpp"
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/debugger/register-map.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/openocd-target.hpp"

#include <algorithm>
#include <array>

namespace xspi {

namespace {

using namespace stm32h7rs;

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
void show_pin(TargetPort& target, Signal signal, Pin pin, Answer& answer) {
    const std::string name = fmt::format("P{}{}", pin.port, pin.number);
    Json facts{{"signal", signal_name(signal)}, {"pin", name}};
    if ((target.read_word(RCC_AHB4ENR) & kGpio.enable_bit(pin.port)) == 0) {
        facts["clocked"] = false;
        answer.text += fmt::format("{:<4} {:<5} no clock for its port\n", signal_name(signal), name);
    } else {
        const auto field = [&](std::uint32_t offset, unsigned width, unsigned position) {
            return (target.read_word(kGpio.registers(pin.port) + offset) >> (width * position)) &
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
        answer.text += fmt::format("{:<4} {:<5} {}, AF{}, {} speed, {}, level {}\n", signal_name(signal),
                                   name, kModes[mode], af, kSpeeds[speed], kPulls[pull], level);
    }
    answer.json["pins"].push_back(std::move(facts));
}

void show_pins(TargetPort& target, const BoardFacts& facts, Answer& answer) {
    answer.json["pins"] = Json::array();
    for (std::size_t i = 0; i < kSignals; i++)
        if (facts.flashes[0].pins[i].connected())
            show_pin(target, Signal(i), facts.flashes[0].pins[i], answer);
}

} // namespace

Answer regs_command(const CommandCall& call) {
    expect_words(call, "regs [PERIPHERAL | pins]", 0, 1);
    const BoardFacts& facts = call.programmer.driver.facts();
    OpenOcdTarget target(call.programmer.driver.owner());
    Answer answer{{{"peripherals", Json::array()}}, ""};
    const std::string_view other = facts.flashes[0].controller == "XSPI1" ? "XSPI2" : "XSPI1";
    std::string names = "pins";
    bool found = false;
    for (const PeripheralDescription& peripheral : stm32h7rs_peripherals()) {
        names += fmt::format(", {}", peripheral.name);
        // Unless asked for by name, only the controller that the flash hangs on.
        const bool wanted = call.words.empty() ? peripheral.name != other : peripheral.name == call.words[0];
        if (wanted) show(target, peripheral, answer);
        found = found || wanted;
    }
    if (call.words.empty() || call.words[0] == "pins") {
        show_pins(target, facts, answer);
        found = true;
    }
    if (!found)
        throw Failure("XSPI-0708", "there is no `{}` to be shown; there are: {}", call.words[0], names);
    return answer;
}

} // namespace xspi
