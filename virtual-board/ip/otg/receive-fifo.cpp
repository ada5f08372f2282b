#include "ip/otg/receive-fifo.hpp"

#include <utility>

namespace vb {

// GRXSTSP: EPNUM 3:0, BCNT 14:4, DPID 16:15 (0 DATA0, 2 DATA1), PKTSTS 20:17.
void ReceiveFifo::push(unsigned endpoint, unsigned packet_status, std::span<const std::uint8_t> data,
                       bool data1) {
    Entry entry{endpoint | std::uint32_t(data.size()) << 4 | (data1 ? 2u : 0u) << 15 | packet_status << 17,
                {}};
    for (std::size_t n = 0; n < data.size(); ++n) {
        if (n % 4 == 0) entry.words.push_back(0);
        entry.words.back() |= std::uint32_t(data[n]) << 8 * (n % 4);
    }
    used_ += 1 + unsigned(entry.words.size());
    entries_.push_back(std::move(entry));
}

std::optional<std::uint32_t> ReceiveFifo::pop() {
    if (entries_.empty()) return std::nullopt;
    used_ -= 1 + unsigned(reading_.size());
    const std::uint32_t status = entries_.front().status;
    reading_ = std::move(entries_.front().words);
    entries_.pop_front();
    return status;
}

std::optional<std::uint32_t> ReceiveFifo::read_word() {
    if (reading_.empty()) return std::nullopt;
    --used_;
    const std::uint32_t word = reading_.front();
    reading_.pop_front();
    return word;
}

void ReceiveFifo::flush() {
    entries_.clear();
    reading_.clear();
    used_ = 0;
}

} // namespace vb
