#include "probe/stlink-session.hpp"

#include "probe/little-endian.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace vb {

using namespace stlink;

namespace {

using Bytes = std::vector<std::uint8_t>;

// The device of this board, the only connection to it, and the device that a declared fault adds: in use.
constexpr std::uint32_t kDeviceId = 1, kConnectionId = 1, kOtherDeviceId = 2;
constexpr std::string_view kSerial = "0042002F3234510C37333439"; // 24 digits, as ST-LINK V3 serials have
constexpr std::string_view kOtherSerial = "003A00303038510634333935";
constexpr std::size_t kDeviceInfoSize = 41; // TDeviceInfo2, after the status word

Bytes status_word(std::uint32_t status, std::size_t extra = 0) {
    Bytes reply(4 + extra);
    put32(reply, 0, status);
    return reply;
}

// API 3: from there on OpenOCD packs scattered words into one command; below 2 it limits packets to 1 KiB.
Bytes server_version() {
    Bytes reply(16);
    put32(reply, 0, 3);
    put32(reply, 4, 2);
    put32(reply, 8, 1);
    put32(reply, 12, 0);
    return reply;
}

} // namespace

std::optional<std::size_t> StlinkSession::message_size(std::span<const std::uint8_t> bytes) {
    if (bytes.empty()) return std::nullopt;
    switch (bytes[0]) {
    case kRefreshDeviceList: return 2;
    case kGetNumberOfDevices: return 1;
    case kGetDeviceInfo:
    case kOpenDevice:
    case kCloseDevice: return 8;
    case kGetServerVersion: return 4;
    case kSendUsbCommand: break;
    default: throw ProtocolError(fmt::format("message {:#04x} is none of the ST-LINK server's", bytes[0]));
    }
    if (bytes.size() < kUsbMessageHeader) return std::nullopt;
    const std::uint8_t direction = bytes[24];
    const std::uint32_t size = get32(bytes, 28);
    if (direction != kWrite && direction != kRead && direction != kReadSwo)
        throw ProtocolError(fmt::format("USB command with direction {}", direction));
    if (size > kServerBufferSize - kUsbMessageHeader)
        throw ProtocolError(fmt::format("USB command with {} bytes; {} are the most", size,
                                        kServerBufferSize - kUsbMessageHeader));
    return kUsbMessageHeader + (direction == kWrite ? size : 0);
}

Bytes StlinkSession::answer(std::span<const std::uint8_t> message) {
    switch (message[0]) {
    case kRefreshDeviceList: return status_word(kServerOk);
    case kGetNumberOfDevices: return status_word(devices()); // a count, not a status
    case kGetDeviceInfo: return device_info(message);
    case kOpenDevice: return open_device(message);
    case kCloseDevice: return close_device(message);
    case kGetServerVersion: return server_version();
    default: return usb_command(message);
    }
}

std::uint8_t StlinkSession::devices() const {
    return std::uint8_t(!unplugged()) + std::uint8_t(faults_.another_probe);
}

Bytes StlinkSession::device_info(std::span<const std::uint8_t> message) const {
    const std::size_t size = std::min<std::size_t>(get32(message, 4), kDeviceInfoSize);
    if (message[1] >= devices()) return status_word(kServerBadParameter, size);
    const bool other = faults_.another_probe && message[1] == 0;
    const std::string_view serial = other ? kOtherSerial : kSerial;
    Bytes reply = status_word(kServerOk, kDeviceInfoSize);
    put32(reply, 4, other ? kOtherDeviceId : kDeviceId);
    std::copy(serial.begin(), serial.end(), reply.begin() + 8);
    put16(reply, 40, kVid);
    put16(reply, 42, kPid);
    reply[44] = other; // used exclusively by another client
    reply.resize(4 + size);
    return reply;
}

Bytes StlinkSession::open_device(std::span<const std::uint8_t> message) {
    if (get32(message, 4) != kDeviceId || unplugged()) return status_word(kServerOpenError, 4);
    open_ = true;
    Bytes reply = status_word(kServerOk, 4);
    put32(reply, 4, kConnectionId);
    return reply;
}

Bytes StlinkSession::close_device(std::span<const std::uint8_t> message) {
    if (!open_ || get32(message, 4) != kConnectionId) return status_word(kServerBadParameter);
    open_ = false;
    firmware_.close();
    if (closed_) closed_();
    return status_word(kServerOk);
}

Bytes StlinkSession::usb_command(std::span<const std::uint8_t> message) {
    const bool reads = message[24] != kWrite;
    const std::uint32_t size = get32(message, 28);
    if (!open_ || get32(message, 4) != kConnectionId)
        return status_word(kServerBadParameter, reads ? size : 0);
    if (unplugged()) return status_word(kServerUsbError, reads ? size : 0);
    if (message[24] == kReadSwo) return status_word(kServerOk, size); // no trace: zeros
    const auto command = message.subspan<8, 16>();
    if (!reads) {
        firmware_.write_command(command, message.subspan(kUsbMessageHeader));
        return status_word(kServerOk);
    }
    Bytes reply = status_word(kServerOk);
    const Bytes data = firmware_.read_command(command, size);
    reply.insert(reply.end(), data.begin(), data.end());
    return reply;
}

} // namespace vb
