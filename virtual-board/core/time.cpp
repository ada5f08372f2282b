#include "core/time.hpp"

#include <algorithm>

namespace vb {

Timeline::EventId Timeline::schedule(Picoseconds at, std::function<void()> action) {
    EventId id{std::max(at, now_), sequence_++};
    events_.emplace(id, std::move(action));
    return id;
}

void Timeline::cancel(EventId id) { events_.erase(id); }

Picoseconds Timeline::next_event() const {
    return events_.empty() ? UINT64_MAX : events_.begin()->first.first;
}

void Timeline::advance_to(Picoseconds to) {
    while (next_event() <= to) {
        auto node = events_.extract(events_.begin());
        now_ = std::max(now_, node.key().first);
        node.mapped()();
    }
    now_ = std::max(now_, to);
}

} // namespace vb
