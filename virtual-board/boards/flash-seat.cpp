#include "boards/flash-seat.hpp"

#include "chips/nor-chips.hpp"

#include <algorithm>
#include <utility>

namespace vb {

FlashSeat::FlashSeat(DescribedChip described, Timeline& timeline, Soc& soc)
    : described_(std::move(described)), timeline_(timeline), soc_(soc) {
    std::string why;
    if (!set_part(described_.part, why)) throw BoardFileError("chip " + described_.name + ": " + why);
}

bool FlashSeat::set_part(const std::string& part, std::string& why) {
    auto found = part_named(part);
    if (const auto* sentence = std::get_if<std::string>(&found)) {
        why = *sentence;
        return false;
    }
    const bool as_delivered = part == described_.part;
    options_.set_part(std::get<NorPart>(std::move(found)),
                      as_delivered ? described_.delivered : NorNonVolatile{});
    chip_ = options_.make(timeline_, soc_.violations());
    return true;
}

bool FlashSeat::set_option(const std::string& name, const std::string& value) {
    if (!options_.set(name, value)) return false;
    chip_ = options_.make(timeline_, soc_.violations());
    return true;
}

NamedMemory FlashSeat::memory() {
    return {soc_.flash_window(described_.controller).value_or(0), chip_->array()};
}

void FlashSeat::fit(const FaultSpec& fault) {
    using Kind = FaultSpec::Kind;
    if (!wires_) wires_ = std::make_unique<FaultyWires>(*chip_);
    switch (fault.kind) {
    case Kind::Stuck: hold_line(fault.line, fault.level); break;
    case Kind::Swap: wires_->swap(fault.line, fault.other_line); break;
    case Kind::Dqs: wires_->break_strobe(); break;
    // A chip without supply is, on its lines, as good as none.
    case Kind::Absent:
    case Kind::Unpowered:
        chip_->set_absent(true);
        alive_ = false;
        break;
    case Kind::DeadSector: chip_->kill_sector(fault.address); break;
    case Kind::ProtectedSector: chip_->protect_sector(fault.address); break;
    case Kind::WeakBit: chip_->weaken_bit(fault.address, fault.bit, fault.level); break;
    default: break;
    }
}

// A line's level is seen by the pad as well, whatever its function.
void FlashSeat::hold_line(unsigned line, bool level) {
    wires_->hold(line, level);
    auto pin = described_.pins.find("IO" + std::to_string(line));
    // The first two of a chip's lines are its SI and SO.
    if (pin == described_.pins.end() && line < 2) pin = described_.pins.find(line == 0 ? "MOSI" : "MISO");
    if (pin == described_.pins.end()) return;
    const auto pad = parse_pad(pin->second);
    if (Gpio* gpio = pad ? soc_.gpio(pad->port) : nullptr) gpio->drive_externally(pad->pin, level);
}

// A controller that this microcontroller's model does not have leaves the chip alone with its wires.
void FlashSeat::connect() {
    if (!wires_) wires_ = std::make_unique<FaultyWires>(*chip_);
    const auto controllers = soc_.flash_controllers();
    if (std::find(controllers.begin(), controllers.end(), described_.controller) == controllers.end()) return;
    std::string why;
    FlashWires wires{described_.controller, described_.pins, wires_.get(), alive_, described_.resistors};
    if (!soc_.connect(wires, why)) throw BoardFileError("chip " + described_.name + ": " + why);
}

void FlashSeat::power_on() {
    chip_->contents_changed(); // a file may have been loaded into the array
    wires_->power_on();
}

} // namespace vb
