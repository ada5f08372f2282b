// The FLASH interface of the STM32H74x alone, for its tests.
#pragma once
#include "soc/stm32h74x/flash.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

namespace vb::test {

struct H74FlashBench : RegisterBench {
    bool attached = false;
    std::vector<bool> interrupts;
    stm32h74x::Flash flash;
    explicit H74FlashBench(stm32h74x::FlashGeometry geometry = {})
        : flash(timeline, violations, geometry, hooks()) {}

    stm32h74x::FlashHooks hooks() {
        stm32h74x::FlashHooks hooks;
        hooks.debugger_attached = [this] { return attached; };
        hooks.interrupt = [this](bool level) { interrupts.push_back(level); };
        return hooks;
    }
    void unlock(unsigned bank = 0) {
        put(flash, 0x04 + 0x100 * bank, 0x45670123);
        put(flash, 0x04 + 0x100 * bank, 0xCDEF89AB);
    }
    void unlock_options() {
        put(flash, 0x08, 0x08192A3B);
        put(flash, 0x08, 0x4C5D6E7F);
    }
    void change_options() {
        change(flash, 0x18, 0, 2); // OPTSTART
        pass(kPerSecond);
    }
    bool store(std::uint32_t offset, std::uint32_t value, unsigned bank = 0, unsigned size = 4) {
        return flash.port(bank).write(offset, size, value, Master::Core);
    }
    void store_word(std::uint32_t offset, std::uint32_t first, unsigned bank = 0) {
        for (unsigned i = 0; i < 8; ++i) store(offset + 4 * i, first + i, bank);
    }
    std::optional<std::uint32_t> load(std::uint32_t offset, unsigned bank = 0, Master master = Master::Core) {
        return flash.port(bank).read(offset, 4, master);
    }
    std::uint32_t sr(unsigned bank = 0) { return get(flash, 0x10 + 0x100 * bank); }
    void wait() { pass(30 * kPerSecond); }
};

} // namespace vb::test
