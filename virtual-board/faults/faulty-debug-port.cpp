#include "faults/faulty-debug-port.hpp"

namespace vb {

void FaultyDebugPort::hold_nrst() {
    port_.nrst(true);
    nrst_held_ = true;
}

SwdAck FaultyDebugPort::transfer(bool ap, bool read, std::uint8_t address, std::uint32_t& data) {
    return silent() ? SwdAck::None : port_.transfer(ap, read, address, data);
}

void FaultyDebugPort::line_reset() {
    if (!silent()) port_.line_reset();
}

void FaultyDebugPort::nrst(bool asserted) {
    if (!nrst_held_) port_.nrst(asserted);
}

} // namespace vb
