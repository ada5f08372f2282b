#include "libusb-stand-in/configuration.hpp"

namespace vb {

namespace {
constexpr std::size_t kConfigurationSize = 9, kInterfaceSize = 9, kEndpointSize = 7;

// What belongs to a descriptor of no standard kind is its "extra": the bytes follow one another.
void add_extra(std::span<const std::uint8_t> one, const unsigned char*& extra, int& length) {
    if (length == 0) extra = one.data();
    length += int(one.size());
}
} // namespace

Configuration::Configuration(std::span<const std::uint8_t> bytes)
    : libusb_config_descriptor(), bytes_(bytes.begin(), bytes.end()) {
    if (bytes_.size() < kConfigurationSize) return;
    bLength = bytes_[0];
    bDescriptorType = bytes_[1];
    wTotalLength = std::uint16_t(bytes_[2] | bytes_[3] << 8);
    bConfigurationValue = bytes_[5];
    iConfiguration = bytes_[6];
    bmAttributes = bytes_[7];
    MaxPower = bytes_[8];
    std::size_t at = bLength;
    while (at + 2 <= bytes_.size() && bytes_[at] >= 2 && at + bytes_[at] <= bytes_.size()) {
        take(std::span<const std::uint8_t>(bytes_).subspan(at, bytes_[at]));
        at += bytes_[at];
    }
    tie_together();
}

void Configuration::take(std::span<const std::uint8_t> one) {
    if (one[1] == LIBUSB_DT_INTERFACE && one.size() >= kInterfaceSize) {
        Setting setting;
        libusb_interface_descriptor& to = setting.descriptor;
        to.bLength = one[0];
        to.bDescriptorType = one[1];
        to.bInterfaceNumber = one[2];
        to.bAlternateSetting = one[3];
        to.bInterfaceClass = one[5];
        to.bInterfaceSubClass = one[6];
        to.bInterfaceProtocol = one[7];
        to.iInterface = one[8];
        const bool another = found_.empty() || found_.back().front().descriptor.bInterfaceNumber != one[2];
        if (another) found_.emplace_back();
        found_.back().push_back(setting);
        return;
    }
    if (found_.empty()) return add_extra(one, extra, extra_length);
    Setting& setting = found_.back().back();
    if (one[1] == LIBUSB_DT_ENDPOINT && one.size() >= kEndpointSize) {
        libusb_endpoint_descriptor to{};
        to.bLength = one[0];
        to.bDescriptorType = one[1];
        to.bEndpointAddress = one[2];
        to.bmAttributes = one[3];
        to.wMaxPacketSize = std::uint16_t(one[4] | one[5] << 8);
        to.bInterval = one[6];
        setting.endpoints.push_back(to);
    } else if (!setting.endpoints.empty()) {
        add_extra(one, setting.endpoints.back().extra, setting.endpoints.back().extra_length);
    } else {
        add_extra(one, setting.descriptor.extra, setting.descriptor.extra_length);
    }
}

void Configuration::tie_together() {
    for (auto& settings : found_) {
        auto& plain = settings_.emplace_back();
        for (Setting& setting : settings) {
            setting.descriptor.bNumEndpoints = std::uint8_t(setting.endpoints.size());
            setting.descriptor.endpoint = setting.endpoints.data();
            plain.push_back(setting.descriptor);
        }
    }
    for (const auto& plain : settings_) interfaces_.push_back({plain.data(), int(plain.size())});
    bNumInterfaces = std::uint8_t(interfaces_.size());
    interface = interfaces_.data();
}

} // namespace vb
