// The receive FIFO that all OUT endpoints share: what GRXSTSP and the words behind it give.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <span>

namespace vb {

class ReceiveFifo {
  public:
    // data1: of the packet, as DPID shows it.
    void push(unsigned endpoint, unsigned packet_status, std::span<const std::uint8_t> data, bool data1);
    bool empty() const { return entries_.empty() && reading_.empty(); }
    bool has_status() const { return !entries_.empty(); }
    std::uint32_t top() const { return entries_.empty() ? 0 : entries_.front().status; }
    // The next status word; nothing: there is none. Words of the packet before that were not read are lost.
    std::optional<std::uint32_t> pop();
    std::optional<std::uint32_t> read_word(); // of the packet whose status was taken last
    unsigned unread_words() const { return unsigned(reading_.size()); }
    unsigned used_words() const { return used_; }
    void flush();

  private:
    struct Entry {
        std::uint32_t status;
        std::deque<std::uint32_t> words;
    };
    std::deque<Entry> entries_;
    std::deque<std::uint32_t> reading_;
    unsigned used_ = 0;
};

} // namespace vb
