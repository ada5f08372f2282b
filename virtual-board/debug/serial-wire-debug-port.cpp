#include "debug/serial-wire-debug-port.hpp"

namespace vb {

namespace {
// CTRL/STAT
constexpr std::uint32_t kStickyOverrun = 1u << 1, kStickyCompare = 1u << 4, kStickyError = 1u << 5,
                        kReadOk = 1u << 6, kWriteDataError = 1u << 7;
constexpr std::uint32_t kSticky = kStickyOverrun | kStickyCompare | kStickyError | kWriteDataError;
constexpr std::uint32_t kDebugPowerRequest = 1u << 28, kSystemPowerRequest = 1u << 30;
constexpr std::uint32_t kWritable =
    0x54FFFF0D; // power and reset requests, TRNCNT, MASKLANE, TRNMODE, ORUNDETECT
} // namespace

void SerialWireDebugPort::add_access_port(unsigned number, std::unique_ptr<MemAp> port) {
    ports_[number] = std::move(port);
}

void SerialWireDebugPort::power_on() {
    powered_ = true;
    control_ = select_ = line_control_ = buffer_ = resend_ = 0;
    awaits_dpidr_ = true;
    for (auto& [number, port] : ports_) port->reset();
}

// After a line reset the DP is silent until DPIDR is read (B4.3.4); its registers keep their values, SELECT's
// DPBANKSEL aside.
void SerialWireDebugPort::line_reset() {
    awaits_dpidr_ = true;
    select_ &= ~0xFu;
}

bool SerialWireDebugPort::sticky() const { return control_ & kSticky; }

// With an error flag set only these are answered (B4.2.4): DPIDR and CTRL/STAT reads, ABORT writes.
bool SerialWireDebugPort::exempt_from_fault(bool ap, bool read, std::uint8_t address) const {
    if (ap) return false;
    return read ? address == 0x0 || address == 0x4 : address == 0x0;
}

SwdAck SerialWireDebugPort::transfer(bool ap, bool read, std::uint8_t address, std::uint32_t& data) {
    address &= 0xC;
    if (!powered_) return SwdAck::None;
    if (awaits_dpidr_) {
        if (ap || !read || address != 0) return SwdAck::None;
        awaits_dpidr_ = false;
    }
    if (sticky() && !exempt_from_fault(ap, read, address)) return SwdAck::Fault;
    if (ap) return access(read, address, data);
    if (read) return read_port(address, data);
    write_port(address, data);
    return SwdAck::Ok;
}

// Version 1 knows CTRLSEL alone: CTRL/STAT and the wire control register (B2.2.10).
unsigned SerialWireDebugPort::bank() const {
    const bool version2 = (identity_.dpidr >> 12 & 0xF) > 1;
    return select_ & (version2 ? 0xF : 1);
}

std::uint32_t SerialWireDebugPort::banked_register() const {
    switch (bank()) {
    case 0: {
        std::uint32_t value = control_;
        if (control_ & kDebugPowerRequest) value |= kDebugPowerRequest << 1; // acknowledged at once
        if (control_ & kSystemPowerRequest) value |= kSystemPowerRequest << 1;
        return value;
    }
    case 1: return line_control_;       // DLCR
    case 2: return identity_.target_id; // TARGETID
    case 3: return 0x00000001;          // DLPIDR: instance 0, SWD protocol version 2
    default: return 0;
    }
}

SwdAck SerialWireDebugPort::read_port(std::uint8_t address, std::uint32_t& data) {
    switch (address) {
    case 0x0: data = identity_.dpidr; break;
    case 0x4: data = banked_register(); break;
    case 0x8: data = resend_; break;
    default:
        data = resend_ = buffer_;
        control_ |= kReadOk;
        break;
    }
    return SwdAck::Ok;
}

void SerialWireDebugPort::write_port(std::uint8_t address, std::uint32_t data) {
    switch (address) {
    case 0x0: write_abort(data); break;
    case 0x4:
        if (bank() == 0) write_control(data);
        if (bank() == 1) line_control_ = data & 0x300; // TURNROUND
        break;
    case 0x8: select_ = data; break;
    default: break; // TARGETSEL: not a multi-drop port
    }
}

void SerialWireDebugPort::write_abort(std::uint32_t data) {
    if (data & 2) control_ &= ~kStickyCompare;
    if (data & 4) control_ &= ~kStickyError;
    if (data & 8) control_ &= ~kWriteDataError;
    if (data & 16) control_ &= ~kStickyOverrun;
}

void SerialWireDebugPort::write_control(std::uint32_t data) {
    control_ = (control_ & (kSticky | kReadOk)) | (data & kWritable);
}

SwdAck SerialWireDebugPort::access(bool read, std::uint8_t address, std::uint32_t& data) {
    // Without debug power there is nothing behind the DP: the transaction fails (B2.4).
    if (!(control_ & kDebugPowerRequest)) {
        control_ |= kStickyError;
        return SwdAck::Fault;
    }
    auto port = ports_.find(select_ >> 24);
    auto bank = std::uint8_t((select_ & 0xF0) | address);
    if (!read) {
        if (port != ports_.end() && !port->second->write(bank, data)) control_ |= kStickyError;
        return SwdAck::Ok;
    }
    // Posted: this transaction carries the result of the one before.
    data = resend_ = buffer_;
    control_ |= kReadOk;
    if (port == ports_.end()) {
        buffer_ = 0; // no such AP: IDR and everything else read as zero
        return SwdAck::Ok;
    }
    auto value = port->second->read(bank);
    if (!value) {
        control_ |= kStickyError;
        control_ &= ~kReadOk;
    }
    buffer_ = value.value_or(0);
    return SwdAck::Ok;
}

} // namespace vb
