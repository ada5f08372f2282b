// The 64-byte data FIFO (SR.FLEVEL).
#pragma once
#include "ip/xspi/xspi-limits.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace vb::xspi {

class Fifo {
  public:
    std::size_t size() const { return size_; }
    std::size_t room() const { return kFifoBytes - size_; }
    bool empty() const { return size_ == 0; }
    void clear() { size_ = 0; }
    void push(std::uint8_t byte) { bytes_[(head_ + size_++) % kFifoBytes] = byte; }
    std::uint8_t pop() {
        const std::uint8_t byte = bytes_[head_];
        head_ = (head_ + 1) % kFifoBytes;
        --size_;
        return byte;
    }

  private:
    std::array<std::uint8_t, kFifoBytes> bytes_{};
    std::size_t head_ = 0, size_ = 0;
};

} // namespace vb::xspi
