#include "firmware/usb/usb-device.hpp"
#include "firmware/common/core-registers.hpp"
#include "flash-library/core/mmio.hpp"

#include <array>
#include <cstdint>

#include <device/usbd_pvt.h>
#include <tusb.h>

extern "C" std::uint32_t SystemCoreClock;
std::uint32_t SystemCoreClock;
extern "C" const firmware::VectorTable vectors;
extern "C" void fault_handler();

namespace firmware::usb {

namespace {

using update::Answer;
using update::DfuRequest;

update::DfuDevice* dfu = nullptr;
std::uint32_t (*clock)() = nullptr;
tusb_control_request_t waiting_request; // its answer is Later
bool waiting = false;
volatile bool last_answer_sent = false;

// In RAM, since the internal flash that the bootloader lies in gives nothing while it is erased or
// programmed.
constexpr unsigned kCoreVectors = sizeof(VectorTable) / sizeof(Handler);
alignas(512) std::array<Handler, 128> ram_vectors;
static_assert(kCoreVectors + USB_INTERRUPT < 128);

void interrupt() {
    tusb_int_handler(0, true);
    tud_task();
}

bool give(std::uint8_t port, const tusb_control_request_t* request, const Answer& answer) {
    switch (answer.kind) {
    case Answer::Kind::Stall: return false;
    case Answer::Kind::Acknowledge: return tud_control_status(port, request);
    case Answer::Kind::Send:
        return tud_control_xfer(port, request, const_cast<std::uint8_t*>(answer.data.data()),
                                static_cast<std::uint16_t>(answer.data.size()));
    case Answer::Kind::Receive:
        return tud_control_xfer(port, request, answer.room.data(),
                                static_cast<std::uint16_t>(answer.room.size()));
    case Answer::Kind::Later:
        waiting_request = *request;
        waiting = true;
        return true;
    }
    return false;
}

bool standard_request(std::uint8_t port, const tusb_control_request_t* request) {
    static std::uint8_t alternate;
    if (request->bRequest == TUSB_REQ_SET_INTERFACE)
        return give(port, request, dfu->set_alternate(request->wValue));
    if (request->bRequest != TUSB_REQ_GET_INTERFACE) return false;
    alternate = dfu->alternate();
    return tud_control_xfer(port, request, &alternate, 1);
}

bool is_class(const tusb_control_request_t* request, DfuRequest wanted) {
    return request->bmRequestType_bit.type == TUSB_REQ_TYPE_CLASS &&
           request->bRequest == static_cast<std::uint8_t>(wanted);
}

bool control(std::uint8_t port, std::uint8_t stage, const tusb_control_request_t* request) {
    if (stage == CONTROL_STAGE_DATA && is_class(request, DfuRequest::Download)) dfu->received(clock());
    if (stage == CONTROL_STAGE_ACK && is_class(request, DfuRequest::GetStatus) && dfu->leaving())
        last_answer_sent = true;
    if (stage != CONTROL_STAGE_SETUP) return true;
    waiting = false;
    if (request->bmRequestType_bit.recipient != TUSB_REQ_RCPT_INTERFACE) return false;
    if (request->bmRequestType_bit.type == TUSB_REQ_TYPE_STANDARD) return standard_request(port, request);
    if (request->bRequest > static_cast<std::uint8_t>(DfuRequest::Abort)) return false;
    return give(
        port, request,
        dfu->request(static_cast<DfuRequest>(request->bRequest), request->wValue, request->wLength, clock()));
}

void reset(std::uint8_t) {
    waiting = false;
    dfu->restart();
}

// Both alternate settings and the functional descriptor.
std::uint16_t open(std::uint8_t, const tusb_desc_interface_t* interface, std::uint16_t length) {
    constexpr std::uint16_t kDescriptors = 9 + 9 + 9;
    const bool ours = interface->bInterfaceClass == TUSB_CLASS_APPLICATION_SPECIFIC && length >= kDescriptors;
    return ours ? kDescriptors : 0;
}

constexpr usbd_class_driver_t kDriver{
    .name = nullptr,
    .init = [] {},
    .deinit = [] { return true; },
    .reset = reset,
    .open = open,
    .control_xfer_cb = control,
    .xfer_cb = [](std::uint8_t, std::uint8_t, xfer_result_t, std::uint32_t) { return false; },
    .sof = nullptr};

} // namespace

void start(update::DfuDevice& device, std::uint32_t core_hz, std::uint32_t (*now)()) {
    dfu = &device;
    clock = now;
    SystemCoreClock = core_hz;
    ram_vectors.fill(fault_handler);
    const auto* core = reinterpret_cast<const Handler*>(&vectors);
    for (unsigned i = 0; i < kCoreVectors; ++i) ram_vectors[i] = core[i];
    ram_vectors[kCoreVectors + USB_INTERRUPT] = interrupt;
    xspi::mmio_write32(SCB_VTOR, reinterpret_cast<std::uintptr_t>(ram_vectors.data()));
    xspi::mmio_barrier();
    constexpr tusb_rhport_init_t kInit{.role = TUSB_ROLE_DEVICE,
                                       .speed = TUD_OPT_HIGH_SPEED ? TUSB_SPEED_HIGH : TUSB_SPEED_FULL};
    tusb_rhport_init(0, &kInit);
}

void poll() {
    const Lock lock;
    if (!waiting) return;
    const Answer answer = dfu->later();
    if (answer.kind == Answer::Kind::Later) return;
    waiting = false;
    if (give(0, &waiting_request, answer)) return;
    usbd_edpt_stall(0, 0);
    usbd_edpt_stall(0, TUSB_DIR_IN_MASK);
}

bool leaving() { return last_answer_sent; }

void stop() {
    const Lock lock;
    tud_disconnect();
}

} // namespace firmware::usb

extern "C" {
const usbd_class_driver_t* usbd_app_driver_get_cb(std::uint8_t* count) {
    *count = 1;
    return &firmware::usb::kDriver;
}
std::uint32_t tusb_time_millis_api() { return firmware::usb::clock() / 1000; }
}
