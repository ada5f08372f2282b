#include "boards/nucleo-h7s3l8.hpp"

#include <algorithm>

namespace vb {

namespace {
// The board's wiring, from ST's BSP stm32h7rsxx-nucleo-bsp (board id MB1737B) as HARDWARE.md 3 quotes it.
using S = XspiSignal;
const std::vector<XspiPin> kPort2{{S::Clk, 'N', 6, 9},  {S::Ncs1, 'N', 1, 9}, {S::Dqs0, 'N', 0, 9},
                                  {S::Io0, 'N', 2, 9},  {S::Io1, 'N', 3, 9},  {S::Io2, 'N', 4, 9},
                                  {S::Io3, 'N', 5, 9},  {S::Io4, 'N', 8, 9},  {S::Io5, 'N', 9, 9},
                                  {S::Io6, 'N', 10, 9}, {S::Io7, 'N', 11, 9}};
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
constexpr unsigned kVcpUsart = 3, kVcpPin = 8, kVcpAf = 7; // USART3 TX on PD8
} // namespace

NucleoH7s3l8::NucleoH7s3l8() : soc_(timeline_, wiring()), connector_(soc_.machine().debug_port(), timeline_) {
    chip_ = chip_options_.make(timeline_, soc_.violations());
    wire_leds();
    soc_.gpio(kButtonPort).drive_externally(kButtonPin, kReleased);
    soc_.on_reset([this](bool nrst) {
        if (nrst && chip_options_.reset_on_nrst()) wires_->hardware_reset();
    });
}

Stm32h7s3Wiring NucleoH7s3l8::wiring() {
    Stm32h7s3Wiring wiring;
    wiring.clocks = {24'000'000, true, true}; // HSE 24 MHz crystal, LSE fitted
    wiring.core_supply = CoreSupply::Ldo;
    wiring.io_millivolts = {3300, 3300, 1800}; // port 2's domain is 1.8 V
    wiring.port_loaded = [this](unsigned port) { return port == 2 && chip_alive_; };
    wiring.character = [this](unsigned usart, char character) { character_sent(usart, character); };
    return wiring;
}

const XspiPin& NucleoH7s3l8::flash_pin(unsigned line) {
    return *std::find_if(kPort2.begin(), kPort2.end(),
                         [&](const XspiPin& pin) { return unsigned(pin.signal) == unsigned(S::Io0) + line; });
}

void NucleoH7s3l8::connect_ports() {
    Machine& machine = soc_.machine();
    wires_ = std::make_unique<FaultyWires>(*chip_);
    port1_ = std::make_unique<XspiPort>(1, std::vector<XspiPin>{}, soc_.pads(), soc_.port_power(),
                                        soc_.violations(), nullptr);
    port2_ = std::make_unique<XspiPort>(2, kPort2, soc_.pads(), soc_.port_power(), soc_.violations(),
                                        wires_.get());
    xspim_ = std::make_unique<Xspim>(soc_.clocks(), soc_.violations(), *port1_, *port2_);
    soc_.add_peripheral(kXspimBase, kXspimSize, *xspim_, Stm32h7s3::ResetBit{rcc::AHB5RSTR, 14});
    for (unsigned n : {1u, 2u}) {
        auto stall = [&machine](Picoseconds duration) { machine.stall(duration); };
        xspis_.push_back(std::make_unique<Xspi>(n, timeline_, soc_.violations(), soc_.clocks(), *xspim_,
                                                machine, machine, stall));
        soc_.add_peripheral(Xspi::base(n), Xspi::kSize, *xspis_.back(),
                            Stm32h7s3::ResetBit{rcc::AHB5RSTR, n == 1 ? 5u : 12u});
    }
}

void NucleoH7s3l8::wire_leds() {
    for (const Led& led : kLeds) leds_.push_back({led.name, 0, false});
    for (char port : {'B', 'D'}) {
        soc_.gpio(port).on_output([this, port](unsigned pin, bool level) {
            for (std::size_t i = 0; i < leds_.size(); ++i) {
                if (kLeds[i].port != port || kLeds[i].pin != pin) continue;
                leds_[i].on = level;
                ++leds_[i].toggles;
            }
        });
    }
}

// The ST-LINK's VCP listens to PD8 only while the pad carries USART3.
void NucleoH7s3l8::character_sent(unsigned usart, char character) {
    PadState pad = soc_.pads().pad('D', kVcpPin);
    if (usart == kVcpUsart && pad.mode == 2 && pad.af == kVcpAf) serial_ += character;
}

bool NucleoH7s3l8::set_option(const std::string& name, const std::string& value) {
    if (chip_options_.set(name, value)) {
        chip_ = chip_options_.make(timeline_, soc_.violations());
        return true;
    }
    if (name == kUniqueIdOption) return soc_.flash().set_unique_id(value);
    return soc_.flash().options().set(name, value);
}

std::vector<std::string> NucleoH7s3l8::option_names() const {
    std::vector<std::string> names = OptionBytes::names();
    for (std::string& name : ChipOptions::names()) names.push_back(std::move(name));
    names.emplace_back(kUniqueIdOption);
    return names;
}

std::optional<std::string> NucleoH7s3l8::option_values(const std::string& name) const {
    if (auto values = ChipOptions::values(name)) return values;
    if (name == kUniqueIdOption) return "24 hexadecimal digits: its 12 bytes from 0x08FFF800 on";
    return OptionBytes::values(name);
}

bool NucleoH7s3l8::press_button(const std::string& name) {
    if (name != kButton) return false;
    Gpio& gpio = soc_.gpio(kButtonPort);
    gpio.drive_externally(kButtonPin, !kReleased);
    timeline_.schedule_in(kPressed, [&gpio] { gpio.drive_externally(kButtonPin, kReleased); });
    return true;
}

void NucleoH7s3l8::power_on() {
    chip_->contents_changed(); // a file may have been loaded into the array
    if (!wires_) {
        connect_ports();
        for (const FaultSpec& fault : faults_) fit_fault(fault);
    }
    wires_->power_on();
    if (supplied_) soc_.power_on();
    chip_options_.leave(*chip_);
    for (const FaultSpec& fault : faults_) begin_fault(fault);
}

NamedMemory NucleoH7s3l8::internal_flash() { return {0x08000000, soc_.flash().array().bytes()}; }
std::optional<NamedMemory> NucleoH7s3l8::external_flash() { return NamedMemory{0x70000000, chip_->array()}; }
NamedMemory NucleoH7s3l8::ram() { return {0x24000000, soc_.axi_sram()}; }

std::optional<double> NucleoH7s3l8::entered_external_flash() const {
    auto at = soc_.machine().entered_external_flash();
    if (!at) return std::nullopt;
    return double(*at) / double(kPerSecond);
}

} // namespace vb
