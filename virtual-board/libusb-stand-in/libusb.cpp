// A stand-in for libusb-1.0.so.0: the functions that the distribution's dfu-util calls, and the transfers of
// pipes, on the virtual board's USB host (docs/virtual-board.md, USB). One device at most.
//
//   XSPI_USB=SOCKET LD_LIBRARY_PATH=build/usb dfu-util -l       with   virtual-board … --usb SOCKET
#include "libusb-stand-in/board-link.hpp"
#include "libusb-stand-in/configuration.hpp"

#include <algorithm>
#include <cstring>

struct libusb_context {};

struct libusb_device {
    int references = 1;
    vb::UsbDeviceHead head;
    std::vector<std::vector<std::uint8_t>> configurations;
};

struct libusb_device_handle {
    libusb_device* device;
};

namespace {
using vb::ask_board;
using vb::BoardAnswer;
using vb::UsbOperation;
using vb::UsbRequestHead;

libusb_context the_context;

UsbRequestHead request(UsbOperation operation, libusb_device_handle* handle) {
    UsbRequestHead head;
    head.operation = operation;
    if (handle) head.address = handle->device->head.address;
    return head;
}

// Null: there is none.
libusb_device* device_of(const std::vector<std::uint8_t>& data) {
    vb::UsbDeviceHead head;
    if (data.size() < sizeof head) return nullptr;
    std::memcpy(&head, data.data(), sizeof head);
    auto* const device = new libusb_device{1, head, {}};
    std::size_t at = sizeof head;
    for (unsigned n = 0; n < head.configurations && at + 2 <= data.size(); ++n) {
        const std::size_t size = data[at] | data[at + 1] << 8, end = std::min(at + 2 + size, data.size());
        device->configurations.emplace_back(data.begin() + long(at) + 2, data.begin() + long(end));
        at = end;
    }
    return device;
}

int pipe(libusb_device_handle* handle, unsigned char endpoint, unsigned char* data, int length, int* moved,
         unsigned timeout) {
    const bool in = endpoint & LIBUSB_ENDPOINT_IN;
    UsbRequestHead head = request(in ? UsbOperation::Receive : UsbOperation::Send, handle);
    head.endpoint = endpoint;
    head.length = std::uint32_t(length);
    head.timeout_ms = timeout;
    const BoardAnswer answer =
        in ? ask_board(head) : ask_board(head, {data, std::size_t(std::max(length, 0))});
    if (in) std::copy(answer.data.begin(), answer.data.end(), data);
    if (moved) *moved = int(in ? answer.data.size() : answer.sent);
    return answer.status;
}
} // namespace

