// The peripherals of a microcontroller that the virtual board knows by address only.
#pragma once
#include "core/bus.hpp"
#include "ip/plain-blocks.hpp"

#include <deque>
#include <span>

namespace vb {

struct KnownBlock {
    const char* name;
    std::uint32_t base, size;
};

class UnmodelledSet {
  public:
    explicit UnmodelledSet(std::span<const KnownBlock> known) {
        for (const KnownBlock& one : known)
            places_.push_back({one.base, one.size, UnmodelledBlock(one.name)});
    }
    void attach(MemoryMap& map) {
        for (Place& place : places_) map.add_device(place.base, place.size, place.block);
    }
    void reset() {
        for (Place& place : places_) place.block.reset();
    }

  private:
    struct Place {
        std::uint32_t base, size;
        UnmodelledBlock block;
    };
    std::deque<Place> places_;
};

} // namespace vb
