// Automatic status polling of QUADSPI.
#include "ip/quadspi/quadspi.hpp"

#include <algorithm>
#include <array>

namespace vb {

using namespace quadspi;

Picoseconds Quadspi::poll_time() const {
    return (2 + job_.command.header_clocks() + job_.command.clocks_for(job_.total)) * job_.clock;
}

// One status read, all of it at the instant it ends. With two flashes their bytes alternate.
void Quadspi::poll() {
    std::array<std::uint8_t, 4> bytes{};
    job_.command = command(address()); // SIOO leaves the instruction out from the second time on
    begin_transaction(job_.command, job_.clock_hz, true);
    transaction_.read(std::span(bytes).first(job_.total));
    release(job_.next_at);
    polled_ = 0;
    for (unsigned i = 0; i < job_.total; ++i) polled_ |= std::uint32_t(bytes[i]) << (8 * i);
    poll_fresh_ = true;
    const std::uint32_t mask = peek(kPsmkr), equal = ~(polled_ ^ peek(kPsmar)) & mask;
    const bool match = (peek(kCr) & cr::PMM) ? equal != 0 : equal == mask;
    if (match) flags_ |= sr::SMF;
    if (match && (peek(kCr) & cr::APMS)) {
        state_ = State::Idle;
        return;
    }
    job_.next_at = std::max(job_.next_at + field(peek(kPir), 0, 16) * job_.clock, select_free_) + poll_time();
}

} // namespace vb
