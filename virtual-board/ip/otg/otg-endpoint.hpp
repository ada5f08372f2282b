// What the core keeps of an endpoint beside its registers.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

namespace vb {

// A transmit FIFO and the transfer that goes through it. Every packet starts in a word of its own.
class InEndpoint {
  public:
    void start(std::uint32_t bytes, std::uint32_t packet_size);
    // The packet that is to be sent next.
    std::uint32_t next_packet() const;
    bool next_packet_is_complete() const { return words_.size() * 4 >= next_packet(); }
    std::vector<std::uint8_t> packet() const;
    void sent();

    // The bytes that the word adds to the transfer.
    std::uint32_t write_word(std::uint32_t word);
    bool wants_words() const { return written_ < bytes_; }
    unsigned used_words() const { return unsigned(words_.size()); }
    void flush() { words_.clear(); }
    void reset() { *this = {}; }

    bool data1 = false;     // of the next packet
    bool is_loaded = false; // DIEPTSIZ was written since the transfer began

  private:
    std::deque<std::uint32_t> words_;
    std::uint32_t bytes_ = 0, written_ = 0, sent_ = 0, packet_size_ = 64;
};

struct OutEndpoint {
    bool data1 = false;     // of the packet that is expected
    bool complete = false;  // the transfer has ended; its end was not taken out of the receive FIFO yet
    bool is_loaded = false; // DOEPTSIZ was written since the transfer began
};

} // namespace vb
