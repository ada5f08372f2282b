// From an unknown device to a configured one, in Linux's order: the first bytes of its descriptor, another
// reset, an address, all descriptors and the strings they name, the first configuration.
#include "usb-host/usb-host.hpp"

namespace vb {

namespace {
constexpr unsigned kDevice = 1, kConfiguration = 2, kString = 3;
constexpr unsigned kMostTries = 3;
constexpr std::size_t kDeviceSize = 18, kConfigurationSize = 9;

UsbSetup request(unsigned type, unsigned code, unsigned value, unsigned index, unsigned length) {
    const auto low = [](unsigned word) { return std::uint8_t(word); };
    return {low(type),  low(code),       low(value),  low(value >> 8),
            low(index), low(index >> 8), low(length), low(length >> 8)};
}
} // namespace

void UsbHost::ask(const UsbSetup& setup, Next next) {
    begin(packet_size_, costs_.kernel_timeout, std::move(next)).control(setup, {});
}

void UsbHost::get_descriptor(unsigned type, unsigned index, unsigned language, unsigned length, Next next) {
    ask(request(0x80, 6, type << 8 | index, language, length), std::move(next));
}

void UsbHost::try_again() {
    if (state_ != State::Enumerating) return; // it has gone
    if (++attempts_ < kMostTries) return reset_bus([this] { enumerate(); });
    state_ = State::Failed;
    finish_device_reset(UsbStatus::NotFound);
}

void UsbHost::enumerate() {
    packet_size_ = 64;
    device_ = {};
    get_descriptor(kDevice, 0, 0, 64, [this](const UsbResult& result) {
        if (result.status != UsbStatus::Ok || result.data.size() < 8) return try_again();
        packet_size_ = result.data[7];
        if (packet_size_ != 8 && packet_size_ != 16 && packet_size_ != 32 && packet_size_ != 64)
            return try_again();
        reset_bus([this] { set_address(); });
    });
}

void UsbHost::set_address() {
    device_.address = next_address_++;
    if (next_address_ > 127) next_address_ = 2;
    ask(request(0, 5, device_.address, 0, 0), [this](const UsbResult& result) {
        if (result.status != UsbStatus::Ok) return try_again();
        address_ = device_.address;
        after(costs_.new_address, [this] { read_device(); });
    });
}

void UsbHost::read_device() {
    get_descriptor(kDevice, 0, 0, kDeviceSize, [this](const UsbResult& result) {
        if (result.status != UsbStatus::Ok || result.data.size() != kDeviceSize) return try_again();
        device_.descriptor = result.data;
        device_.speed = speed_;
        read_configuration(0);
    });
}

void UsbHost::read_configuration(unsigned index) {
    if (index == device_.descriptor[17]) {
        std::vector<unsigned> strings;
        for (const unsigned field : {15u, 14u, 16u}) // product, manufacturer, serial number
            if (device_.descriptor[field]) strings.push_back(device_.descriptor[field]);
        return strings.empty() ? set_configuration() : read_strings(strings, 0);
    }
    get_descriptor(kConfiguration, index, 0, kConfigurationSize, [this, index](const UsbResult& head) {
        if (head.status != UsbStatus::Ok || head.data.size() != kConfigurationSize) return try_again();
        const unsigned length = head.data[2] | head.data[3] << 8;
        get_descriptor(kConfiguration, index, 0, length, [this, index](const UsbResult& whole) {
            if (whole.status != UsbStatus::Ok || whole.data.size() < kConfigurationSize) return try_again();
            device_.configurations.push_back(whole.data);
            read_configuration(index + 1);
        });
    });
}

// A string that is refused is none.
void UsbHost::read_strings(std::vector<unsigned> indices, unsigned language) {
    if (language && indices.empty()) return set_configuration();
    const unsigned index = language ? indices.front() : 0;
    get_descriptor(kString, index, language, 255, [this, indices, language](const UsbResult& result) {
        if (state_ != State::Enumerating) return;
        if (language == 0) {
            const bool known = result.status == UsbStatus::Ok && result.data.size() >= 4;
            return known ? read_strings(indices, result.data[2] | result.data[3] << 8) : set_configuration();
        }
        read_strings({indices.begin() + 1, indices.end()}, language);
    });
}

void UsbHost::set_configuration() {
    const unsigned value = device_.configurations.empty() ? 0 : device_.configurations.front()[5];
    ask(request(0, 9, value, 0, 0), [this](const UsbResult& result) {
        if (result.status != UsbStatus::Ok) return try_again();
        state_ = State::Ready;
        UsbDeviceRecord now = device_;
        now.address = before_.address;
        finish_device_reset(now == before_ ? UsbStatus::Ok : UsbStatus::NotFound);
    });
}

} // namespace vb
