// Automatic status polling of XSPI (docs/hardware/xspi.md, polling, time-out and prefetch).
#include "ip/xspi/xspi.hpp"

#include <algorithm>
#include <array>

namespace vb {

using namespace xspi;

Picoseconds Xspi::poll_time() const {
    return (2 + job_.command.header_clocks() + job_.command.data_clocks(job_.total)) * job_.clock;
}

// One status read, all of it at the instant it ends.
void Xspi::poll() {
    XspiPort& port = seat_.port();
    if (port.owner() != 0 && port.owner() != n_) {
        job_.next_at = timeline_.now() + kPortRetry;
        return;
    }
    std::array<std::uint8_t, 4> bytes{};
    const std::size_t fetched = job_.total + job_.total % job_.unit;
    transaction_.begin(port, job_.command, use_of(job_.command, job_.clock_hz, true), job_.lost);
    if (!transaction_.read(std::span(bytes).first(fetched))) {
        state_ = State::Hung;
        return;
    }
    release(job_.next_at);
    polled_ = 0;
    for (unsigned i = 0; i < job_.total; ++i) polled_ |= std::uint32_t(bytes[i]) << (8 * i);
    poll_fresh_ = true;
    const std::uint32_t mask = reg(kPsmkr), equal = ~(polled_ ^ reg(kPsmar)) & mask;
    const bool match = (reg(kCr) & cr::PMM) ? equal != 0 : equal == mask;
    if (match) flags_ |= sr::SMF;
    if (match && (reg(kCr) & cr::APMS)) {
        state_ = State::Idle;
        return;
    }
    job_.next_at = std::max(job_.next_at + field(reg(kPir), 0, 16) * job_.clock, select_free_) + poll_time();
}

} // namespace vb
