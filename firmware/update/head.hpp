// The beginning of a new application with its vector table. It is programmed last, and of it the reset
// vector's last bit, so that a download which was cut off leaves nothing that starts.
#pragma once
#include "firmware/update/area.hpp"
#include "firmware/update/job.hpp"
#include "flash-library/application/vector-table.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace firmware::update {

class Head {
  public:
    Head(std::uint8_t area, std::uint32_t address) : area_(area), address_(address) {}

    std::uint8_t area() const { return area_; }
    std::uint32_t address() const { return address_; }
    void drop() { parts_ = 0; }
    bool held() const { return parts_ != 0; }

    // Takes what belongs to it out of a block for `at`; erased bytes stay in its place.
    void take_from(const Area& area, std::uint32_t at, std::span<std::uint8_t> block) {
        size_ = area.unit > 1 ? area.unit : static_cast<std::uint32_t>(bytes_.size());
        const std::uint64_t first = std::max<std::uint64_t>(at, address_);
        const std::uint64_t end = std::min<std::uint64_t>(std::uint64_t{at} + block.size(), address_ + size_);
        if (first >= end) return;
        if (!held()) bytes_.fill(0xFF);
        const std::span<std::uint8_t> mine = block.subspan(first - at, end - first);
        std::copy(mine.begin(), mine.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(first - address_));
        std::fill(mine.begin(), mine.end(), std::uint8_t{0xFF});
        parts_ = area.unit > 1 ? 1 : 2;
    }

    // The next part: all but one bit of the vector, then that bit. A unit with an ECC is programmed in one
    // go.
    Job next() {
        Job job{.kind = Job::Kind::Program, .area = area_, .of_head = true, .address = address_};
        const std::uint32_t whole = vector();
        if (parts_ == 2) {
            set_vector(whole | bit_that_is_missing(whole));
            last_ = whole;
            job.data = {bytes_.data(), size_};
        } else if (size_ != bytes_.size()) {
            job.data = {bytes_.data(), size_};
        } else {
            set_vector(last_);
            job.address += xspi::kResetVectorOffset;
            job.data = {bytes_.data() + xspi::kResetVectorOffset, sizeof(last_)};
        }
        job.size = static_cast<std::uint32_t>(job.data.size());
        return job;
    }
    void programmed() { --parts_; }

  private:
    std::uint32_t vector() const {
        std::uint32_t word = 0;
        std::memcpy(&word, bytes_.data() + xspi::kResetVectorOffset, sizeof(word));
        return word;
    }
    void set_vector(std::uint32_t word) {
        std::memcpy(bytes_.data() + xspi::kResetVectorOffset, &word, sizeof(word));
    }
    // With the highest 0 as a 1 the vector leads out of every flash.
    static std::uint32_t bit_that_is_missing(std::uint32_t word) {
        return word == 0xFFFFFFFF ? 0 : 0x80000000u >> std::countl_one(word);
    }

    std::uint8_t area_;
    std::uint32_t address_;
    std::array<std::uint8_t, 256> bytes_{};
    std::uint32_t size_ = 256;
    std::uint32_t last_ = 0; // the vector as it has to be
    unsigned parts_ = 0;     // still to be programmed
};

} // namespace firmware::update
