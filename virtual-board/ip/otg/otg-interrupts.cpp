// Which flags are levels, and the core's one interrupt line (RM0433, OTG interrupts).
#include "ip/otg/otg-registers.hpp"
#include "ip/otg/otg.hpp"

namespace vb {
using namespace otg;

void Otg::update_interrupt() {
    if (!wiring_.interrupt) return;
    wiring_.interrupt((peek(GAHBCFG) & GINT) && (interrupt_status() & peek(GINTMSK)));
}

std::uint32_t Otg::interrupt_status() const {
    std::uint32_t status = peek(GINTSTS) | NPTXFE;
    const std::uint32_t asked = endpoint_interrupts() & peek(DAINTMSK);
    if (peek(GOTGINT)) status |= OTGINT;
    if (!received_.empty()) status |= RXFLVL;
    if (peek(DCTL) & GINSTS) status |= GINAKEFF;
    if (peek(DCTL) & GONSTS) status |= GONAKEFF;
    if (asked & 0xFFFF) status |= IEPINT;
    if (asked >> 16) status |= OEPINT;
    return status;
}

// DAINT: IN endpoints in the low half, OUT endpoints in the high one.
std::uint32_t Otg::endpoint_interrupts() const {
    std::uint32_t flags = 0;
    for (unsigned n = 0; n < kind_.endpoints; ++n) {
        const std::uint32_t status = in_status(n);
        const bool empty = status & TXFE && peek(DIEPEMPMSK) >> n & 1;
        if ((status & ~TXFE & peek(DIEPMSK)) || empty) flags |= bit(n);
        if (peek(doep(n, INT)) & peek(DOEPMSK)) flags |= bit(16 + n);
    }
    return flags;
}

std::uint32_t Otg::in_status(unsigned n) const {
    return (peek(diep(n, INT)) & ~TXFE) | (fifo_is_empty_enough(n) ? TXFE : 0);
}

// GAHBCFG.TXFELVL: completely, or half.
bool Otg::fifo_is_empty_enough(unsigned n) const {
    const unsigned used = in_[n].used_words();
    return peek(GAHBCFG) & TXFELVL ? used == 0 : 2 * used <= depth(n);
}

} // namespace vb
