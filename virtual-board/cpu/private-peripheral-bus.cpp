#include "cpu/private-peripheral-bus.hpp"

namespace vb {

namespace {
constexpr std::uint32_t kItm = 0xE0000000, kDwt = 0xE0001000, kFpb = 0xE0002000, kScs = 0xE000E000,
                        kTpiu = 0xE0040000, kEtm = 0xE0041000, kProcessorRom = 0xE00FE000,
                        kPrivateRom = 0xE00FF000;
// Part numbers as OpenOCD and DDI0489 list them for the Cortex-M7, and as an STM32F407 shows them
// (docs/hardware/stm32f4.md, debug).
constexpr ComponentId kItmM7{0x001, 7, 0xE}, kDwtM7{0x002, 3, 0xE}, kFpbM7{0x00E, 0, 0xE},
    kScsM7{0x00C, 0, 0xE}, kTpiuM7{0x9A9, 0, 9}, kEtmM7{0x975, 1, 9}, kCtiM7{0x906, 5, 9},
    kPrivateRomM7{0x4C7, 0, 1};
constexpr ComponentId kItmM4{0x001, 3, 0xE}, kDwtM4{0x002, 3, 0xE}, kFpbM4{0x003, 2, 0xE},
    kScsM4{0x00C, 0, 0xE}, kTpiuM4{0x9A1, 0, 9}, kEtmM4{0x925, 0, 9};
constexpr std::uint32_t kLockStatus = 0xFB4, kDeviceType = 0xFCC;
// DEVTYPE: a trace sink that is a port, a trace source that is a processor.
constexpr std::uint8_t kTracePort = 0x11, kTraceSource = 0x13;
} // namespace

std::uint32_t TraceStub::read(std::uint32_t offset, Master) {
    if (offset >= 0xFD0) return component_register(id_, offset);
    if (offset == kDeviceType && type_) return type_;
    if (offset == kLockStatus) return 0;
    if (offset < 0x80 && id_.part == kItmM7.part) return 1; // stimulus port: FIFOREADY
    return words_[offset / 4];
}

void TraceStub::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master) {
    words_[offset / 4] = merge(words_[offset / 4], value, mask);
}

PrivatePeripheralBus::PrivatePeripheralBus(const Blocks& blocks, CoreKind kind,
                                           const MachineConfig::ProcessorRom& rom)
    : blocks_(blocks) {
    if (kind == CoreKind::CortexM7) {
        make_cortex_m7(rom);
    } else {
        make_cortex_m4(rom);
    }
}

void PrivatePeripheralBus::add_stub(std::uint32_t base, ComponentId id, std::uint8_t type) {
    owned_.push_back(std::make_unique<TraceStub>(id, type));
    add(base, id, owned_.back().get());
}

RomTable& PrivatePeripheralBus::add_rom(std::uint32_t base, ComponentId id) {
    auto rom = std::make_unique<RomTable>(base, id);
    RomTable& made = *rom;
    owned_.push_back(std::move(rom));
    add(base, id, &made);
    return made;
}

void PrivatePeripheralBus::make_cortex_m7(const MachineConfig::ProcessorRom& rom) {
    add(kScs, kScsM7, nullptr);
    add(kDwt, kDwtM7, &blocks_.dwt);
    add(kFpb, kFpbM7, &blocks_.fpb);
    add_stub(kItm, kItmM7);
    add_stub(kTpiu, kTpiuM7);
    add_stub(kEtm, kEtmM7);
    add_stub(rom.cti, kCtiM7);
    RomTable& processor = add_rom(kProcessorRom, {rom.part, 0, 1, rom.designer});
    for (std::uint32_t each : {kPrivateRom, kEtm, rom.cti}) processor.add(each);
    RomTable& inner = add_rom(kPrivateRom, kPrivateRomM7);
    for (std::uint32_t each : {kScs, kDwt, kFpb, kItm}) inner.add(each);
}

void PrivatePeripheralBus::make_cortex_m4(const MachineConfig::ProcessorRom& rom) {
    add(kScs, kScsM4, nullptr);
    add(kDwt, kDwtM4, &blocks_.dwt);
    add(kFpb, kFpbM4, &blocks_.fpb);
    add_stub(kItm, kItmM4);
    add_stub(kTpiu, kTpiuM4, kTracePort);
    add_stub(kEtm, kEtmM4, kTraceSource);
    RomTable& table = add_rom(kPrivateRom, {rom.part, 0, 1, rom.designer});
    for (std::uint32_t each : {kScs, kDwt, kFpb, kItm, kTpiu, kEtm}) table.add(each);
}

const PrivatePeripheralBus::Page* PrivatePeripheralBus::page_at(std::uint32_t address) const {
    for (const Page& page : pages_)
        if (address - page.base < 0x1000) return &page;
    return nullptr;
}

bool PrivatePeripheralBus::owns(std::uint32_t address) const { return page_at(address); }

RegisterBlock* PrivatePeripheralBus::system_space(std::uint32_t offset) {
    if (offset >= 0x010 && offset < 0x020) return &blocks_.systick;
    if (offset == 0x004 || (offset >= 0x100 && offset < 0x4F0) || offset == 0xF00) return &blocks_.nvic;
    if (offset >= 0xD90 && offset < 0xDF0) return &blocks_.mpu;
    if (offset == 0xD30 || (offset >= 0xDF0 && offset < 0xE00)) return &blocks_.debug;
    return &blocks_.system;
}

std::uint32_t PrivatePeripheralBus::read(std::uint32_t address, unsigned size, Master master) {
    const Page& page = *page_at(address);
    const std::uint32_t offset = address & 0xFFC;
    RegisterBlock* block = page.block ? page.block : system_space(offset);
    std::uint32_t word = offset >= 0xFD0 && page.id.klass == 0xE ? component_register(page.id, offset)
                                                                 : block->read(offset, master);
    word >>= 8 * (address & 3);
    return size == 4 ? word : word & ((1u << (8 * size)) - 1);
}

void PrivatePeripheralBus::write(std::uint32_t address, unsigned size, std::uint32_t value, Master master) {
    unsigned shift = 8 * (address & 3);
    std::uint32_t mask = (size == 4 ? 0xFFFFFFFF : (1u << (8 * size)) - 1) << shift;
    RegisterBlock* block = page_at(address)->block;
    if (!block) block = system_space(address & 0xFFC);
    block->write(address & 0xFFC, value << shift, mask, master);
}

} // namespace vb