extern "C" {

int libusb_init(libusb_context** context) {
    if (context) *context = &the_context;
    return LIBUSB_SUCCESS;
}

void libusb_exit(libusb_context*) { vb::leave_board(); }

int libusb_set_option(libusb_context*, libusb_option, ...) { return LIBUSB_SUCCESS; }

const libusb_version* libusb_get_version() {
    static const libusb_version version{1, 0, 26, 0, "", "virtual board"};
    return &version;
}

const char* libusb_error_name(int code) {
    switch (code) {
    case LIBUSB_SUCCESS: return "LIBUSB_SUCCESS";
    case LIBUSB_ERROR_IO: return "LIBUSB_ERROR_IO";
    case LIBUSB_ERROR_INVALID_PARAM: return "LIBUSB_ERROR_INVALID_PARAM";
    case LIBUSB_ERROR_NO_DEVICE: return "LIBUSB_ERROR_NO_DEVICE";
    case LIBUSB_ERROR_NOT_FOUND: return "LIBUSB_ERROR_NOT_FOUND";
    case LIBUSB_ERROR_TIMEOUT: return "LIBUSB_ERROR_TIMEOUT";
    case LIBUSB_ERROR_OVERFLOW: return "LIBUSB_ERROR_OVERFLOW";
    case LIBUSB_ERROR_PIPE: return "LIBUSB_ERROR_PIPE";
    default: return "LIBUSB_ERROR_OTHER";
    }
}

ssize_t libusb_get_device_list(libusb_context*, libusb_device*** list) {
    const BoardAnswer answer = ask_board(request(UsbOperation::Devices, nullptr));
    libusb_device* const device = device_of(answer.data);
    *list = new libusb_device* [2] { device, nullptr };
    return device ? 1 : 0;
}

void libusb_free_device_list(libusb_device** list, int unref) {
    if (!list) return;
    for (libusb_device** each = list; unref && *each; ++each) libusb_unref_device(*each);
    delete[] list;
}

libusb_device* libusb_ref_device(libusb_device* device) {
    ++device->references;
    return device;
}

void libusb_unref_device(libusb_device* device) {
    if (device && --device->references == 0) delete device;
}

uint8_t libusb_get_bus_number(libusb_device* device) { return device->head.bus; }
uint8_t libusb_get_device_address(libusb_device* device) { return device->head.address; }
int libusb_get_device_speed(libusb_device* device) { return device->head.speed; }

int libusb_get_port_numbers(libusb_device* device, uint8_t* ports, int length) {
    if (length < 1) return LIBUSB_ERROR_OVERFLOW;
    ports[0] = device->head.port;
    return 1;
}

int libusb_get_device_descriptor(libusb_device* device, libusb_device_descriptor* descriptor) {
    static_assert(sizeof *descriptor == sizeof device->head.descriptor); // little endian on both sides
    std::memcpy(descriptor, device->head.descriptor, sizeof *descriptor);
    return LIBUSB_SUCCESS;
}

int libusb_get_config_descriptor(libusb_device* device, uint8_t index, libusb_config_descriptor** result) {
    if (index >= device->configurations.size()) return LIBUSB_ERROR_NOT_FOUND;
    *result = new vb::Configuration(device->configurations[index]);
    return LIBUSB_SUCCESS;
}

void libusb_free_config_descriptor(libusb_config_descriptor* descriptor) {
    delete static_cast<vb::Configuration*>(descriptor);
}

int libusb_open(libusb_device* device, libusb_device_handle** handle) {
    *handle = new libusb_device_handle{libusb_ref_device(device)};
    return LIBUSB_SUCCESS;
}

void libusb_close(libusb_device_handle* handle) {
    if (!handle) return;
    libusb_unref_device(handle->device);
    delete handle;
}

int libusb_claim_interface(libusb_device_handle*, int) { return LIBUSB_SUCCESS; }
int libusb_release_interface(libusb_device_handle*, int) { return LIBUSB_SUCCESS; }

int libusb_set_interface_alt_setting(libusb_device_handle* handle, int interface, int setting) {
    constexpr unsigned kTimeout = 1000; // milliseconds
    const int done = libusb_control_transfer(handle, LIBUSB_RECIPIENT_INTERFACE, LIBUSB_REQUEST_SET_INTERFACE,
                                             uint16_t(setting), uint16_t(interface), nullptr, 0, kTimeout);
    return std::min(done, 0);
}

int libusb_reset_device(libusb_device_handle* handle) {
    return ask_board(request(UsbOperation::Reset, handle)).status;
}

int libusb_control_transfer(libusb_device_handle* handle, uint8_t type, uint8_t code, uint16_t value,
                            uint16_t index, unsigned char* data, uint16_t length, unsigned timeout) {
    UsbRequestHead head = request(UsbOperation::Control, handle);
    head.timeout_ms = timeout;
    const std::uint16_t words[] = {value, index, length};
    head.setup[0] = type;
    head.setup[1] = code;
    std::memcpy(head.setup + 2, words, sizeof words);
    const bool in = type & LIBUSB_ENDPOINT_IN;
    const BoardAnswer answer = in || !length ? ask_board(head) : ask_board(head, {data, length});
    if (answer.status) return answer.status;
    if (!in) return int(answer.sent);
    std::copy_n(answer.data.begin(), std::min<std::size_t>(answer.data.size(), length), data);
    return int(answer.data.size());
}

int libusb_interrupt_transfer(libusb_device_handle* handle, unsigned char endpoint, unsigned char* data,
                              int length, int* moved, unsigned timeout) {
    return pipe(handle, endpoint, data, length, moved, timeout);
}

int libusb_bulk_transfer(libusb_device_handle* handle, unsigned char endpoint, unsigned char* data,
                         int length, int* moved, unsigned timeout) {
    return pipe(handle, endpoint, data, length, moved, timeout);
}

} // extern "C"
