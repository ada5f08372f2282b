// What a declared fault does to this board.
#include "boards/described-board.hpp"

#include <fmt/format.h>

namespace vb {

using Kind = FaultSpec::Kind;

namespace {
// For people, and for programs that wait for this line.
std::string describe(const FaultSpec& fault) {
    return fmt::format("{}operation {} {}", fault.internal ? "internal " : "", fault.operation.number,
                       fault.operation.middle ? "is half done" : "begins");
}

// Of the chip, of its wires, or at one of its operations.
bool concerns_chip(const FaultSpec& fault) {
    switch (fault.kind) {
    case Kind::Stuck:
    case Kind::Swap:
    case Kind::Absent:
    case Kind::Dqs:
    case Kind::Unpowered:
    case Kind::DeadSector:
    case Kind::ProtectedSector:
    case Kind::WeakBit: return true;
    case Kind::UsbUnplug: return false;
    default: return fault.operation.number != 0 && !fault.internal;
    }
}
} // namespace

bool DescribedBoard::add_fault(const std::string& spec, std::string& why) {
    const auto fault = parse_fault(spec, why);
    if (!fault) return false;
    if (!has_chip() && concerns_chip(*fault)) {
        why = "the board has no flash chip";
        return false;
    }
    const bool in_chip = fault->kind == Kind::DeadSector || fault->kind == Kind::ProtectedSector ||
                         fault->kind == Kind::WeakBit;
    if (in_chip && fault->address >= first().chip().array().size()) {
        why = fmt::format("the chip ends at 0x{:X}", first().chip().array().size());
        return false;
    }
    if (fault->kind == Kind::UsbUnplug && !usb_port()) {
        why = "the board has no USB connector that is modelled";
        return false;
    }
    faults_.push_back(*fault);
    if (fault->kind == Kind::UsbUnplug)
        usb_unplugs_.push_back({fault->operation.number ? UINT64_MAX : fault->at, fault->operation});
    if (fault->kind == Kind::SecondProbe) probe_faults_.another_probe = true;
    if (fault->kind == Kind::FlipRead) probe_faults_.from_target.flips.push_back(fault->flip);
    if (fault->kind == Kind::FlipWrite) probe_faults_.to_target.flips.push_back(fault->flip);
    if (fault->kind == Kind::NoiseRead) probe_faults_.from_target.noises.push_back(fault->noise);
    if (fault->kind == Kind::NoiseWrite) probe_faults_.to_target.noises.push_back(fault->noise);
    if (fault->kind != Kind::RegisterBit || soc_->hold_register_bit(fault->address, fault->bit, fault->level))
        return true;
    why = fmt::format("there is no peripheral's register at 0x{:08X}", fault->address);
    return false;
}

// Before the board is switched on.
void DescribedBoard::fit_fault(const FaultSpec& fault) {
    switch (fault.kind) {
    case Kind::NoHalt: soc_->machine().hang(); break;
    case Kind::NoSupply: supplied_ = false; break;
    case Kind::Swd: connector_.cut_wires(0); break;
    case Kind::RegisterBit: soc_->hold_register_bit(fault.address, fault.bit, fault.level); break;
    default:
        if (has_chip()) first().fit(fault);
    }
}

// Once it is switched on.
void DescribedBoard::begin_fault(const FaultSpec& fault) {
    switch (fault.kind) {
    case Kind::NrstLow: connector_.hold_nrst(); break;
    // An operation of the flash in the microcontroller never outlives its reset, one of the chip does.
    case Kind::ResetAt:
        when(fault, fault.internal || (has_chip() && first().reset_on_nrst()), [this] { pull_nrst(); });
        break;
    case Kind::SupplyLost: when(fault, true, [this] { lose_supply(); }); break;
    case Kind::Unplug: when(fault, false, [this] { probe_faults_.unplugged_at = timeline_.now(); }); break;
    case Kind::Pause:
        when(fault, false, [this, what = describe(fault)] {
            if (pause_) pause_(what);
        });
        break;
    default: break;
    }
}

void DescribedBoard::when(const FaultSpec& fault, bool forestalls, std::function<void()> action) {
    if (fault.operation.number == 0) {
        timeline_.schedule_in(fault.at, std::move(action));
        return;
    }
    Operations& operations = fault.internal ? soc_->flash_operations() : first().chip().operations();
    operations.at(fault.operation, forestalls, std::move(action));
}

// The core may be amid an instruction: it stops, and is reset, before the next one.
void DescribedBoard::lose_supply() {
    soc_->violations().close();
    for (FlashSeat& flash : flashes_) flash.chip().lose_supply();
    soc_->lose_supply();
    connector_.lose_supply(timeline_.now());
    timeline_.schedule_in(0, [this] { soc_->machine().power_off(); });
}

void DescribedBoard::pull_nrst() {
    timeline_.schedule_in(0, [this] {
        connector_.nrst(true);
        connector_.nrst(false);
    });
}

} // namespace vb
