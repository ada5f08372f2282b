#include "ip/xspi/xspi-transaction.hpp"

#include "ip/xspi/xspi-rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace vb::xspi {

void Transaction::begin(XspiPort& port, const Command& command, const XspiPort::Use& use, bool lost) {
    command_ = command;
    n_ = use.xspi;
    open_ = first_read_ = true;
    carried_ = 0;
    port_ = lost ? nullptr : &port;
    const bool unstrobed =
        command.octal_dtr_data() && !command.strobe && use.clock_hz > port.limits().no_strobe_hz;
    late_ = unstrobed || (command.sample_shift && command.data_dtr && !command.strobe);
    if (!port_) return;
    port.select(use);
    auto header = command.header();
    if (!header.empty()) port.drive(header, false);
    if (command.dummy_cycles == 0) return;
    std::vector<std::uint8_t> dummy(2 * command.dummy_cycles);
    port.sample(dummy, false);
    carried_ = dummy.back();
}

void Transaction::write(std::span<const std::uint8_t> bytes) {
    if (!port_) return;
    auto wire = command_.encode(bytes);
    if (!wire.empty()) port_->drive(wire, true);
}

// The level that was there half a cycle before takes the place of each. True when that changes anything: a
// byte that the chip repeats, as a status register, stands on the lines and may be taken at any time.
bool Transaction::shift(std::span<std::uint8_t> wire) {
    bool changed = false;
    for (auto& level : wire) {
        changed |= level != carried_;
        std::swap(level, carried_);
    }
    return changed;
}

bool Transaction::sample(std::span<std::uint8_t> wire) {
    if (!port_) {
        std::fill(wire.begin(), wire.end(), std::uint8_t(0));
        return false;
    }
    if (!command_.strobe) return port_->sample(wire, true);
    // The first clock by itself: its edges must be there, or the read ends short of edges and so never ends.
    bool strobed = true;
    if (first_read_) {
        strobed = port_->sample(wire.first(2), true);
        wire = wire.subspan(2);
    }
    first_read_ = false;
    return strobed && (wire.empty() || port_->sample(wire, true));
}

bool Transaction::read(std::span<std::uint8_t> bytes) {
    if (command_.data_lines == 0 || command_.data_lines > 8) {
        std::fill(bytes.begin(), bytes.end(), std::uint8_t(0));
        return !command_.strobe;
    }
    std::vector<std::uint8_t> wire(half_cycles(command_.data_lines, command_.data_dtr, bytes.size()));
    const bool strobed = sample(wire);
    if (command_.strobe && !strobed) {
        violations_.report(rule::kNoStrobe,
                           fmt::format("XSPI{} reads with CCR.DQSE 1, but DQS edges are missing: the "
                                       "read never completes.",
                                       n_));
        return false;
    }
    if (late_ && shift(wire) && !command_.sample_shift)
        violations_.report(rule::kNeedsStrobe,
                           fmt::format("XSPI{} reads octal DTR with CCR.DQSE 0 too fast for "
                                       "sampling by its own clock: data are garbage.",
                                       n_));
    command_.decode(wire, bytes);
    return true;
}

void Transaction::end() {
    if (open_ && port_) port_->deselect();
    open_ = false;
    port_ = nullptr;
}

} // namespace vb::xspi
