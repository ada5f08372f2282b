// The part of the ST-LINK firmware that answers about the probe, the DAP and the core.
#include "probe/little-endian.hpp"
#include "probe/stlink-firmware.hpp"

#include <algorithm>

namespace vb {

using namespace stlink;

// V3 tells its version in kGetVersionEx only; here all but the 3 is zero.
StlinkFirmware::Reply StlinkFirmware::version() const {
    Reply reply = {0x30, 0x00, 0, 0, 0, 0};
    put16(reply, 2, kVid);
    put16(reply, 4, kPid);
    return reply;
}

// V3J10M3B4S1. From J2 on the CSW travels with memory commands and RW_MISC exists; from J6 on 8-bit accesses
// go up to 512 bytes.
StlinkFirmware::Reply StlinkFirmware::version_ex() const {
    Reply reply = {3, 1, 10, 3, 4, 0, 0, 0, 0, 0, 0, 0};
    put16(reply, 8, kVid);
    put16(reply, 10, kPid);
    return reply;
}

// Two conversions: the 1.2 V reference, and half of the target's supply on the same scale.
StlinkFirmware::Reply StlinkFirmware::target_voltage() const {
    Reply reply(8);
    put32(reply, 0, 1200);
    put32(reply, 4, link_.target_powered() ? 3300 / 2 : 0);
    return reply;
}

StlinkFirmware::Reply StlinkFirmware::last_rw_status() const {
    Reply reply(12);
    reply[0] = std::uint8_t(last_rw_);
    put32(reply, 4, last_rw_address_);
    return reply;
}

StlinkFirmware::Reply StlinkFirmware::idcodes() {
    Reply reply(12);
    std::uint32_t dpidr = 0;
    reply[0] = std::uint8_t(link_.read_dp(SwdLink::kDpidr, dpidr));
    put32(reply, 4, dpidr);
    return reply;
}

StlinkFirmware::Reply StlinkFirmware::get_com_freq() const {
    Reply reply(12 + 4 * 10); // room for ten
    reply[0] = std::uint8_t(Status::Ok);
    put32(reply, 4, std::uint32_t(link_.clock_hz() / 1000));
    reply[8] = std::uint8_t(kSwdFrequencies.size());
    for (std::size_t n = 0; n < kSwdFrequencies.size(); ++n) put32(reply, 12 + 4 * n, kSwdFrequencies[n]);
    return reply;
}

// Takes the highest frequency that is not above the one asked for, or the lowest there is.
StlinkFirmware::Reply StlinkFirmware::set_com_freq(std::uint32_t khz) {
    const auto fits = std::find_if(kSwdFrequencies.begin(), kSwdFrequencies.end(),
                                   [khz](std::uint32_t frequency) { return frequency <= khz; });
    const std::uint32_t chosen = fits == kSwdFrequencies.end() ? kSwdFrequencies.back() : *fits;
    link_.set_clock_hz(chosen * 1000ull);
    Reply reply(8);
    reply[0] = std::uint8_t(Status::Ok);
    put32(reply, 4, chosen);
    return reply;
}

// SWD without reset is all that a NUCLEO's probe is wired for; JTAG finds no device.
StlinkFirmware::Status StlinkFirmware::enter(std::uint8_t mode) {
    if (mode != kEnterSwdNoReset) return Status::GetIdcodeError;
    const Status status = link_.connect();
    if (status == Status::Ok) mode_ = kModeDebug;
    return status;
}

StlinkFirmware::Reply StlinkFirmware::read_dap_register(std::uint16_t port, std::uint16_t address) {
    Reply reply(8);
    std::uint32_t value = 0;
    const Status status = port == kDebugPort
                              ? link_.read_dp(std::uint8_t(address), value)
                              : link_.read_ap(std::uint8_t(port), std::uint8_t(address), value);
    reply[0] = std::uint8_t(status);
    put32(reply, 4, value);
    return reply;
}

StlinkFirmware::Status StlinkFirmware::write_dap_register(std::uint16_t port, std::uint16_t address,
                                                          std::uint32_t value) {
    if (port == kDebugPort) return link_.write_dp(std::uint8_t(address), value);
    if (address == SwdLink::kCsw) csw_[std::uint8_t(port)] = value; // memory commands without a CSW use it
    return link_.write_ap(std::uint8_t(port), std::uint8_t(address), value);
}

// Opening an AP looks whether it is there (IDR is 0 where none is).
StlinkFirmware::Status StlinkFirmware::init_ap(std::uint8_t ap) {
    std::uint32_t idr = 0;
    const Status status = link_.read_ap(ap, SwdLink::kIdr, idr);
    csw_.erase(ap);
    if (status != Status::Ok) return status;
    return idr ? Status::Ok : Status::BadAp;
}

StlinkFirmware::Status StlinkFirmware::drive_nrst(std::uint8_t how) {
    if (how > 2) return Status::Fault;
    link_.nrst(how != 1); // 0 low, 1 high, 2 pulse
    if (how == 2) {
        link_.pass(costs_.nrst_pulse);
        link_.nrst(false);
    }
    return Status::Ok;
}

StlinkFirmware::Reply StlinkFirmware::read_register(std::uint8_t selector) {
    Reply reply(8);
    std::uint32_t value = 0;
    reply[0] = std::uint8_t(core_.read_register(selector, value));
    put32(reply, 4, value);
    return reply;
}

StlinkFirmware::Reply StlinkFirmware::read_debug_register(std::uint32_t address) {
    Reply reply(8);
    std::uint32_t value = 0;
    reply[0] = std::uint8_t(core_.read_debug(address, value));
    put32(reply, 4, value);
    return reply;
}

// R0..R15, xPSR, MSP, PSP, CONTROL..PRIMASK, one reserved word.
StlinkFirmware::Reply StlinkFirmware::all_registers() {
    Reply reply(88);
    Status status = Status::Ok;
    for (std::uint8_t n = 0; n < 20 && status == Status::Ok; ++n) {
        std::uint32_t value = 0;
        status = core_.read_register(n < 19 ? n : 20, value); // 19 is no register, 20 is CONTROL..PRIMASK
        put32(reply, 4 + 4 * n, value);
    }
    reply[0] = std::uint8_t(status);
    return reply;
}

} // namespace vb
