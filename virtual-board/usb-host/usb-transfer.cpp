#include "usb-host/usb-transfer.hpp"

#include <algorithm>
#include <utility>

namespace vb {

namespace {
constexpr std::uint8_t kToHost = 0x80; // bmRequestType
} // namespace

UsbTransfer::UsbTransfer(Timeline& timeline, UsbPort& port, const UsbCosts& costs, UsbCounters& counters,
                         Target target, Picoseconds timeout, Done done)
    : timeline_(timeline), port_(port), costs_(costs), counters_(counters), target_(target),
      deadline_(timeline.now() + timeout), done_(std::move(done)) {}

UsbTransfer::~UsbTransfer() {
    if (event_) timeline_.cancel(*event_);
}

void UsbTransfer::control(const UsbSetup& setup, std::vector<std::uint8_t> data) {
    const std::size_t length = setup[6] | setup[7] << 8;
    const bool to_host = setup[0] & kToHost;
    stages_.push_back({Kind::Setup, 0, {setup.begin(), setup.end()}});
    if (length && to_host) stages_.push_back({Kind::In, 0, {}, length});
    if (length && !to_host) stages_.push_back({Kind::Out, 0, std::move(data)});
    stages_.push_back({length && to_host ? Kind::Out : Kind::In, 0});
    stages_.back().counts = false;
    expected_ = 2 + (length + target_.packet_size - 1) / target_.packet_size;
    start();
}

void UsbTransfer::receive(unsigned endpoint, std::size_t wanted, bool& toggle) {
    stages_.push_back({Kind::In, endpoint, {}, wanted, &toggle});
    expected_ = 1 + wanted / target_.packet_size;
    start();
}

void UsbTransfer::send(unsigned endpoint, std::vector<std::uint8_t> data, bool& toggle) {
    expected_ = 1 + data.size() / target_.packet_size;
    stages_.push_back({Kind::Out, endpoint, std::move(data), 0, &toggle});
    start();
}

void UsbTransfer::start() {
    ++counters_.transfers;
    later(costs_.latency / 2, &UsbTransfer::step);
}

void UsbTransfer::later(Picoseconds delay, void (UsbTransfer::*what)()) {
    event_ = timeline_.schedule_in(delay, [this, what] {
        event_.reset();
        (this->*what)();
    });
}

void UsbTransfer::finish(UsbStatus status) {
    if (status == UsbStatus::Stall) ++counters_.stalls;
    if (status == UsbStatus::Timeout) ++counters_.timeouts;
    if (status == UsbStatus::Io || status == UsbStatus::Overflow) ++counters_.errors;
    result_.status = status;
    later(costs_.latency - costs_.latency / 2, &UsbTransfer::conclude);
}

void UsbTransfer::abort() {
    result_.status = UsbStatus::NoDevice;
    conclude();
}

void UsbTransfer::conclude() {
    if (event_) timeline_.cancel(*event_);
    event_.reset();
    const Done done = std::exchange(done_, nullptr);
    done(std::move(result_));
}

// The wire's time passes first; what the device makes of the packet follows.
void UsbTransfer::step() {
    if (timeline_.now() >= deadline_) return finish(UsbStatus::Timeout);
    const Stage& stage = stages_[stage_];
    if (!begun_ && stage.kind == Kind::Setup && !port_.status_stage_taken()) {
        counters_.late_setups += !std::exchange(waited_, true);
        return later(costs_.nak_retry, &UsbTransfer::step);
    }
    begun_ = true;
    switch (stage.kind) {
    case Kind::Setup: return later(costs_.wire(target_.speed, stage.data.size()), &UsbTransfer::do_setup);
    case Kind::Out: {
        const std::size_t size = std::min<std::size_t>(target_.packet_size, stage.data.size() - moved_);
        return later(costs_.wire(target_.speed, size), &UsbTransfer::do_out);
    }
    case Kind::In: return later(costs_.wire(target_.speed, 0) / 2, &UsbTransfer::do_in);
    }
}

// What is no acknowledge: ask again, or the end.
bool UsbTransfer::took(UsbAnswer answer) {
    switch (answer) {
    case UsbAnswer::Ack: failures_ = 0; return true;
    case UsbAnswer::Nak:
        ++counters_.naks;
        failures_ = 0;
        later(costs_.nak_retry, &UsbTransfer::step);
        return false;
    case UsbAnswer::Stall: finish(UsbStatus::Stall); return false;
    case UsbAnswer::Nothing:
        if (++failures_ < costs_.tries)
            later(costs_.error_retry, &UsbTransfer::step);
        else
            finish(UsbStatus::Io);
        return false;
    }
    return false;
}

void UsbTransfer::transaction_done() {
    ++transactions_;
    if (at_half_ && 2 * transactions_ >= expected_) std::exchange(at_half_, nullptr)();
}

void UsbTransfer::next_stage() {
    moved_ = 0;
    own_toggle_ = true;
    if (++stage_ == stages_.size()) { return finish(UsbStatus::Ok); }
    step();
}

void UsbTransfer::do_setup() {
    if (!took(port_.setup(target_.address, 0, stages_[stage_].data))) return;
    own_toggle_ = true;
    transaction_done();
    if (done_) next_stage();
}

void UsbTransfer::do_out() {
    const Stage& stage = stages_[stage_];
    const std::size_t size = std::min<std::size_t>(target_.packet_size, stage.data.size() - moved_);
    const auto packet = std::span(stage.data).subspan(moved_, size);
    if (!took(port_.out(target_.address, stage.endpoint, packet, toggle()))) return;
    toggle() = !toggle();
    moved_ += size;
    if (stage.counts) counters_.bytes_out += size, result_.sent += size;
    transaction_done();
    if (!done_) return;
    moved_ < stage.data.size() ? step() : next_stage();
}

void UsbTransfer::do_in() {
    incoming_ = port_.in(target_.address, stages_[stage_].endpoint);
    if (!took(incoming_.answer)) return;
    const Picoseconds whole = costs_.wire(target_.speed, incoming_.data.size());
    later(whole - costs_.wire(target_.speed, 0) / 2, &UsbTransfer::take_in);
}

void UsbTransfer::take_in() {
    const Stage& stage = stages_[stage_];
    port_.acknowledge(target_.address, stage.endpoint);
    if (incoming_.data1 != toggle()) return later(costs_.nak_retry, &UsbTransfer::step); // one it has had
    toggle() = !toggle();
    const std::size_t size = incoming_.data.size();
    if (size > target_.packet_size || moved_ + size > stage.wanted) return finish(UsbStatus::Overflow);
    moved_ += size;
    if (stage.counts) {
        counters_.bytes_in += size;
        result_.data.insert(result_.data.end(), incoming_.data.begin(), incoming_.data.end());
    }
    transaction_done();
    if (!done_) return;
    moved_ < stage.wanted&& size == target_.packet_size ? step() : next_stage();
}

} // namespace vb
