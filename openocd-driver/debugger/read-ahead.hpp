// What was read of a flash beyond what a debugger asked for: who reads it in one piece after the other has
// the agent started for each, which takes as long as 64 KiB.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace xspi {

struct Bank;

class ReadAhead {
  public:
    // What the bytes are of. It changes with every run of the agent and of the core.
    struct Origin {
        const Bank* bank = nullptr;
        std::uint64_t state = 0;
        bool operator==(const Origin&) const = default;
    };

    // True: they were at hand, and are not old.
    bool serve(const Origin& origin, std::uint32_t offset, std::span<std::uint8_t> to, std::int64_t now_ms) {
        const bool fresh = origin == origin_ && now_ms - read_ms_ <= kFreshMs;
        if (!fresh || offset < begin_ || offset - begin_ > bytes_.size() ||
            bytes_.size() - (offset - begin_) < to.size())
            return false;
        std::copy_n(bytes_.begin() + std::ptrdiff_t(offset - begin_), to.size(), to.begin());
        next_ = offset + std::uint32_t(to.size());
        return true;
    }

    // How much to read for them: more each time where one piece follows the other.
    std::uint32_t amount(const Bank* bank, std::uint32_t offset, std::uint32_t size) const {
        if (bank != origin_.bank || offset != next_) return size;
        return std::max(size, std::min(kMost, std::uint32_t(bytes_.size()) * kGrowth));
    }

    void keep(const Origin& origin, std::uint32_t offset, std::vector<std::uint8_t> bytes, std::uint32_t used,
              std::int64_t now_ms) {
        origin_ = origin;
        begin_ = offset;
        next_ = offset + used;
        read_ms_ = now_ms;
        bytes_ = std::move(bytes);
    }
    void forget() { origin_ = {}; }

  private:
    static constexpr std::uint32_t kGrowth = 4, kMost = 1 << 20;
    static constexpr std::int64_t kFreshMs = 1000;

    Origin origin_;
    std::uint32_t begin_ = 0, next_ = 0; // next_: behind what was asked for last
    std::int64_t read_ms_ = 0;
    std::vector<std::uint8_t> bytes_;
};

} // namespace xspi
