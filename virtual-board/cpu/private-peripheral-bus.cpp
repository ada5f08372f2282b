#include "cpu/private-peripheral-bus.hpp"

namespace vb {

namespace {
constexpr std::uint32_t kItm = 0xE0000000, kDwt = 0xE0001000, kFpb = 0xE0002000, kScs = 0xE000E000,
                        kTpiu = 0xE0040000, kEtm = 0xE0041000, kProcessorRom = 0xE00FE000,
                        kPrivateRom = 0xE00FF000;
// Part numbers as OpenOCD and DDI0489 list them for the Cortex-M7.
constexpr ComponentId kItmId{0x001, 7, 0xE}, kDwtId{0x002, 3, 0xE}, kFpbId{0x00E, 0, 0xE},
    kScsId{0x00C, 0, 0xE}, kTpiuId{0x9A9, 0, 9}, kEtmId{0x975, 1, 9}, kCtiId{0x906, 5, 9},
    kPrivateRomId{0x4C7, 0, 1};
constexpr std::uint32_t kLockStatus = 0xFB4;
} // namespace

std::uint32_t TraceStub::read(std::uint32_t offset, Master) {
    if (offset >= 0xFD0) return component_register(id_, offset);
    if (offset == kLockStatus) return 0;
    if (offset < 0x80 && id_.part == kItmId.part) return 1; // stimulus port: FIFOREADY
    return words_[offset / 4];
}

void TraceStub::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master) {
    words_[offset / 4] = merge(words_[offset / 4], value, mask);
}

PrivatePeripheralBus::PrivatePeripheralBus(const Blocks& blocks, const MachineConfig::ProcessorRom& rom)
    : blocks_(blocks), cti_base_(rom.cti), itm_(kItmId), tpiu_(kTpiuId), etm_(kEtmId), cti_(kCtiId),
      processor_rom_(kProcessorRom, {rom.part, 0, 1, rom.designer}),
      private_rom_(kPrivateRom, kPrivateRomId) {
    for (std::uint32_t each : {kPrivateRom, kEtm, cti_base_}) processor_rom_.add(each);
    for (std::uint32_t each : {kScs, kDwt, kFpb, kItm}) private_rom_.add(each);
}

bool PrivatePeripheralBus::owns(std::uint32_t address) const {
    if ((address & ~0xFFFu) == cti_base_) return true;
    switch (address & ~0xFFFu) {
    case kItm:
    case kDwt:
    case kFpb:
    case kScs:
    case kTpiu:
    case kEtm:
    case kProcessorRom:
    case kPrivateRom: return true;
    default: return false;
    }
}

RegisterBlock* PrivatePeripheralBus::system_space(std::uint32_t offset) {
    if (offset >= 0x010 && offset < 0x020) return &blocks_.systick;
    if (offset == 0x004 || (offset >= 0x100 && offset < 0x4F0) || offset == 0xF00) return &blocks_.nvic;
    if (offset >= 0xD90 && offset < 0xDF0) return &blocks_.mpu;
    if (offset == 0xD30 || (offset >= 0xDF0 && offset < 0xE00)) return &blocks_.debug;
    return &blocks_.system;
}

RegisterBlock* PrivatePeripheralBus::block_at(std::uint32_t address) {
    if ((address & ~0xFFFu) == cti_base_) return &cti_;
    switch (address & ~0xFFFu) {
    case kItm: return &itm_;
    case kDwt: return &blocks_.dwt;
    case kFpb: return &blocks_.fpb;
    case kTpiu: return &tpiu_;
    case kEtm: return &etm_;
    case kProcessorRom: return &processor_rom_;
    case kPrivateRom: return &private_rom_;
    default: return system_space(address & 0xFFC);
    }
}

std::optional<std::uint32_t> PrivatePeripheralBus::identification(std::uint32_t address) const {
    std::uint32_t offset = address & 0xFFC;
    if (offset < 0xFD0) return std::nullopt;
    switch (address & ~0xFFFu) {
    case kDwt: return component_register(kDwtId, offset);
    case kFpb: return component_register(kFpbId, offset);
    case kScs: return component_register(kScsId, offset);
    default: return std::nullopt; // the others know theirs
    }
}

std::uint32_t PrivatePeripheralBus::read(std::uint32_t address, unsigned size, Master master) {
    auto id = identification(address);
    std::uint32_t word = id ? *id : block_at(address)->read(address & 0xFFC, master);
    word >>= 8 * (address & 3);
    return size == 4 ? word : word & ((1u << (8 * size)) - 1);
}

void PrivatePeripheralBus::write(std::uint32_t address, unsigned size, std::uint32_t value, Master master) {
    unsigned shift = 8 * (address & 3);
    std::uint32_t mask = (size == 4 ? 0xFFFFFFFF : (1u << (8 * size)) - 1) << shift;
    block_at(address)->write(address & 0xFFC, value << shift, mask, master);
}

} // namespace vb
