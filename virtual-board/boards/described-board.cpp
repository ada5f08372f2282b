#include "boards/described-board.hpp"

#include "soc/soc-list.hpp"

#include <fmt/ranges.h>

#include <set>
#include <utility>

namespace vb {

namespace {

constexpr Picoseconds kPressed =
    kPerSecond; // long enough for a boot loader that looks after its clocks are up

std::unique_ptr<Soc> soc_of(const BoardDescription& board, Timeline& timeline) {
    if (auto soc = make_soc(board.mcu, timeline, board.wiring)) return soc;
    throw BoardFileError(
        fmt::format("there is no model of {}; there is {}", board.mcu, fmt::join(soc_names(), ", ")));
}

} // namespace

DescribedBoard::DescribedBoard(BoardDescription description)
    : description_(std::move(description)), soc_(soc_of(description_, timeline_)),
      connector_(soc_->machine().debug_port(), timeline_) {
    for (const DescribedChip& chip : description_.chips) flashes_.emplace_back(chip, timeline_, *soc_);
    wire_leds();
    for (const DescribedButton& button : description_.buttons) release(button);
    listen();
    if (!description_.usb.empty() && !usb_port())
        throw BoardFileError(fmt::format("USB: the microcontroller has no {}", description_.usb));
    soc_->on_reset([this](bool nrst) {
        for (FlashSeat& flash : flashes_)
            if (nrst && flash.reset_on_nrst()) flash.hardware_reset();
    });
}

void DescribedBoard::wire_leds() {
    std::set<char> ports;
    for (const DescribedLed& led : description_.leds) {
        leds_.push_back({led.name, 0, false});
        if (!soc_->gpio(led.pad.port)) throw BoardFileError("LED " + led.name + ": there is no such pin");
        ports.insert(led.pad.port);
    }
    for (const char port : ports) soc_->gpio(port)->on_change([this, port] { follow_leds(port); });
}

// An LED lights only while its pad is driven to its level.
void DescribedBoard::follow_leds(char port) {
    for (std::size_t i = 0; i < leds_.size(); ++i) {
        const DescribedLed& led = description_.leds[i];
        if (led.pad.port != port) continue;
        const auto level = soc_->gpio(port)->driven(led.pad.pin);
        const bool on = level && *level == led.active_high;
        if (on == leds_[i].on) continue;
        leds_[i].on = on;
        ++leds_[i].toggles;
    }
}

void DescribedBoard::release(const DescribedButton& button) {
    Gpio* gpio = soc_->gpio(button.pad.port);
    if (!gpio) throw BoardFileError("button " + button.name + ": there is no such pin");
    if (button.open_when_released)
        gpio->drive_externally(button.pad.pin, std::nullopt);
    else
        gpio->drive_externally(button.pad.pin, !button.pressed_high);
}

bool DescribedBoard::press_button(const std::string& name) {
    for (const DescribedButton& button : description_.buttons) {
        if (button.name != name) continue;
        soc_->gpio(button.pad.port)->drive_externally(button.pad.pin, button.pressed_high);
        timeline_.schedule_in(kPressed, [this, &button] { release(button); });
        return true;
    }
    return false;
}

UsbPort* DescribedBoard::usb_port() {
    return description_.usb.empty() ? nullptr : soc_->usb_port(description_.usb);
}

void DescribedBoard::listen() {
    if (!description_.serial) return;
    std::string why;
    const auto heard = [this](char character) { serial_ += character; };
    if (!soc_->listen(description_.serial->usart, description_.serial->pad, heard, why))
        throw BoardFileError("serial port: " + why);
}

bool DescribedBoard::set_option(const std::string& name, const std::string& value) {
    // "ext2.CHIP_TIMING": of another chip than the first.
    for (FlashSeat& flash : flashes_)
        if (name.starts_with(flash.name() + ".")) {
            return flash.set_option(name.substr(flash.name().size() + 1), value);
        }
    return (has_chip() && first().set_option(name, value)) || soc_->set_option(name, value);
}

bool DescribedBoard::set_chip(const std::string& name, const std::string& part, std::string& why) {
    std::string names;
    for (FlashSeat& flash : flashes_) {
        if (name.empty() || flash.name() == name) return flash.set_part(part, why);
        names += (names.empty() ? "" : ", ") + flash.name();
    }
    why = has_chip() ? fmt::format("the board has no flash {}; there is {}", name, names)
                     : std::string("the board has no flash chip");
    return false;
}

std::vector<std::string> DescribedBoard::option_names() const {
    std::vector<std::string> names = soc_->option_names();
    if (has_chip())
        for (std::string& name : ChipOptions::names()) names.push_back(std::move(name));
    return names;
}

std::optional<std::string> DescribedBoard::option_values(const std::string& name) const {
    for (const FlashSeat& flash : flashes_)
        if (name.starts_with(flash.name() + "."))
            return ChipOptions::values(name.substr(flash.name().size() + 1));
    if (auto values = has_chip() ? ChipOptions::values(name) : std::nullopt) return values;
    return soc_->option_values(name);
}

void DescribedBoard::connect() {
    for (const FaultSpec& fault : faults_) fit_fault(fault);
    for (FlashSeat& flash : flashes_) flash.connect();
    connected_ = true;
}

void DescribedBoard::power_on() {
    if (!connected_) connect();
    for (FlashSeat& flash : flashes_) flash.power_on();
    if (supplied_) soc_->power_on();
    for (FlashSeat& flash : flashes_) flash.left_as_software_left_it();
    for (const FaultSpec& fault : faults_) begin_fault(fault);
}

std::vector<NamedFlash> DescribedBoard::external_flashes() {
    std::vector<NamedFlash> flashes;
    for (FlashSeat& flash : flashes_) flashes.push_back({flash.name(), flash.memory()});
    return flashes;
}

FlashActivity DescribedBoard::flash_activity() const {
    FlashActivity all;
    for (const FlashSeat& flash : flashes_) {
        const FlashActivity one = flash.chip().activity();
        all.erases.insert(all.erases.end(), one.erases.begin(), one.erases.end());
        all.pages_programmed += one.pages_programmed;
        all.chip_bytes_read += one.chip_bytes_read;
    }
    return all;
}

OperationCounts DescribedBoard::operations() const {
    OperationCounts counts{0, soc_->flash_operations().begun()};
    for (const FlashSeat& flash : flashes_) counts.external += flash.chip().operations().begun();
    return counts;
}

std::optional<double> DescribedBoard::entered_external_flash() const {
    const auto at = soc_->machine().entered_external_flash();
    return at ? std::optional(double(*at) / double(kPerSecond)) : std::nullopt;
}

} // namespace vb
