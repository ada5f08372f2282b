// An ST-LINK V3 behind the ST-LINK server's TCP protocol.
#pragma once
#include "probe/stlink-session.hpp"
#include "probe/tcp-server.hpp"

namespace vb {

class StlinkConversation : public Conversation {
  public:
    explicit StlinkConversation(StlinkFirmware& firmware, std::function<void()> closed = {},
                                const ProbeFaults& faults = kSoundProbe)
        : session_(firmware, std::move(closed), faults) {}
    std::optional<std::size_t> take(std::span<const std::uint8_t> bytes,
                                    std::vector<std::uint8_t>& reply) override {
        const auto size = StlinkSession::message_size(bytes);
        if (!size || bytes.size() < *size) return std::nullopt;
        reply = session_.answer(bytes.first(*size));
        return size;
    }

  private:
    StlinkSession session_;
};

} // namespace vb
