// One client's conversation in the ST-LINK server's TCP protocol, without the socket.
#pragma once
#include "core/board.hpp"
#include "probe/protocol-error.hpp"
#include "probe/stlink-firmware.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace vb {

class StlinkSession {
  public:
    // closed: called before the answer to the command that closes the device, so that a client which has
    // ended finds files and report complete.
    explicit StlinkSession(StlinkFirmware& firmware, std::function<void()> closed = {},
                           const ProbeFaults& faults = kSoundProbe)
        : firmware_(firmware), closed_(std::move(closed)), faults_(faults) {}
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

    bool unplugged() const { return firmware_.now() >= faults_.unplugged_at; }
    std::uint8_t devices() const;

    StlinkFirmware& firmware_;
    std::function<void()> closed_;
    const ProbeFaults& faults_; // they may begin amid the conversation
    bool open_ = false;
};

} // namespace vb
