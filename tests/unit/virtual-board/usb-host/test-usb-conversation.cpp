#include "probe/protocol-error.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/usb-host/fake-device.hpp"
#include "usb-host/usb-conversation.hpp"

#include <cstring>

using namespace vb;
using namespace vb::test;

namespace {
class EventsOnly final : public Executive {
  public:
    void run_until(Picoseconds to) override { timeline_.advance_to(to); }
    Timeline& timeline() override { return timeline_; }
    bool core_running() const override { return false; }

  private:
    Timeline timeline_;
};

struct ConversationBench {
    EventsOnly executive;
    FakeDevice device;
    UsbHost host{executive.timeline(), device};
    std::atomic<bool> stop{false};
    UsbConversation conversation{host, executive, stop};
    UsbAnswerHead answer;
    std::vector<std::uint8_t> data;

    static std::vector<std::uint8_t> bytes_of(UsbRequestHead head, std::size_t payload = 0) {
        head.payload = std::uint32_t(payload);
        std::vector<std::uint8_t> bytes(sizeof head + payload, 0x77);
        std::memcpy(bytes.data(), &head, sizeof head);
        return bytes;
    }
    void ask(const UsbRequestHead& head, std::size_t payload = 0) {
        std::vector<std::uint8_t> reply;
        const auto bytes = bytes_of(head, payload);
        REQUIRE(conversation.take(bytes, reply) == bytes.size());
        REQUIRE(reply.size() >= sizeof answer);
        std::memcpy(&answer, reply.data(), sizeof answer);
        data.assign(reply.begin() + sizeof answer, reply.end());
        CHECK(data.size() == answer.payload);
    }
    void attach() {
        host.plug(true);
        device.attach(true);
    }
};

UsbRequestHead request(UsbOperation operation) {
    UsbRequestHead head;
    head.operation = operation;
    return head;
}
} // namespace

TEST_CASE("A list waits for a device that appears within a second of power-on, and for its enumeration") {
    ConversationBench b;
    b.host.plug(true);
    b.executive.timeline().schedule(900 * kPerMillisecond, [&] { b.device.attach(true); });
    b.ask(request(UsbOperation::Devices));
    REQUIRE(b.data.size() == sizeof(UsbDeviceHead) + 2 + 9);
    UsbDeviceHead head;
    std::memcpy(&head, b.data.data(), sizeof head);
    CHECK(head.address == b.host.device()->address);
    CHECK(head.speed == 2);
    CHECK(head.configurations == 1);
    b.device.attach(false);
    const Picoseconds now = b.executive.timeline().now();
    b.ask(request(UsbOperation::Devices));
    CHECK(b.data.empty());
    CHECK(b.executive.timeline().now() == now);
}

TEST_CASE("A list without a device comes after the second, or at once if the plug is out") {
    ConversationBench b;
    b.ask(request(UsbOperation::Devices));
    CHECK(b.executive.timeline().now() == 0);
    b.host.plug(true);
    b.ask(request(UsbOperation::Devices));
    CHECK(b.data.empty());
    CHECK(b.executive.timeline().now() == kPerSecond);
}

TEST_CASE("A control request goes through, and one for a device that has gone does not") {
    ConversationBench b;
    b.attach();
    b.ask(request(UsbOperation::Devices));
    UsbRequestHead head = request(UsbOperation::Control);
    head.address = std::uint8_t(b.host.device()->address);
    head.setup[0] = 0xC0;
    head.setup[6] = 5;
    b.ask(head);
    CHECK(b.answer.status == 0);
    CHECK(b.data == std::vector<std::uint8_t>(5, 0xA5));
    head.setup[0] = 0x40;
    b.ask(head, 5);
    CHECK(b.answer.sent == 5);
    CHECK(b.device.heard == std::vector<std::uint8_t>(5, 0x77));
    ++head.address;
    b.ask(head, 5);
    CHECK(b.answer.status == int(UsbStatus::NoDevice));
}

TEST_CASE("Half a request is waited for; one that is too large, or of no kind, ends the connection") {
    ConversationBench b;
    std::vector<std::uint8_t> reply;
    const auto whole = b.bytes_of(request(UsbOperation::Devices), 3);
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK(!b.conversation.take(std::span(whole).first(size), reply));
    auto head = request(UsbOperation::Receive);
    head.length = kMostUsbPayload + 1;
    CHECK_THROWS_AS(b.conversation.take(b.bytes_of(head), reply), ProtocolError);
    CHECK_THROWS_AS(b.conversation.take(b.bytes_of(request(UsbOperation(99))), reply), ProtocolError);
}

TEST_CASE("The plug is pulled and put back, and the bus suspended and resumed, for tests") {
    ConversationBench b;
    b.attach();
    b.ask(request(UsbOperation::Devices));
    const Picoseconds now = b.executive.timeline().now();
    b.ask(request(UsbOperation::Suspend));
    CHECK(b.executive.timeline().now() == now + 10 * kPerMillisecond);
    b.ask(request(UsbOperation::Resume));
    CHECK(b.executive.timeline().now() == now + 30 * kPerMillisecond);
    b.ask(request(UsbOperation::Unplug));
    CHECK(!b.host.device());
    b.ask(request(UsbOperation::Plug));
    b.ask(request(UsbOperation::Devices));
    CHECK(b.host.device());
    b.ask(request(UsbOperation::Reset));
    CHECK(b.answer.status == 0);
}
