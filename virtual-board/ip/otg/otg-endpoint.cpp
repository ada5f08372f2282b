#include "ip/otg/otg-endpoint.hpp"

#include <algorithm>

namespace vb {

void InEndpoint::start(std::uint32_t bytes, std::uint32_t packet_size) {
    bytes_ = bytes;
    packet_size_ = std::max(packet_size, 1u);
    written_ = sent_ = 0;
    is_loaded = false;
}

std::uint32_t InEndpoint::next_packet() const { return std::min(packet_size_, bytes_ - sent_); }

std::vector<std::uint8_t> InEndpoint::packet() const {
    std::vector<std::uint8_t> data(next_packet());
    for (std::size_t n = 0; n < data.size(); ++n) data[n] = std::uint8_t(words_[n / 4] >> 8 * (n % 4));
    return data;
}

void InEndpoint::sent() {
    const std::uint32_t size = next_packet();
    words_.erase(words_.begin(), words_.begin() + std::ptrdiff_t((size + 3) / 4));
    sent_ += size;
    data1 = !data1;
}

// The last word of a packet may have less than four bytes.
std::uint32_t InEndpoint::write_word(std::uint32_t word) {
    words_.push_back(word);
    const std::uint32_t in_packet = packet_size_ - written_ % packet_size_;
    const std::uint32_t bytes = std::min({4u, in_packet, bytes_ - written_});
    written_ += bytes;
    return bytes;
}

} // namespace vb
