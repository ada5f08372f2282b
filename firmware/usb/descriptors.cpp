#include "firmware/usb/descriptors.hpp"
#include "firmware/common/board.hpp"
#include "firmware/common/text.hpp"
#include "firmware/update/dfu-protocol.hpp"
#include "firmware/update/memory-string.hpp"
#include "flash-library/core/mmio.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <tusb.h>

namespace firmware::usb {

namespace {

using Byte = std::uint8_t;
constexpr Byte low(unsigned value) { return static_cast<Byte>(value); }
constexpr Byte high(unsigned value) { return static_cast<Byte>(value >> 8); }

// The identifiers of ST's own bootloaders, which hosts' tools and udev rules know as a DfuSe device.
constexpr unsigned kVendor = 0x0483, kProduct = 0xDF11, kRelease = 0x0100;
constexpr Byte kMaker = 1, kName = 2, kSerial = 3, kFirstMemory = 4;

constexpr unsigned kUsb = 0x0201; // there is a BOS descriptor
constexpr std::array<Byte, 18> kDevice{18,
                                       TUSB_DESC_DEVICE,
                                       low(kUsb),
                                       high(kUsb),
                                       0,
                                       0,
                                       0,
                                       CFG_TUD_ENDPOINT0_SIZE,
                                       low(kVendor),
                                       high(kVendor),
                                       low(kProduct),
                                       high(kProduct),
                                       low(kRelease),
                                       high(kRelease),
                                       kMaker,
                                       kName,
                                       kSerial,
                                       1};
constexpr std::array<Byte, 10> kQualifier{10, TUSB_DESC_DEVICE_QUALIFIER, low(kUsb), high(kUsb), 0, 0,
                                          0,  CFG_TUD_ENDPOINT0_SIZE,     1,         0};

constexpr Byte kClass = 0xFE, kSubclass = 1, kDfuMode = 2;
constexpr Byte kCanDownload = 1, kCanUpload = 2, kWillDetach = 8;
constexpr unsigned kDfuSe = 0x011A, kDetachMs = 255, kConfiguration = 9 + 9 + 9 + 9;
constexpr std::array<Byte, kConfiguration> kConfigurationDescriptor{9,
                                                                    TUSB_DESC_CONFIGURATION,
                                                                    low(kConfiguration),
                                                                    0,
                                                                    1,
                                                                    1,
                                                                    0,
                                                                    0x80,
                                                                    250, // 500 mA
                                                                    9,
                                                                    TUSB_DESC_INTERFACE,
                                                                    0,
                                                                    0,
                                                                    0,
                                                                    kClass,
                                                                    kSubclass,
                                                                    kDfuMode,
                                                                    kFirstMemory,
                                                                    9,
                                                                    TUSB_DESC_INTERFACE,
                                                                    0,
                                                                    1,
                                                                    0,
                                                                    kClass,
                                                                    kSubclass,
                                                                    kDfuMode,
                                                                    kFirstMemory + 1,
                                                                    9,
                                                                    0x21,
                                                                    kCanDownload | kCanUpload | kWillDetach,
                                                                    low(kDetachMs),
                                                                    high(kDetachMs),
                                                                    low(update::kTransferSize),
                                                                    high(update::kTransferSize),
                                                                    low(kDfuSe),
                                                                    high(kDfuSe)};

// Microsoft OS 2.0: WinUSB serves the device without a driver of its own (docs/hardware/usb.md, Windows).
constexpr std::u16string_view kGuidName = u"DeviceInterfaceGUIDs";
constexpr std::u16string_view kGuid = u"{1C5B3A0E-6C0F-4E57-9A1E-2D2C7B1D5A43}";
constexpr unsigned kPropertySize = 8 + 2 * (kGuidName.size() + 1) + 2 + 2 * (kGuid.size() + 2);
constexpr unsigned kSetSize = 10 + 20 + kPropertySize;
static_assert(kSetSize == 162);
constexpr std::array<Byte, 5 + 28> kBos{5,
                                        TUSB_DESC_BOS,
                                        33,
                                        0,
                                        1,
                                        28,
                                        TUSB_DESC_DEVICE_CAPABILITY,
                                        5,
                                        0, // a platform's capability, of this UUID
                                        0xDF,
                                        0x60,
                                        0xDD,
                                        0xD8,
                                        0x89,
                                        0x45,
                                        0xC7,
                                        0x4C,
                                        0x9C,
                                        0xD2,
                                        0x65,
                                        0x9D,
                                        0x9E,
                                        0x64,
                                        0x8A,
                                        0x9F,
                                        0,
                                        0,
                                        3,
                                        6,
                                        low(kSetSize),
                                        high(kSetSize),
                                        kMicrosoftRequest,
                                        0};

constexpr std::array<Byte, kSetSize> microsoft_set() {
    std::array<Byte, kSetSize> set{10, 0, 0, 0, 0,   0,   3,   6,   low(kSetSize), high(kSetSize),
                                   20, 0, 3, 0, 'W', 'I', 'N', 'U', 'S',           'B',
                                   0,  0};
    std::size_t at = 30;
    const auto put = [&](unsigned word) {
        set[at++] = low(word);
        set[at++] = high(word);
    };
    const auto text = [&](std::u16string_view characters) {
        for (const char16_t c : characters) put(c);
        put(0);
    };
    for (const unsigned word : {kPropertySize, 4u, 7u, static_cast<unsigned>(2 * (kGuidName.size() + 1))})
        put(word);
    text(kGuidName);
    put(static_cast<unsigned>(2 * (kGuid.size() + 2)));
    text(kGuid);
    put(0);
    return set;
}
constexpr auto kMicrosoftSet = microsoft_set();

std::array<std::string_view, 2> memories;

Text string(Byte index) {
    Text text;
    switch (index) {
    case kMaker: return text << "openocd-xspi";
    case kName: {
        constexpr std::string_view board = kBoard.name; // not all of kBoard in the image
        return text << "bootloader of " << board;
    }
    case kSerial:
        for (unsigned word = 0; word < 3; ++word) {
            Text hex; // "0x…"
            hex << Hex{xspi::mmio_read32(kFamily.unique_id + 4 * word)};
            std::string_view digits = hex.view();
            digits.remove_prefix(2);
            text << digits;
        }
        return text;
    case kFirstMemory:
    case kFirstMemory + 1: return text << memories[index - kFirstMemory];
    default: return text;
    }
}

} // namespace

void describe_memories(std::string_view external, std::string_view internal) {
    memories = {external, internal};
}

} // namespace firmware::usb

