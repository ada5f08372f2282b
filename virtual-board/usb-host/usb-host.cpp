#include "usb-host/usb-host.hpp"

#include <algorithm>
#include <utility>

namespace vb {

namespace {
constexpr unsigned kDescriptorEndpoint = 5, kSetConfiguration = 9, kSetInterface = 11;
}

UsbHost::UsbHost(Timeline& timeline, UsbPort& port, UsbCosts costs)
    : timeline_(timeline), port_(port), costs_(costs) {
    port_.on_pull_up([this] { pull_up_changed(); });
}

UsbHost::~UsbHost() {
    port_.on_pull_up({});
    if (event_) timeline_.cancel(*event_);
    if (frame_event_) timeline_.cancel(*frame_event_);
    if (forget_) timeline_.cancel(*forget_);
}

void UsbHost::after(Picoseconds delay, std::function<void()> action) {
    event_ = timeline_.schedule_in(delay, [this, action = std::move(action)] {
        event_.reset();
        action();
    });
}

void UsbHost::plug(bool in) {
    if (plugged_ == in) return;
    plugged_ = in;
    counters_.unplugs += !in;
    port_.plug(in);
    pull_up_changed();
}

void UsbHost::unplug_at(Picoseconds time) {
    timeline_.schedule(time, [this] { plug(false); });
}

void UsbHost::pull_up_changed() {
    const bool there = plugged_ && port_.pulls_up();
    if (!there) return lose_device();
    if (state_ != State::Nothing) return;
    state_ = State::Debouncing;
    ++counters_.attachments;
    attempts_ = 0;
    after(costs_.debounce, [this] {
        state_ = State::Enumerating;
        reset_bus([this] { enumerate(); });
    });
}

void UsbHost::lose_device() {
    if (event_) timeline_.cancel(*event_);
    event_.reset();
    sends_frames_ = false;
    state_ = State::Nothing;
    if (transfer_) transfer_->abort(); // which retires it
    finish_device_reset(UsbStatus::NoDevice);
}

// USB 2.0, 7.1.7.5.
void UsbHost::reset_bus(std::function<void()> then) {
    ++counters_.resets;
    sends_frames_ = false;
    address_ = 0;
    toggles_.clear();
    port_.start_reset();
    after(costs_.reset, [this, then = std::move(then)] {
        speed_ = port_.end_reset(true);
        sends_frames_ = true;
        frames();
        after(costs_.recovery, then);
    });
}

// DSTS counts microframes in its three lowest bits where there are some.
void UsbHost::frames() {
    if (frame_event_) timeline_.cancel(*frame_event_);
    frame_event_.reset();
    if (!sends_frames_) return;
    const bool high = speed_ == UsbSpeed::High;
    frame_ = (frame_ + 1) & 0x3FFF;
    port_.start_of_frame(high ? frame_ : frame_ & 0x7FF);
    frame_event_ = timeline_.schedule_in(high ? costs_.microframe : costs_.frame, [this] { frames(); });
}

bool UsbHost::may_begin(const Done& done) {
    const bool cut = ++programs_transfers_ == unplug_at_.number;
    cut_in_middle_ = cut && unplug_at_.middle;
    if (cut && !cut_in_middle_) plug(false);
    if (state_ == State::Ready && !transfer_) return true;
    done({UsbStatus::NoDevice});
    return false;
}

// wMaxPacketSize of the endpoint in any of the configurations.
unsigned UsbHost::packet_size_of(unsigned endpoint) const {
    for (const auto& configuration : device_.configurations)
        for (std::size_t at = 0; at + 6 < configuration.size();
             at += std::max<unsigned>(configuration[at], 2))
            if (configuration[at + 1] == kDescriptorEndpoint && configuration[at + 2] == endpoint)
                return (configuration[at + 4] | configuration[at + 5] << 8) & 0x7FF;
    return 64;
}

// A transfer ends in the middle of its own work, and whoever is told may begin the next one at once.
void UsbHost::retire() {
    if (!transfer_) return;
    finished_.push_back(std::move(transfer_));
    if (forget_) return;
    forget_ = timeline_.schedule_in(0, [this] {
        forget_.reset();
        finished_.clear();
    });
}

UsbTransfer& UsbHost::begin(unsigned packet_size, Picoseconds timeout, Done done) {
    const UsbTransfer::Target target{address_, packet_size, speed_};
    transfer_ = std::make_unique<UsbTransfer>(timeline_, port_, costs_, counters_, target, timeout,
                                              [this, done = std::move(done)](const UsbResult& result) {
                                                  retire();
                                                  done(result);
                                              });
    if (std::exchange(cut_in_middle_, false)) transfer_->at_half([this] { plug(false); });
    return *transfer_;
}

void UsbHost::control(const UsbSetup& setup, std::vector<std::uint8_t> data, Picoseconds timeout, Done done) {
    if (!may_begin(done)) return;
    if (setup[0] < 2 && (setup[1] == kSetConfiguration || setup[1] == kSetInterface)) toggles_.clear();
    begin(packet_size_, timeout, std::move(done)).control(setup, std::move(data));
}

void UsbHost::receive(unsigned endpoint, std::size_t wanted, Picoseconds timeout, Done done) {
    if (!may_begin(done)) return;
    begin(packet_size_of(endpoint), timeout, std::move(done))
        .receive(endpoint & 0xF, wanted, toggles_[endpoint]);
}

void UsbHost::send(unsigned endpoint, std::vector<std::uint8_t> data, Picoseconds timeout, Done done) {
    if (!may_begin(done)) return;
    begin(packet_size_of(endpoint), timeout, std::move(done))
        .send(endpoint & 0xF, std::move(data), toggles_[endpoint]);
}

void UsbHost::reset_device(std::function<void(UsbStatus)> done) {
    if (state_ != State::Ready || transfer_) return done(UsbStatus::NoDevice);
    before_ = device_;
    reset_done_ = std::move(done);
    attempts_ = 0;
    state_ = State::Enumerating;
    reset_bus([this] { enumerate(); });
}

void UsbHost::finish_device_reset(UsbStatus status) {
    if (const auto done = std::exchange(reset_done_, nullptr)) done(status);
}

void UsbHost::suspend() {
    ++counters_.suspends;
    sends_frames_ = false;
}

void UsbHost::resume(std::function<void()> done) {
    if (state_ != State::Ready) return done();
    port_.resume();
    after(costs_.resume, [this, done = std::move(done)] {
        sends_frames_ = true;
        frames();
        done();
    });
}

} // namespace vb
