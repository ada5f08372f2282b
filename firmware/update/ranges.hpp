// A few ranges of addresses, apart from each other and in order. Hosts go through a memory from its
// beginning, so one is mostly all there is.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace firmware::update {

struct Range {
    std::uint32_t first = 0, end = 0;
    constexpr bool empty() const { return first >= end; }
    constexpr bool meets(std::uint32_t other_first, std::uint32_t other_end) const {
        return first < other_end && other_first < end;
    }
};

class Ranges {
  public:
    static constexpr std::size_t kRanges = 16;

    bool empty() const { return count_ == 0; }
    bool full() const { return count_ == kRanges; } // another range, or a hole in one, has no room
    const Range& front() const { return ranges_[0]; }
    const Range* begin() const { return ranges_.data(); }
    const Range* end() const { return ranges_.data() + count_; }
    void clear() { count_ = 0; }
    bool meets(std::uint32_t first, std::uint32_t end) const {
        for (const Range& range : *this)
            if (range.meets(first, end)) return true;
        return false;
    }
    // Not while full().
    void add(std::uint32_t first, std::uint32_t end) {
        std::size_t at = 0;
        while (at < count_ && ranges_[at].end < first) ++at;
        while (at < count_ && ranges_[at].first <= end) { // touches: becomes part of the new one
            first = first < ranges_[at].first ? first : ranges_[at].first;
            end = end > ranges_[at].end ? end : ranges_[at].end;
            erase(at);
        }
        insert(at, {first, end});
    }
    // A hole that has no room stays unmade at the upper side: what is left is then too little.
    void remove(std::uint32_t first, std::uint32_t end) {
        for (std::size_t at = 0; at < count_;) {
            Range& range = ranges_[at];
            if (!range.meets(first, end)) {
                ++at;
                continue;
            }
            const Range upper{end, range.end};
            range.end = first;
            if (range.empty())
                erase(at);
            else
                ++at;
            if (!upper.empty() && !full()) insert(at++, upper);
        }
    }

  private:
    void erase(std::size_t at) {
        for (--count_; at < count_; ++at) ranges_[at] = ranges_[at + 1];
    }
    void insert(std::size_t at, const Range& range) {
        for (std::size_t i = count_++; i > at; --i) ranges_[i] = ranges_[i - 1];
        ranges_[at] = range;
    }
    std::array<Range, kRanges> ranges_{};
    std::size_t count_ = 0;
};

} // namespace firmware::update