using namespace firmware::usb;

extern "C" {
const std::uint8_t* tud_descriptor_device_cb() { return kDevice.data(); }
const std::uint8_t* tud_descriptor_device_qualifier_cb() { return kQualifier.data(); }
const std::uint8_t* tud_descriptor_configuration_cb(std::uint8_t) { return kConfigurationDescriptor.data(); }
// As at the one speed, so at the other.
const std::uint8_t* tud_descriptor_other_speed_configuration_cb(std::uint8_t) {
    static auto other = kConfigurationDescriptor;
    other[1] = TUSB_DESC_OTHER_SPEED_CONFIG;
    return other.data();
}
const std::uint8_t* tud_descriptor_bos_cb() { return kBos.data(); }

const std::uint16_t* tud_descriptor_string_cb(std::uint8_t index, std::uint16_t) {
    static std::array<std::uint16_t, 1 + firmware::update::kLongestString> descriptor;
    constexpr std::uint16_t kEnglish = 0x0409;
    const firmware::Text text = string(index);
    const std::size_t length =
        index == 0 ? 1 : std::min(text.view().size(), firmware::update::kLongestString);
    if (length == 0) return nullptr;
    if (index == 0)
        descriptor[1] = kEnglish;
    else
        std::copy_n(text.view().begin(), length, descriptor.begin() + 1);
    descriptor[0] = static_cast<std::uint16_t>(TUSB_DESC_STRING << 8 | (2 + 2 * length));
    return descriptor.data();
}

bool tud_vendor_control_xfer_cb(std::uint8_t port, std::uint8_t stage,
                                const tusb_control_request_t* request) {
    constexpr std::uint16_t kDescriptorSet = 7;
    if (stage != CONTROL_STAGE_SETUP) return true;
    if (request->bRequest != kMicrosoftRequest || request->wIndex != kDescriptorSet) return false;
    return tud_control_xfer(port, request, const_cast<std::uint8_t*>(kMicrosoftSet.data()),
                            kMicrosoftSet.size());
}
}
