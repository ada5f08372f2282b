// The peripherals of the STM32H7S3 that the virtual board knows by address only.
#pragma once
#include "core/bus.hpp"
#include "ip/plain-blocks.hpp"

#include <deque>

namespace vb {

class UnmodelledStm32h7s3 {
  public:
    UnmodelledStm32h7s3();
    void attach(MemoryMap& map);
    void reset();

  private:
    struct Place {
        std::uint32_t base, size;
        UnmodelledBlock block;
    };
    std::deque<Place> places_;
};

} // namespace vb
