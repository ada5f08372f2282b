// One transfer of a host: stages of packets, with NAKs, retries and a time limit.
#pragma once
#include "core/usb-port.hpp"
#include "usb-host/usb-costs.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace vb {

// libusb's numbers, since its stand-in is who wants to know.
enum class UsbStatus : std::int32_t {
    Ok = 0,
    Io = -1,
    NoDevice = -4,
    NotFound = -5,
    Timeout = -7,
    Overflow = -8,
    Stall = -9
};

struct UsbResult {
    UsbStatus status = UsbStatus::Ok;
    std::vector<std::uint8_t> data = {}; // received
    std::size_t sent = 0;
};

using UsbSetup = std::array<std::uint8_t, 8>;

struct UsbCounters { // since power-on
    std::uint64_t transfers = 0, stalls = 0, timeouts = 0, errors = 0, naks = 0;
    std::uint64_t bytes_in = 0, bytes_out = 0; // of data stages and pipes
    std::uint64_t resets = 0, attachments = 0, unplugs = 0, suspends = 0;
    // SETUPs that waited because firmware had not taken note of the transfer before.
    std::uint64_t late_setups = 0;
};

class UsbTransfer {
  public:
    struct Target {
        unsigned address, packet_size;
        UsbSpeed speed;
    };
    using Done = std::function<void(UsbResult)>;

    UsbTransfer(Timeline& timeline, UsbPort& port, const UsbCosts& costs, UsbCounters& counters,
                Target target, Picoseconds timeout, Done done);
    ~UsbTransfer();
    UsbTransfer(const UsbTransfer&) = delete;
    UsbTransfer& operator=(const UsbTransfer&) = delete;

    // data: to be sent, where the request says so.
    void control(const UsbSetup& setup, std::vector<std::uint8_t> data);
    // An interrupt or bulk pipe; toggle: of its next packet, kept by the host.
    void receive(unsigned endpoint, std::size_t wanted, bool& toggle);
    void send(unsigned endpoint, std::vector<std::uint8_t> data, bool& toggle);

    // Called when half of the transfer's transactions are done.
    void at_half(std::function<void()> action) { at_half_ = std::move(action); }
    void abort(); // the device has gone: calls `done`; this object may be gone then

  private:
    enum class Kind { Setup, In, Out };
    struct Stage {
        Kind kind;
        unsigned endpoint;
        std::vector<std::uint8_t> data = {}; // to send
        std::size_t wanted = 0;              // to receive
        bool* toggle = nullptr;              // null: DATA1 at first
        bool counts = true;                  // its bytes are data
    };
    void finish(UsbStatus status);
    void conclude();
    void start();
    void next_stage();
    void step();
    void later(Picoseconds delay, void (UsbTransfer::*what)());
    void do_setup();
    void do_out();
    void do_in();
    void take_in();
    bool took(UsbAnswer answer); // false: it is dealt with
    bool& toggle() { return stages_[stage_].toggle ? *stages_[stage_].toggle : own_toggle_; }
    void transaction_done();

    Timeline& timeline_;
    UsbPort& port_;
    const UsbCosts& costs_;
    UsbCounters& counters_;
    Target target_;
    Picoseconds deadline_;
    Done done_;
    std::function<void()> at_half_;
    std::vector<Stage> stages_;
    std::size_t stage_ = 0, moved_ = 0; // bytes of the stage
    std::size_t expected_ = 0, transactions_ = 0;
    unsigned failures_ = 0;
    bool own_toggle_ = true, waited_ = false, begun_ = false;
    UsbInPacket incoming_;
    UsbResult result_;
    std::optional<Timeline::EventId> event_;
};

} // namespace vb
