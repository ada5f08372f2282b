// A FIFO of bytes in front of a data register.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace vb {

template <std::size_t Bytes> class ByteFifo {
  public:
    std::size_t size() const { return size_; }
    std::size_t room() const { return Bytes - size_; }
    bool empty() const { return size_ == 0; }
    void clear() { size_ = 0; }
    void push(std::uint8_t byte) { bytes_[(head_ + size_++) % Bytes] = byte; }
    std::uint8_t pop() {
        const std::uint8_t byte = bytes_[head_];
        head_ = (head_ + 1) % Bytes;
        --size_;
        return byte;
    }

  private:
    std::array<std::uint8_t, Bytes> bytes_{};
    std::size_t head_ = 0, size_ = 0;
};

} // namespace vb
