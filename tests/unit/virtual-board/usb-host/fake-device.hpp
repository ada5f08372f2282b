// A USB device that answers as it is told: descriptors in a table, everything else by its fields.
#pragma once
#include "core/time.hpp"
#include "core/usb-port.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace vb::test {

class FakeDevice final : public UsbPort {
  public:
    using Bytes = std::vector<std::uint8_t>;
    std::map<unsigned, Bytes> descriptors = {
        {0x0100, {18, 1, 0, 2, 0, 0, 0, 64, 0x34, 0x12, 0x78, 0x56, 0, 1, 0, 0, 0, 1}},
        {0x0200, {9, 2, 9, 0, 0, 1, 0, 0x80, 50}}};
    unsigned naks = 0;   // before each packet of a data stage
    bool deaf = false;   // no handshake at all
    bool stalls = false; // whatever is none of the host's own requests
    bool taken = true;   // status_stage_taken()
    UsbSpeed speed = UsbSpeed::Full;
    std::vector<std::string> log; // "reset", "setup 80 06"
    Bytes heard;                  // data of OUT packets
    unsigned address = 0, resets = 0, frames = 0;

    void attach(bool on) {
        up_ = on;
        if (changed_) changed_();
    }
    std::string name() const override { return "fake"; }
    bool pulls_up() const override { return up_; }
    void on_pull_up(std::function<void()> changed) override { changed_ = std::move(changed); }
    void plug(bool) override {}
    void start_reset() override {
        ++resets;
        address = 0;
    }
    UsbSpeed end_reset(bool) override { return speed; }
    void start_of_frame(unsigned) override { ++frames; }
    void resume() override {}
    bool status_stage_taken() const override { return taken; }

    UsbAnswer setup(unsigned to, unsigned, std::span<const std::uint8_t> data) override {
        if (deaf || to != address) return UsbAnswer::Nothing;
        setup_.assign(data.begin(), data.end());
        reply_ = reply();
        at_ = 0;
        toggle_ = true;
        left_ = naks;
        return UsbAnswer::Ack;
    }
    UsbAnswer out(unsigned to, unsigned, std::span<const std::uint8_t> data, bool) override {
        if (deaf || to != address) return UsbAnswer::Nothing;
        if (stalls && foreign()) return UsbAnswer::Stall;
        if (waits()) return UsbAnswer::Nak;
        heard.insert(heard.end(), data.begin(), data.end());
        return UsbAnswer::Ack;
    }
    UsbInPacket in(unsigned to, unsigned) override {
        if (deaf || to != address) return {};
        if (stalls && foreign()) return {UsbAnswer::Stall};
        if (waits()) return {UsbAnswer::Nak};
        const std::size_t size = std::min<std::size_t>(64, reply_.size() - at_);
        return {UsbAnswer::Ack, {reply_.begin() + long(at_), reply_.begin() + long(at_ + size)}, toggle_};
    }
    void acknowledge(unsigned, unsigned) override {
        at_ += std::min<std::size_t>(64, reply_.size() - at_);
        toggle_ = !toggle_;
        if (setup_[0] == 0 && setup_[1] == 5) address = setup_[2];
    }

  private:
    bool foreign() const { return setup_[0] & 0x60; }
    bool waits() {
        if (left_ == 0) return left_ = naks, false;
        return --left_, true;
    }
    Bytes reply() const {
        if (!(setup_[0] & 0x80)) return {};
        const std::size_t length = setup_[6] | setup_[7] << 8;
        Bytes data(length, 0xA5);
        const auto found = descriptors.find(setup_[3] << 8 | setup_[2]);
        if (setup_[0] == 0x80 && setup_[1] == 6) data = found == descriptors.end() ? Bytes() : found->second;
        data.resize(std::min(data.size(), length));
        return data;
    }

    bool up_ = false, toggle_ = true;
    unsigned left_ = 0;
    std::size_t at_ = 0;
    Bytes setup_ = Bytes(8), reply_;
    std::function<void()> changed_;
};

} // namespace vb::test
