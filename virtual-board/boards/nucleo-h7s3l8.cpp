#include "boards/nucleo-h7s3l8.hpp"

#include "soc/pin-functions.hpp"
#include "soc/soc-list.hpp"

#include <map>
#include <stdexcept>

namespace vb {

namespace {
// The board's wiring, from ST's BSP stm32h7rsxx-nucleo-bsp (board id MB1737B) as HARDWARE.md 3 quotes it.
const std::map<std::string, std::string> kFlashPins = {
    {"CLK", "PN6"}, {"NCS", "PN1"}, {"DQS", "PN0"}, {"IO0", "PN2"},  {"IO1", "PN3"}, {"IO2", "PN4"},
    {"IO3", "PN5"}, {"IO4", "PN8"}, {"IO5", "PN9"}, {"IO6", "PN10"}, {"IO7", "PN11"}};
constexpr const char* kController = "XSPI2";
struct Led {
    const char* name;
    char port;
    unsigned pin; // active high
};
constexpr Led kLeds[] = {{"LD1", 'D', 10}, {"LD2", 'D', 13}, {"LD3", 'B', 7}};
constexpr const char* kButton = "USER";
constexpr char kButtonPort = 'C';
constexpr unsigned kButtonPin = 13;
constexpr bool kReleased = true; // the BSP's constants: released 1, pressed 0
constexpr Picoseconds kPressed =
    kPerSecond; // long enough for a boot loader that looks after its clocks are up
constexpr const char *kVcpUsart = "USART3", *kVcpPad = "PD8";

SocWiring wiring() {
    SocWiring wiring;
    wiring.clocks = {24'000'000, true, true}; // HSE 24 MHz crystal, LSE fitted
    wiring.core_supply = CoreSupply::Ldo;
    wiring.millivolts = {{"VDD", 3300}, {"VDDXSPI1", 3300}, {"VDDXSPI2", 1800}};
    return wiring;
}
} // namespace

NucleoH7s3l8::NucleoH7s3l8()
    : soc_(make_soc("STM32H7S3L8", timeline_, wiring())),
      connector_(soc_->machine().debug_port(), timeline_) {
    chip_ = chip_options_.make(timeline_, soc_->violations());
    wire_leds();
    soc_->gpio(kButtonPort)->drive_externally(kButtonPin, kReleased);
    std::string why;
    soc_->listen(
        kVcpUsart, kVcpPad, [this](char character) { serial_ += character; }, why);
    soc_->on_reset([this](bool nrst) {
        if (nrst && chip_options_.reset_on_nrst()) wires_->hardware_reset();
    });
}

void NucleoH7s3l8::connect_chip() {
    wires_ = std::make_unique<FaultyWires>(*chip_);
    for (const FaultSpec& fault : faults_) fit_fault(fault);
    std::string why;
    if (!soc_->connect({kController, kFlashPins, wires_.get(), chip_alive_}, why))
        throw std::logic_error("nucleo-h7s3l8: " + why);
}

// A line's level is seen by the pad as well, whatever its function.
void NucleoH7s3l8::hold_line(unsigned line, bool level) {
    wires_->hold(line, level);
    const PadName pad = parse_pad(kFlashPins.at("IO" + std::to_string(line))).value();
    soc_->gpio(pad.port)->drive_externally(pad.pin, level);
}

void NucleoH7s3l8::wire_leds() {
    for (const Led& led : kLeds) leds_.push_back({led.name, 0, false});
    for (char port : {'B', 'D'}) {
        soc_->gpio(port)->on_output([this, port](unsigned pin, bool level) {
            for (std::size_t i = 0; i < leds_.size(); ++i) {
                if (kLeds[i].port != port || kLeds[i].pin != pin) continue;
                leds_[i].on = level;
                ++leds_[i].toggles;
            }
        });
    }
}

bool NucleoH7s3l8::set_option(const std::string& name, const std::string& value) {
    if (chip_options_.set(name, value)) {
        chip_ = chip_options_.make(timeline_, soc_->violations());
        return true;
    }
    return soc_->set_option(name, value);
}

std::vector<std::string> NucleoH7s3l8::option_names() const {
    std::vector<std::string> names = soc_->option_names();
    for (std::string& name : ChipOptions::names()) names.push_back(std::move(name));
    return names;
}

std::optional<std::string> NucleoH7s3l8::option_values(const std::string& name) const {
    if (auto values = ChipOptions::values(name)) return values;
    return soc_->option_values(name);
}

bool NucleoH7s3l8::press_button(const std::string& name) {
    if (name != kButton) return false;
    Gpio& gpio = *soc_->gpio(kButtonPort);
    gpio.drive_externally(kButtonPin, !kReleased);
    timeline_.schedule_in(kPressed, [&gpio] { gpio.drive_externally(kButtonPin, kReleased); });
    return true;
}

void NucleoH7s3l8::power_on() {
    chip_->contents_changed(); // a file may have been loaded into the array
    if (!wires_) connect_chip();
    wires_->power_on();
    if (supplied_) soc_->power_on();
    chip_options_.leave(*chip_);
    for (const FaultSpec& fault : faults_) begin_fault(fault);
}

NamedMemory NucleoH7s3l8::internal_flash() { return soc_->internal_flash(); }
std::optional<NamedMemory> NucleoH7s3l8::external_flash() {
    return NamedMemory{soc_->flash_window(kController).value(), chip_->array()};
}
NamedMemory NucleoH7s3l8::ram() { return soc_->ram(); }

std::optional<double> NucleoH7s3l8::entered_external_flash() const {
    auto at = soc_->machine().entered_external_flash();
    if (!at) return std::nullopt;
    return double(*at) / double(kPerSecond);
}

} // namespace vb
