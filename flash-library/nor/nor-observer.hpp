// Who looks on while NorFlash works: its sign of life, its progress, and the wish to stop.
#pragma once
#include <cstdint>

namespace xspi {

class NorObserver {
  public:
    virtual void beat() = 0; // from every wait and every loop over data
    // Asked between pages only: a chip is never left in the middle of an erase or a program.
    virtual bool stop_requested() = 0;
    // The chip works, and nothing has to be done before a while has passed.
    virtual void spare() {}
    virtual void at(std::uint32_t position) = 0; // bytes done of the program under way
    virtual void erased() = 0;
    virtual void page_programmed() = 0;

  protected:
    ~NorObserver() = default;
};

} // namespace xspi
