// A program at the board's USB host: its requests become transfers, and virtual time passes until they are
// done.
#pragma once
#include "core/executive.hpp"
#include "probe/client-server.hpp"
#include "usb-host/usb-host.hpp"
#include "usb-host/usb-messages.hpp"

#include <atomic>

namespace vb {

class UsbConversation final : public Conversation {
  public:
    UsbConversation(UsbHost& host, Executive& executive, const std::atomic<bool>& stop)
        : host_(host), executive_(executive), stop_(stop) {}
    std::optional<std::size_t> take(std::span<const std::uint8_t> bytes,
                                    std::vector<std::uint8_t>& reply) override;

  private:
    struct Answer {
        UsbResult result;
        bool done = false;
    };
    UsbResult answer(const UsbRequestHead& head, std::vector<std::uint8_t> payload);
    UsbResult devices();
    UsbResult transfer(const UsbRequestHead& head, std::vector<std::uint8_t> payload);
    UsbResult reset();
    UsbResult resume();
    void pass_until(const std::function<bool()>& done, Picoseconds most);

    UsbHost& host_;
    Executive& executive_;
    const std::atomic<bool>& stop_;
};

} // namespace vb
