#include "usb-host/usb-conversation.hpp"

#include "probe/protocol-error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace vb {

namespace {
constexpr Picoseconds kForEver = UINT64_MAX / 4;

template <typename Structure> void append(std::vector<std::uint8_t>& bytes, const Structure& structure) {
    const auto* const raw = reinterpret_cast<const std::uint8_t*>(&structure);
    bytes.insert(bytes.end(), raw, raw + sizeof structure);
}
} // namespace

std::optional<std::size_t> UsbConversation::take(std::span<const std::uint8_t> bytes,
                                                 std::vector<std::uint8_t>& reply) {
    UsbRequestHead head;
    if (bytes.size() < sizeof head) return std::nullopt;
    std::memcpy(&head, bytes.data(), sizeof head);
    if (head.payload > kMostUsbPayload || head.length > kMostUsbPayload)
        throw ProtocolError(fmt::format("a USB request of {} bytes; {} are the most",
                                        std::max(head.payload, head.length), kMostUsbPayload));
    const std::size_t size = sizeof head + head.payload;
    if (bytes.size() < size) return std::nullopt;
    const auto payload = bytes.subspan(sizeof head, head.payload);
    const UsbResult result = answer(head, {payload.begin(), payload.end()});
    append(reply, UsbAnswerHead{std::uint32_t(result.data.size()), std::int32_t(result.status),
                                std::uint32_t(result.sent)});
    reply.insert(reply.end(), result.data.begin(), result.data.end());
    return size;
}

// From event to event, so that no time passes beyond the end.
void UsbConversation::pass_until(const std::function<bool()>& done, Picoseconds most) {
    Timeline& timeline = executive_.timeline();
    const Picoseconds end = timeline.now() + std::min(most, kForEver);
    while (!done() && timeline.now() < end && !stop_)
        executive_.run_until(std::min({timeline.next_event(), end, timeline.now() + kPerMillisecond}));
}

UsbResult UsbConversation::answer(const UsbRequestHead& head, std::vector<std::uint8_t> payload) {
    switch (head.operation) {
    case UsbOperation::Devices: return devices();
    case UsbOperation::Control:
    case UsbOperation::Receive:
    case UsbOperation::Send: return transfer(head, std::move(payload));
    case UsbOperation::Reset: return reset();
    case UsbOperation::Plug: return host_.plug(true), UsbResult{};
    case UsbOperation::Unplug: return host_.plug(false), UsbResult{};
    case UsbOperation::Suspend: return host_.suspend(), UsbResult{};
    case UsbOperation::Resume: return resume();
    }
    throw ProtocolError(fmt::format("USB request {} is none", unsigned(head.operation)));
}

// A device that has appeared is waited for; and one that is to appear after power-on.
UsbResult UsbConversation::devices() {
    const Picoseconds patience = host_.costs().patience, now = executive_.timeline().now();
    pass_until([this] { return host_.device() || host_.is_finding_out(); },
               host_.plugged() && now < patience ? patience - now : 0);
    pass_until([this] { return !host_.is_finding_out(); }, kForEver);
    UsbResult result;
    const UsbDeviceRecord* const device = host_.device();
    if (!device) return result;
    UsbDeviceHead head;
    head.address = std::uint8_t(device->address);
    head.speed = device->speed == UsbSpeed::High ? 3 : 2;
    head.configurations = std::uint8_t(device->configurations.size());
    std::copy(device->descriptor.begin(), device->descriptor.end(), head.descriptor);
    append(result.data, head);
    for (const auto& one : device->configurations) {
        append(result.data, std::uint16_t(one.size()));
        result.data.insert(result.data.end(), one.begin(), one.end());
    }
    return result;
}

UsbResult UsbConversation::transfer(const UsbRequestHead& head, std::vector<std::uint8_t> payload) {
    const UsbDeviceRecord* const device = host_.device();
    if (head.address && (!device || device->address != head.address)) return {UsbStatus::NoDevice};
    UsbSetup setup;
    std::copy(std::begin(head.setup), std::end(head.setup), setup.begin());
    if (head.operation == UsbOperation::Control && !(setup[0] & 0x80))
        payload.resize(std::size_t(setup[6] | setup[7] << 8));
    const Picoseconds timeout = head.timeout_ms ? head.timeout_ms * kPerMillisecond : kForEver;
    const auto answer = std::make_shared<Answer>(); // the transfer may outlive us if we are to stop
    const auto done = [answer](UsbResult result) { *answer = {std::move(result), true}; };
    if (head.operation == UsbOperation::Control)
        host_.control(setup, std::move(payload), timeout, done);
    else if (head.operation == UsbOperation::Receive)
        host_.receive(head.endpoint, head.length, timeout, done);
    else
        host_.send(head.endpoint, std::move(payload), timeout, done);
    pass_until([&] { return answer->done; }, kForEver);
    return answer->done ? answer->result : UsbResult{UsbStatus::NoDevice};
}

UsbResult UsbConversation::reset() {
    const auto answer = std::make_shared<Answer>();
    host_.reset_device([answer](UsbStatus status) { *answer = {{status}, true}; });
    pass_until([&] { return answer->done; }, kForEver);
    return answer->done ? answer->result : UsbResult{UsbStatus::NoDevice};
}

UsbResult UsbConversation::resume() {
    const auto answer = std::make_shared<Answer>();
    host_.resume([answer] { answer->done = true; });
    pass_until([&] { return answer->done; }, kForEver);
    return {};
}

} // namespace vb
