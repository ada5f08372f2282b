// One client's conversation in the ST-LINK server's TCP protocol, without the socket.
#pragma once
#include "probe/protocol-error.hpp"
#include "probe/stlink-firmware.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vb {

class StlinkSession {
  public:
    explicit StlinkSession(StlinkFirmware& firmware) : firmware_(firmware) {}
    ~StlinkSession() { firmware_.close(); }
    StlinkSession(const StlinkSession&) = delete;
    StlinkSession& operator=(const StlinkSession&) = delete;

    // Messages carry no length: their size follows from the first byte.
    // Size of the message that `bytes` begins with, as soon as it can be told. Throws ProtocolError.
    static std::optional<std::size_t> message_size(std::span<const std::uint8_t> bytes);
    // Answer to one whole message.
    std::vector<std::uint8_t> answer(std::span<const std::uint8_t> message);

  private:
    std::vector<std::uint8_t> device_info(std::span<const std::uint8_t> message) const;
    std::vector<std::uint8_t> open_device(std::span<const std::uint8_t> message);
    std::vector<std::uint8_t> close_device(std::span<const std::uint8_t> message);
    std::vector<std::uint8_t> usb_command(std::span<const std::uint8_t> message);

    StlinkFirmware& firmware_;
    bool open_ = false;
};

} // namespace vb
