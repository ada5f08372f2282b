// Transactions as RM0433's device programming model describes them.
#include "ip/otg/otg-registers.hpp"
#include "ip/otg/otg.hpp"

#include <algorithm>

namespace vb {
using namespace otg;

// A SETUP is taken whatever NAK, STALL or EPENA say. It ends both directions' STALL and begins their NAK.
UsbAnswer Otg::setup(unsigned address, unsigned endpoint, std::span<const std::uint8_t> data) {
    constexpr unsigned kWords = 3, kSetupCount = 29;
    if (!answers(address, endpoint) || endpoint != 0) return UsbAnswer::Nothing;
    if (!setup_checked_) check_fifos(), check_turnaround();
    setup_checked_ = true;
    if (free_receive_words() < kWords + 1) return UsbAnswer::Nothing;
    received_.push(0, kSetupData, data, false);
    for (const std::uint32_t control : {diep(0, CTL), doep(0, CTL)}) {
        set_bits(control, STALL, false);
        set_bits(control, NAKSTS, true);
    }
    const std::uint32_t size = peek(doep(0, TSIZ));
    if (size >> kSetupCount & 3) set(doep(0, TSIZ), size - (1u << kSetupCount));
    in_[0].data1 = out_[0].data1 = true;
    out_[0].complete = false;
    setup_pending_ = in_control_transfer_ = true;
    update_interrupt();
    return UsbAnswer::Ack;
}

// RM0433, SETUP stage done: the first token after it says that no other SETUP follows.
void Otg::finish_setup() {
    if (!setup_pending_) return;
    setup_pending_ = false;
    received_.push(0, kSetupDone, {}, false);
    update_interrupt();
}

UsbAnswer Otg::out(unsigned address, unsigned endpoint, std::span<const std::uint8_t> data, bool data1) {
    if (!answers(address, endpoint)) return UsbAnswer::Nothing;
    const std::uint32_t control = peek(doep(endpoint, CTL));
    if (endpoint == 0) finish_setup();
    if (endpoint && !(control & USBAEP)) return UsbAnswer::Nothing;
    if (control & STALL) return UsbAnswer::Stall;
    OutEndpoint& state = out_[endpoint];
    const unsigned words = unsigned(data.size() + 3) / 4;
    const bool ready = control & EPENA && !(control & NAKSTS) && !(peek(DCTL) & GONSTS) && !state.complete;
    if (!ready || free_receive_words() < words + 2) {
        set_bits(doep(endpoint, INT), control & EPENA ? NAKINT : OTEPDIS | NAKINT, true);
        update_interrupt();
        return UsbAnswer::Nak;
    }
    if (data1 != state.data1) return UsbAnswer::Ack; // the host did not hear the first one's handshake
    state.data1 = !state.data1;
    set_bits(doep(endpoint, CTL), DPID, state.data1 && endpoint);
    received_.push(endpoint, kOutData, data, data1);
    count_out(endpoint, std::uint32_t(data.size()));
    update_interrupt();
    return UsbAnswer::Ack;
}

// XFRSIZ and PKTCNT fall with each packet. The last one, or a short one, ends the transfer.
void Otg::count_out(unsigned endpoint, std::uint32_t bytes) {
    constexpr std::uint32_t kPacket = 1u << 19;
    const std::uint32_t all_bytes = endpoint ? 0x7FFFF : 0x7F, all_packets = endpoint ? 0x3FF : 1;
    const std::uint32_t size = peek(doep(endpoint, TSIZ)), left = size & all_bytes;
    std::uint32_t next = (size & ~all_bytes) | (left - std::min(left, bytes));
    if (size >> 19 & all_packets) next -= kPacket;
    set(doep(endpoint, TSIZ), next);
    const bool is_short = bytes < packet_size(endpoint, peek(doep(endpoint, CTL)));
    if ((next >> 19 & all_packets) && !is_short) return;
    out_[endpoint].complete = true;
    set_bits(doep(endpoint, CTL), NAKSTS, true);
    received_.push(endpoint, kOutDone, {}, false);
}

UsbInPacket Otg::in(unsigned address, unsigned endpoint) {
    if (!answers(address, endpoint)) return {};
    if (endpoint == 0) finish_setup();
    const std::uint32_t control = peek(diep(endpoint, CTL));
    if (endpoint && !(control & USBAEP)) return {};
    if (control & STALL) return {UsbAnswer::Stall};
    const InEndpoint& state = in_[endpoint];
    const bool enabled = control & EPENA && !(control & NAKSTS) && !(peek(DCTL) & GINSTS);
    if (enabled && state.next_packet_is_complete()) return {UsbAnswer::Ack, state.packet(), state.data1};
    set_bits(diep(endpoint, INT), enabled ? ITTXFE | NAKINT : NAKINT, true);
    update_interrupt();
    return {UsbAnswer::Nak};
}

void Otg::acknowledge(unsigned address, unsigned endpoint) {
    constexpr std::uint32_t kPacket = 1u << 19;
    if (!answers(address, endpoint) || !in_[endpoint].next_packet_is_complete()) return;
    in_[endpoint].sent();
    if (endpoint == 0) take_address();
    set_bits(diep(endpoint, CTL), DPID, in_[endpoint].data1 && endpoint);
    const std::uint32_t all_packets = endpoint ? 0x3FF : 3;
    std::uint32_t size = peek(diep(endpoint, TSIZ));
    if (size >> 19 & all_packets) size -= kPacket;
    set(diep(endpoint, TSIZ), size);
    if (!(size >> 19 & all_packets)) {
        set_bits(diep(endpoint, CTL), EPENA, false);
        set_bits(diep(endpoint, INT), XFRC, true);
    }
    update_interrupt();
}

bool Otg::status_stage_taken() const {
    return received_.empty() && !((peek(diep(0, INT)) | peek(doep(0, INT))) & XFRC);
}

} // namespace vb
