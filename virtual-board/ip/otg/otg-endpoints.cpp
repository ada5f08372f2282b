// The endpoints' registers (RM0433, OTG_DIEPCTLx, OTG_DOEPCTLx and their companions).
#include "ip/otg/otg-registers.hpp"
#include "ip/otg/otg.hpp"

#include <fmt/format.h>

namespace vb {
using namespace otg;

namespace {
constexpr std::uint32_t kEptyp = 3u << 18, kTxfnum = 0xFu << 22, kSnpm = 1u << 20, kMpsiz = 0x7FF;

struct Size {
    std::uint32_t bytes, packets;
};
Size size_of(unsigned n, std::uint32_t tsiz) {
    if (n == 0) return {tsiz & 0x7F, tsiz >> 19 & 3};
    return {tsiz & 0x7FFFF, tsiz >> 19 & 0x3FF};
}
} // namespace

// Endpoint 0 has a code of two bits, the same for both directions.
std::uint32_t Otg::packet_size(unsigned n, std::uint32_t control) const {
    return n == 0 ? 64u >> (peek(diep(0, CTL)) & 3) : control & kMpsiz;
}

void Otg::store_in(unsigned n, std::uint32_t reg, std::uint32_t value) {
    const std::uint32_t offset = diep(n, reg);
    if (reg == INT) return set_bits(offset, value, false);
    if (reg != CTL) {
        if (reg == TSIZ) in_[n].is_loaded = true;
        return keep(offset, value);
    }
    const std::uint32_t kept = n == 0 ? 3u | kTxfnum : kMpsiz | USBAEP | kEptyp | kTxfnum | STALL;
    set(offset, (peek(offset) & ~kept) | (value & kept));
    const std::uint32_t commands = store_control(offset, n, value, in_[n].data1);
    if (commands & EPDIS && peek(offset) & EPENA) {
        set_bits(offset, EPENA, false);
        set_bits(diep(n, INT), EPDISD, true);
    }
    if (commands & EPENA) start_in(n);
}

void Otg::store_out(unsigned n, std::uint32_t reg, std::uint32_t value) {
    const std::uint32_t offset = doep(n, reg);
    if (reg == INT) return set_bits(offset, value, false);
    if (reg != CTL) {
        if (reg == TSIZ) out_[n].is_loaded = true;
        return keep(offset, value);
    }
    const std::uint32_t kept = n == 0 ? kSnpm : kMpsiz | USBAEP | kEptyp | kSnpm | STALL;
    set(offset, (peek(offset) & ~kept) | (value & kept));
    const std::uint32_t commands = store_control(offset, n, value, out_[n].data1);
    if (commands & EPDIS && peek(offset) & EPENA) {
        if (n == 0 || !(peek(DCTL) & GONSTS))
            complain({"VB-OTG-031",
                      fmt::format("{}.DOEPCTL{}.EPDIS set {}", name(), n,
                                  n == 0 ? ": endpoint 0 cannot be disabled" : "without a global OUT NAK")});
        if (n == 0) return;
        set_bits(offset, EPENA, false);
        set_bits(doep(n, INT), EPDISD, true);
        out_[n].complete = false;
    }
    if (commands & EPENA) start_out(n);
}

// What both directions share. The bits of the answer are commands that are left to be done.
std::uint32_t Otg::store_control(std::uint32_t offset, unsigned n, std::uint32_t value, bool& data1) {
    if (n == 0 && value & STALL) set_bits(offset, STALL, true); // only a SETUP ends it
    if (value & SNAK) set_bits(offset, NAKSTS, true);
    if (value & CNAK) set_bits(offset, NAKSTS, false);
    if (value & SD0PID && n) data1 = false;
    if (value & SD1PID && n) data1 = true;
    set_bits(offset, DPID, data1 && n);
    return value & (EPDIS | EPENA);
}

// EPENA once more changes nothing, unless a new size was written for it.
void Otg::start_in(unsigned n) {
    const std::uint32_t control = diep(n, CTL);
    if (peek(control) & EPENA && !in_[n].is_loaded) return;
    set_bits(control, EPENA, true);
    const Size size = size_of(n, peek(diep(n, TSIZ)));
    const std::uint32_t packet = packet_size(n, peek(control));
    const bool fits =
        size.packets && size.bytes <= size.packets * packet && size.bytes >= (size.packets - 1) * packet;
    if (!fits || (n && !(peek(control) & USBAEP)))
        complain({"VB-OTG-030",
                  fmt::format("{}: IN endpoint {} enabled for {} bytes in {} packets of at most {}{}", name(),
                              n, size.bytes, size.packets, packet, fits ? " while it is not active" : "")});
    if (n && 4 * depth(n) < packet)
        complain({"VB-OTG-014", fmt::format("{}: the FIFO of IN endpoint {} has {} words, too few for a "
                                            "packet of {} bytes",
                                            name(), n, depth(n), packet)});
    in_[n].start(size.bytes, packet);
}

void Otg::start_out(unsigned n) {
    const std::uint32_t control = doep(n, CTL);
    if (peek(control) & EPENA && !out_[n].is_loaded) return;
    set_bits(control, EPENA, true);
    out_[n].complete = out_[n].is_loaded = false;
    const Size size = size_of(n, peek(doep(n, TSIZ)));
    if (size.packets == 0 || (n && !(peek(control) & USBAEP)))
        complain({"VB-OTG-030",
                  fmt::format("{}: OUT endpoint {} enabled for {} bytes in {} packets{}", name(), n,
                              size.bytes, size.packets, size.packets ? " while it is not active" : "")});
}

} // namespace vb
