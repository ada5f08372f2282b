// 0xE0000000..0xE00FFFFF: the processor's own registers, by page.
#pragma once
#include "core/machine.hpp"
#include "cpu/core-debug.hpp"
#include "cpu/dwt.hpp"
#include "cpu/fpb.hpp"
#include "cpu/mpu.hpp"
#include "cpu/nvic.hpp"
#include "cpu/system-control.hpp"
#include "cpu/systick.hpp"
#include "debug/rom-table.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace vb {

// ITM, TPIU, ETM and CTI: software may set them up; nothing is traced.
class TraceStub final : public RegisterBlock {
  public:
    explicit TraceStub(ComponentId id, std::uint8_t type = 0) : id_(id), type_(type) {}
    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    ComponentId id_;
    std::uint8_t type_; // DEVTYPE
    std::array<std::uint32_t, 1024> words_{};
};

class PrivatePeripheralBus {
  public:
    static constexpr std::uint32_t kBase = 0xE0000000, kSize = 0x100000;
    struct Blocks {
        Nvic& nvic;
        SystemControl& system;
        Mpu& mpu;
        SysTick& systick;
        Dwt& dwt;
        Fpb& fpb;
        CoreDebug& debug;
    };

    PrivatePeripheralBus(const Blocks& blocks, CoreKind kind, const MachineConfig::ProcessorRom& rom);
    // Owns this page itself; others on the same bus are the chip's (BusMap).
    bool owns(std::uint32_t address) const;
    std::uint32_t read(std::uint32_t address, unsigned size, Master master);
    void write(std::uint32_t address, unsigned size, std::uint32_t value, Master master);

  private:
    struct Page { // 4 KiB with a component of its own
        std::uint32_t base;
        ComponentId id;
        RegisterBlock* block; // null: the System Control Space
    };
    void add(std::uint32_t base, ComponentId id, RegisterBlock* block) {
        pages_.push_back({base, id, block});
    }
    void add_stub(std::uint32_t base, ComponentId id, std::uint8_t type = 0);
    RomTable& add_rom(std::uint32_t base, ComponentId id);
    void make_cortex_m7(const MachineConfig::ProcessorRom& rom);
    void make_cortex_m4(const MachineConfig::ProcessorRom& rom);
    const Page* page_at(std::uint32_t address) const;
    RegisterBlock* system_space(std::uint32_t offset);

    Blocks blocks_;
    std::vector<Page> pages_;
    std::vector<std::unique_ptr<RegisterBlock>> owned_;
};

} // namespace vb
