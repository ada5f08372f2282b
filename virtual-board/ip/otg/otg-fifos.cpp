// The FIFOs in the RAM that they share.
#include "ip/otg/otg-registers.hpp"
#include "ip/otg/otg.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb {
using namespace otg;

namespace {
constexpr unsigned kSmallest = 16;    // words of any FIFO (RM0433, OTG_GRXFSIZ and OTG_DIEPTXFx)
constexpr unsigned kForSetup = 10;    // RM0433, device RAM allocation: words kept for SETUP packets
constexpr unsigned kAllFifos = 0x10;  // GRSTCTL.TXFNUM
constexpr unsigned kNoFifo = 0xFFFFu; // a number that no DIEPTXF has
} // namespace

unsigned Otg::fifo_of(unsigned endpoint) const {
    return endpoint == 0 ? 0 : peek(diep(endpoint, CTL)) >> 22 & 0xF;
}

// Start in the low half, depth in the high one.
std::uint32_t Otg::fifo_place(unsigned endpoint) const {
    const unsigned fifo = fifo_of(endpoint);
    if (fifo == 0) return peek(DIEPTXF0);
    return fifo < kind_.endpoints ? peek(DIEPTXF1 + 4 * (fifo - 1)) : kNoFifo;
}

unsigned Otg::free_words(unsigned endpoint) const {
    return depth(endpoint) - std::min(depth(endpoint), in_[endpoint].used_words());
}

unsigned Otg::free_receive_words() const {
    const unsigned all = std::min(peek(GRXFSIZ), kind_.fifo_words);
    return all - std::min(all, received_.used_words());
}

void Otg::flush_transmit(unsigned fifo) {
    for (unsigned n = 0; n < kind_.endpoints; ++n)
        if (fifo == kAllFifos || fifo == fifo_of(n)) in_[n].flush();
}

std::uint32_t Otg::read_fifo() {
    const auto word = received_.read_word();
    if (!word)
        complain({"VB-OTG-022", fmt::format("{}: the receive FIFO was read beyond its packet", name())});
    update_interrupt();
    return word.value_or(0);
}

void Otg::write_fifo(unsigned endpoint, std::uint32_t word) {
    if (endpoint >= kind_.endpoints || !(peek(diep(endpoint, CTL)) & EPENA)) {
        complain({"VB-OTG-023", fmt::format("{}: FIFO of IN endpoint {} written while the endpoint is not "
                                            "enabled",
                                            name(), endpoint)});
        return;
    }
    if (free_words(endpoint) == 0 || !in_[endpoint].wants_words()) {
        complain({"VB-OTG-024", fmt::format("{}: FIFO of IN endpoint {} written {}", name(), endpoint,
                                            free_words(endpoint) == 0 ? "while it is full"
                                                                      : "beyond the transfer's size")});
        return;
    }
    const std::uint32_t bytes = in_[endpoint].write_word(word);
    set(diep(endpoint, TSIZ), peek(diep(endpoint, TSIZ)) - bytes); // XFRSIZ: what is still to be written
    update_interrupt();
}

// Of endpoint 0 and of the IN endpoints that are active.
void Otg::check_fifos() {
    struct Place {
        std::string name;
        unsigned start, depth;
    };
    std::vector<Place> places = {{"GRXFSIZ", 0, peek(GRXFSIZ)}};
    for (unsigned n = 0; n < kind_.endpoints; ++n)
        if (n == 0 || peek(diep(n, CTL)) & USBAEP)
            places.push_back(
                {fmt::format("DIEPTXF{}", fifo_of(n)), fifo_place(n) & 0xFFFF, fifo_place(n) >> 16});
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Place& one = places[i];
        if (one.start + one.depth > kind_.fifo_words)
            complain({"VB-OTG-010", fmt::format("{}.{}: {} words from {} on end beyond the RAM's {}", name(),
                                                one.name, one.depth, one.start, kind_.fifo_words)});
        if (one.depth < kSmallest)
            complain({"VB-OTG-012", fmt::format("{}.{}: {} words are less than {}", name(), one.name,
                                                one.depth, kSmallest)});
        for (std::size_t k = 0; k < i; ++k)
            if (one.start < places[k].start + places[k].depth && places[k].start < one.start + one.depth &&
                one.name != places[k].name)
                complain(
                    {"VB-OTG-011", fmt::format("{}: {} and {} overlap", name(), places[k].name, one.name)});
    }
    const unsigned least = kForSetup + 1 + packet_size(0, peek(diep(0, CTL))) / 4 + 1;
    if (peek(GRXFSIZ) < least)
        complain({"VB-OTG-013", fmt::format("{}.GRXFSIZ: {} words; SETUP packets, one packet of endpoint 0 "
                                            "and a global NAK take {}",
                                            name(), peek(GRXFSIZ), least)});
}

bool OtgFifoWindows::takes(std::uint32_t offset, unsigned size) {
    if (clocked_ && !clocked_()) {
        violations_.report("VB-RCC-001", core_.name() + ": FIFO accessed while its clock is off");
        return false;
    }
    if (offset + kRegisters >= kRam) {
        violations_.report("VB-OTG-092", core_.name() + ": direct access to the FIFOs' RAM is not modelled");
        return false;
    }
    if (size != 4)
        violations_.report("VB-OTG-025",
                           fmt::format("{}: FIFO accessed by {} bytes; it takes words", core_.name(), size));
    return size == 4;
}

std::optional<std::uint32_t> OtgFifoWindows::read(std::uint32_t offset, unsigned size, Master) {
    return takes(offset, size) ? core_.read_fifo() : 0;
}

bool OtgFifoWindows::write(std::uint32_t offset, unsigned size, std::uint32_t value, Master) {
    if (takes(offset, size)) core_.write_fifo(offset / kWindow, value);
    return true;
}

} // namespace vb
