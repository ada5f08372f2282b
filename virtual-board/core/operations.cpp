#include "core/operations.hpp"

namespace vb {

bool Operations::begin(Picoseconds duration) {
    ++begun_;
    bool takes_place = true;
    for (const Watch& watch : watches_) {
        if (watch.moment.number != begun_) continue;
        if (watch.moment.middle) {
            timeline_.schedule_in(duration / 2, watch.action);
            continue;
        }
        watch.action();
        takes_place &= !watch.forestalls;
    }
    return takes_place;
}

} // namespace vb
