// What a device can still see of a file that its host did not understand: the suffix or the prefix of a DFU
// file comes as data. A suffix whose checksum is right has been taken off by the host (docs/hardware/usb.md,
// files).
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace firmware::update {

class FileCheck {
  public:
    void restart() { filled_ = 0; }
    // The next bytes for `address`. False: they begin as a DfuSe file does.
    bool take(std::uint32_t address, std::span<const std::uint8_t> data) {
        if (address != next_) filled_ = 0;
        next_ = address + static_cast<std::uint32_t>(data.size());
        const std::size_t count = std::min(data.size(), tail_.size());
        std::memmove(tail_.data(), tail_.data() + count, tail_.size() - count);
        std::memcpy(tail_.data() + tail_.size() - count, data.data() + data.size() - count, count);
        filled_ = std::min(filled_ + data.size(), tail_.size());
        return !begins_with(data, std::string_view("DfuSe\x01", 6));
    }
    // Whether the last bytes are a suffix: bcdDFU 1.0 or 1.1A, "UFD", its length of 16.
    bool ends_in_suffix() const {
        const bool version = (tail_[6] == 0x00 || tail_[6] == 0x1A) && tail_[7] == 0x01;
        return filled_ == tail_.size() && version &&
               begins_with(std::span(tail_).subspan(8), std::string_view("UFD\x10", 4));
    }

  private:
    static bool begins_with(std::span<const std::uint8_t> data, std::string_view text) {
        return data.size() >= text.size() &&
               std::equal(text.begin(), text.end(), data.begin(),
                          [](char c, std::uint8_t byte) { return static_cast<std::uint8_t>(c) == byte; });
    }
    std::array<std::uint8_t, 16> tail_{};
    std::size_t filled_ = 0;
    std::uint32_t next_ = 0;
};

} // namespace firmware::update
