#include "probe/swd-link.hpp"

namespace vb {

void SwdLink::pass_clocks(std::uint64_t clocks) { pass(clocks * kPerSecond / clock_hz_); }

SwdLink::Status SwdLink::transfer(bool ap, bool read, std::uint8_t address, std::uint32_t& data) {
    for (unsigned attempt = 0;; ++attempt) {
        // The access reaches the bus when its last bit has been clocked, so the board runs up to there first.
        // Only the answer tells a refused transaction apart; its shorter time is what it costs when it is
        // repeated.
        pass_clocks(attempt == 0 ? costs_.swd_clocks_transfer : costs_.swd_clocks_refused);
        ++counters_.transactions;
        const SwdAck ack = port_.transfer(ap, read, address & 0xC, data);
        if (ack == SwdAck::Ok) {
            counters_.bytes += 4;
            return Status::Ok;
        }
        if (ack == SwdAck::Fault) return ap ? Status::ApFault : Status::DpFault;
        if (ack == SwdAck::None) return ap ? Status::ApError : Status::DpError;
        if (attempt == costs_.wait_retries) return ap ? Status::ApWait : Status::DpWait;
    }
}

SwdLink::Status SwdLink::select(std::uint32_t mask, std::uint32_t value) {
    if (select_ && (*select_ & mask) == value) return Status::Ok;
    std::uint32_t wanted = (select_.value_or(0) & ~mask) | value;
    const Status status = transfer(false, false, kSelect, wanted);
    if (status == Status::Ok) select_ = wanted;
    return status;
}

SwdLink::Status SwdLink::select_ap(std::uint8_t ap, std::uint8_t address) {
    return select(0xFF0000F0, std::uint32_t(ap) << 24 | (address & 0xF0));
}

// Only address 0x4 is banked in a DPv1/DPv2 (IHI0031). SELECT is left alone otherwise: with a sticky error it
// could not be written, and CTRL/STAT must stay readable then.
SwdLink::Status SwdLink::select_dp_bank(std::uint8_t address) {
    if ((address & 0xC) != kCtrlStat) return Status::Ok;
    return select(0xF, (address >> 4) & 0xF);
}

SwdLink::Status SwdLink::read_dp(std::uint8_t address, std::uint32_t& value) {
    const Status status = select_dp_bank(address);
    return status == Status::Ok ? transfer(false, true, address, value) : status;
}

SwdLink::Status SwdLink::write_dp(std::uint8_t address, std::uint32_t value) {
    Status status = select_dp_bank(address);
    if (status != Status::Ok) return status;
    status = transfer(false, false, address, value);
    if (status == Status::Ok && (address & 0xC) == kSelect) select_ = value;
    return status;
}

SwdLink::Status SwdLink::read_ap_posted(std::uint8_t ap, std::uint8_t address, std::uint32_t& previous) {
    const Status status = select_ap(ap, address);
    return status == Status::Ok ? transfer(true, true, address, previous) : status;
}

SwdLink::Status SwdLink::read_ap(std::uint8_t ap, std::uint8_t address, std::uint32_t& value) {
    const Status status = read_ap_posted(ap, address, value);
    if (status != Status::Ok) return status;
    // A FAULT or WAIT here is the AP access's own.
    switch (read_dp(kRdbuff, value)) {
    case Status::Ok: return Status::Ok;
    case Status::DpFault: return Status::ApFault;
    case Status::DpWait: return Status::ApWait;
    default: return Status::ApError;
    }
}

SwdLink::Status SwdLink::write_ap(std::uint8_t ap, std::uint8_t address, std::uint32_t value) {
    const Status status = select_ap(ap, address);
    return status == Status::Ok ? transfer(true, false, address, value) : status;
}

SwdLink::Status SwdLink::connect() {
    constexpr std::uint32_t requests = 0x50000000, acknowledges = 0xA0000000; // CSYSPWRUP, CDBGPWRUP
    select_.reset();
    pass_clocks(costs_.swd_clocks_line_reset);
    port_.line_reset();
    std::uint32_t value = 0;
    if (transfer(false, true, kDpidr, value) != Status::Ok) return Status::GetIdcodeError;
    clear_sticky();
    Status status = write_dp(kSelect, 0);
    if (status == Status::Ok) status = write_dp(kCtrlStat, requests);
    for (unsigned poll = 0; status == Status::Ok; ++poll) {
        status = read_dp(kCtrlStat, value);
        if (status == Status::Ok && (value & acknowledges) == acknowledges) return Status::Ok;
        if (poll == costs_.status_polls) return Status::DpError;
    }
    return status;
}

} // namespace vb
