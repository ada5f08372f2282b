#include "debug/mem-ap.hpp"

namespace vb {

namespace {
enum Register : std::uint8_t {
    kCsw = 0x00,
    kTar = 0x04,
    kDrw = 0x0C,
    kBd0 = 0x10,
    kBd3 = 0x1C,
    kCfg = 0xF4,
    kBase = 0xF8,
    kIdr = 0xFC
};
constexpr std::uint32_t kSizeBits = 7, kIncrement = 0x30, kIncrementSingle = 0x10, kIncrementPacked = 0x20;
constexpr std::uint32_t kDeviceEnable = 1u << 6;
constexpr std::uint16_t kStDesigner = 0x020;
constexpr std::uint32_t kNoRomTable = 0x2; // BASE: format of ADIv5, entry not present (IHI0031 C2.6.1)
} // namespace

ApbBus::ApbBus(std::uint32_t rom_base, std::uint16_t rom_part)
    : rom_(rom_base & ~0xFFFu, {rom_part, 0, 1, kStDesigner}) {}

void ApbBus::add(std::uint32_t base, std::uint32_t size, BusDevice& device) {
    map_.add_device(base, size, device);
    rom_.add(base);
}

std::optional<std::uint32_t> ApbBus::debug_read(std::uint32_t address, unsigned size) {
    if (address - rom_.base() < 0x1000) return rom_.read(address & 0xFFC, Master::Debug);
    return map_.read(address, size, Master::Debug);
}

bool ApbBus::debug_write(std::uint32_t address, unsigned size, std::uint32_t value) {
    bool wrote = false;
    return map_.write(address, size, value, Master::Debug, wrote);
}

void MemAp::reset() {
    control_ = identity_.control.reset;
    address_ = 0;
}

unsigned MemAp::size() const { return identity_.words_only ? 4 : 1u << (control_ & kSizeBits); }

bool MemAp::packed() const { return (control_ & kIncrement) == kIncrementPacked && size() < 4; }

// Only the low ten bits count (IHI0031 C2.2.2 guarantees no more, and the AHB-AP does no more).
void MemAp::advance(unsigned bytes) {
    if (control_ & kIncrement) address_ = (address_ & ~0x3FFu) | ((address_ + bytes) & 0x3FF);
}

std::optional<std::uint32_t> MemAp::read_data() {
    unsigned bytes = size();
    std::uint32_t result = 0;
    for (unsigned done = 0; done < (packed() ? 4u : bytes); done += bytes) {
        std::uint32_t at = address_ & ~(bytes - 1);
        auto value = bus_.debug_read(at, bytes);
        if (!value) return std::nullopt;
        std::uint32_t mask = bytes == 4 ? ~0u : (1u << (8 * bytes)) - 1;
        result |= (*value & mask) << (8 * (at & 3)); // in its byte lanes
        advance(bytes);
    }
    return result;
}

bool MemAp::write_data(std::uint32_t value) {
    unsigned bytes = size();
    for (unsigned done = 0; done < (packed() ? 4u : bytes); done += bytes) {
        std::uint32_t at = address_ & ~(bytes - 1);
        std::uint32_t mask = bytes == 4 ? ~0u : (1u << (8 * bytes)) - 1;
        if (!bus_.debug_write(at, bytes, value >> (8 * (at & 3)) & mask)) return false;
        advance(bytes);
    }
    return true;
}

bool MemAp::transfers(std::uint8_t address) {
    return address == kDrw || (address >= kBd0 && address <= kBd3);
}

std::optional<std::uint32_t> MemAp::read(std::uint8_t address) {
    if (!enabled_ && transfers(address)) return std::nullopt;
    if (address >= kBd0 && address <= kBd3) return bus_.debug_read((address_ & ~0xFu) | (address & 0xC), 4);
    switch (address) {
    case kCsw: return control_ | (enabled_ ? kDeviceEnable : 0);
    case kTar: return address_;
    case kDrw: return read_data();
    case kCfg: return 0; // little endian, no large data or addresses
    case kBase: return identity_.rom_table ? (identity_.rom_table & ~0xFFFu) | 3 : kNoRomTable;
    case kIdr: return identity_.idr;
    default: return 0;
    }
}

bool MemAp::write(std::uint8_t address, std::uint32_t value) {
    if (!enabled_ && transfers(address)) return false;
    if (address >= kBd0 && address <= kBd3)
        return bus_.debug_write((address_ & ~0xFu) | (address & 0xC), 4, value);
    switch (address) {
    case kCsw: {
        control_ = (value & identity_.control.writable) | identity_.control.fixed;
        // A size that is not implemented reads back as words.
        if (identity_.words_only || (control_ & kSizeBits) > 2) control_ = (control_ & ~kSizeBits) | 2;
        // Neither is packed transfer of words, nor the reserved increment.
        std::uint32_t increment = control_ & kIncrement;
        if (increment == kIncrement || (increment == kIncrementPacked && identity_.words_only))
            control_ = (control_ & ~kIncrement) | kIncrementSingle;
        return true;
    }
    case kTar: address_ = value; return true;
    case kDrw: return write_data(value);
    default: return true;
    }
}

} // namespace vb
