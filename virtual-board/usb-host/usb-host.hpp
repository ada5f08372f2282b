// A computer at the board's USB connector: it notices a device, resets and enumerates it, and does transfers
// for programs. It acts by events of the timeline only.
#pragma once
#include "core/operations.hpp"
#include "usb-host/usb-transfer.hpp"

#include <map>
#include <memory>

namespace vb {

struct UsbDeviceRecord {
    unsigned address = 0;
    UsbSpeed speed = UsbSpeed::Full;
    std::vector<std::uint8_t> descriptor;                  // of the device, 18 bytes
    std::vector<std::vector<std::uint8_t>> configurations; // with all that belongs to them
    bool operator==(const UsbDeviceRecord&) const = default;
};

class UsbHost {
  public:
    using Done = UsbTransfer::Done;
    UsbHost(Timeline& timeline, UsbPort& port, UsbCosts costs = {});
    ~UsbHost();

    void plug(bool in);
    bool plugged() const { return plugged_; }
    // A device has appeared and is not known yet.
    bool is_finding_out() const { return state_ == State::Debouncing || state_ == State::Enumerating; }
    const UsbDeviceRecord* device() const { return state_ == State::Ready ? &device_ : nullptr; }
    const UsbCounters& counters() const { return counters_; }
    const UsbCosts& costs() const { return costs_; }

    // For programs; one at a time. `done` may be called at once.
    void control(const UsbSetup& setup, std::vector<std::uint8_t> data, Picoseconds timeout, Done done);
    void receive(unsigned endpoint, std::size_t wanted, Picoseconds timeout, Done done);
    void send(unsigned endpoint, std::vector<std::uint8_t> data, Picoseconds timeout, Done done);
    // Ok, or NotFound if it came back as another one.
    void reset_device(std::function<void(UsbStatus)> done);
    void suspend();
    void resume(std::function<void()> done);
    // A declared fault: the cable comes out at that transfer of a program, or then.
    void unplug_at(OperationMoment moment) { unplug_at_ = moment; }
    void unplug_at(Picoseconds time);

  private:
    enum class State { Nothing, Debouncing, Enumerating, Ready, Failed };
    using Next = std::function<void(const UsbResult&)>;
    void pull_up_changed();
    void lose_device();
    void reset_bus(std::function<void()> then);
    void frames();
    void after(Picoseconds delay, std::function<void()> action);
    bool may_begin(const Done& done);
    unsigned packet_size_of(unsigned endpoint) const;
    void retire();
    UsbTransfer& begin(unsigned packet_size, Picoseconds timeout, Done done);
    void finish_device_reset(UsbStatus status);

    // usb-enumeration.cpp
    void enumerate();
    void ask(const UsbSetup& setup, Next next);
    void get_descriptor(unsigned type, unsigned index, unsigned language, unsigned length, Next next);
    void try_again();
    void set_address();
    void read_device();
    void read_configuration(unsigned index);
    void read_strings(std::vector<unsigned> indices, unsigned language);
    void set_configuration();

    Timeline& timeline_;
    UsbPort& port_;
    UsbCosts costs_;
    UsbCounters counters_;
    State state_ = State::Nothing;
    bool plugged_ = false, sends_frames_ = false, cut_in_middle_ = false;
    unsigned frame_ = 0, next_address_ = 2, address_ = 0, packet_size_ = 64, attempts_ = 0; // 1 is the hub's
    UsbSpeed speed_ = UsbSpeed::Full;
    UsbDeviceRecord device_, before_;
    std::map<unsigned, bool> toggles_; // by bEndpointAddress
    std::unique_ptr<UsbTransfer> transfer_;
    std::vector<std::unique_ptr<UsbTransfer>> finished_; // that may still be on the stack
    std::function<void(UsbStatus)> reset_done_;
    std::optional<Timeline::EventId> event_, frame_event_, forget_; // forget_: what has finished
    OperationMoment unplug_at_;
    std::uint64_t programs_transfers_ = 0;
};

} // namespace vb
