// A USB device as the host's port sees it. One call is one transaction, or one state of the bus.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace vb {

enum class UsbSpeed { Full, High };
enum class UsbAnswer { Ack, Nak, Stall, Nothing }; // Nothing: no handshake, the host's time runs out

struct UsbInPacket {
    UsbAnswer answer = UsbAnswer::Nothing; // Ack: data
    std::vector<std::uint8_t> data = {};
    bool data1 = false;
};

class UsbPort {
  public:
    virtual ~UsbPort() = default;
    virtual std::string name() const = 0;
    // Whether the device pulls a data line up: it is there.
    virtual bool pulls_up() const = 0;
    virtual void on_pull_up(std::function<void()> changed) = 0;

    virtual void plug(bool in) = 0; // the cable, with VBUS
    virtual void start_reset() = 0;
    // The speed that both agreed on.
    virtual UsbSpeed end_reset(bool high_speed_host) = 0;
    virtual void start_of_frame(unsigned number) = 0; // 11 bits; in high speed each microframe
    virtual void resume() = 0;                        // the host ends a suspend, which begins by silence

    // Transactions. in() leaves the packet with the device until the host has acknowledged it.
    virtual UsbAnswer setup(unsigned address, unsigned endpoint, std::span<const std::uint8_t> data) = 0;
    virtual UsbAnswer out(unsigned address, unsigned endpoint, std::span<const std::uint8_t> data,
                          bool data1) = 0;
    virtual UsbInPacket in(unsigned address, unsigned endpoint) = 0;
    virtual void acknowledge(unsigned address, unsigned endpoint) = 0;
    // Whether firmware has taken note of the end of the last control transfer.
    virtual bool status_stage_taken() const = 0;
};

} // namespace vb
