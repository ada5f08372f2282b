#include "ip/quadspi/quadspi-transaction.hpp"

#include <algorithm>
#include <utility>

namespace vb::quadspi {

void Transaction::begin(std::vector<QuadspiBank*> banks, const Command& command, std::uint64_t clock_hz,
                        bool reading, bool nibble_lost) {
    banks_ = std::move(banks);
    command_ = command;
    open_ = true;
    reading_ = reading;
    nibble_lost_ = nibble_lost;
    contends_ = reading && command.contends();
    carried_[0] = carried_[1] = 0;
    const QuadspiBank::Use use{clock_hz, command.io_lines(reading), command.any_dtr(), command.sample_shift,
                               reading};
    for (std::size_t i = 0; i < banks_.size(); ++i) {
        banks_[i]->select(use);
        auto header = command.header();
        if (!header.empty()) {
            carried_[i] = header.back();
            banks_[i]->drive(header, false);
        }
        if (command.dummy_cycles == 0) continue;
        std::vector<std::uint8_t> dummy(2 * command.dummy_cycles);
        banks_[i]->sample(dummy, command.data_lines == 4, false);
        carried_[i] = dummy.back();
    }
}

void Transaction::write(std::span<const std::uint8_t> bytes) {
    for (std::size_t i = 0; i < banks_.size(); ++i) {
        std::vector<std::uint8_t> own;
        for (std::size_t at = i; at < bytes.size(); at += banks_.size()) own.push_back(bytes[at]);
        auto wire = command_.encode(own);
        if (wire.empty()) continue;
        const std::size_t nibble = 4 / command_.data_lines * (command_.data_dtr ? 1 : 2);
        if (nibble_lost_) std::fill_n(wire.begin(), std::min(nibble, wire.size()), std::uint8_t(0));
        banks_[i]->drive(wire, true);
    }
    nibble_lost_ = false;
}

std::vector<std::uint8_t> Transaction::read_flash(std::size_t index, std::size_t bytes) {
    std::vector<std::uint8_t> wire(half_cycles(command_.data_lines, command_.data_dtr, bytes)), own(bytes);
    banks_[index]->sample(wire, command_.data_lines == 4, true);
    if (contends_) std::fill_n(wire.begin(), std::min<std::size_t>(2, wire.size()), carried_[index]);
    command_.decode(wire, own);
    return own;
}

void Transaction::read(std::span<std::uint8_t> bytes) {
    std::fill(bytes.begin(), bytes.end(), std::uint8_t(0));
    if (command_.data_lines == 0) return;
    for (std::size_t i = 0; i < banks_.size(); ++i) {
        const auto own = read_flash(i, bytes.size() / banks_.size());
        for (std::size_t at = 0; at < own.size(); ++at) bytes[at * banks_.size() + i] = own[at];
    }
    contends_ = false;
}

void Transaction::end() {
    if (open_)
        for (QuadspiBank* bank : banks_) bank->deselect();
    open_ = false;
    banks_.clear();
}

} // namespace vb::quadspi
