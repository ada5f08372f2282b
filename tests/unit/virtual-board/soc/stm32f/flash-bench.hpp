// The FLASH interface of STM32F4 and F7 alone, as an STM32F767 or F746 has it, for its tests.
#pragma once
#include "soc/stm32f/flash.hpp"
#include "soc/stm32f7/flash-kind.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

namespace vb::test {

struct StmfFlashBench : RegisterBench {
    bool attached = false;
    unsigned regressions = 0;
    std::vector<bool> interrupts;
    std::vector<Picoseconds> stalls;
    stm32f::Flash flash;
    explicit StmfFlashBench(const std::string& part = "STM32F767ZI", unsigned millivolts = 3300)
        : flash(timeline, violations, stm32f7::flash_kind(*stm32f7::find_part(part)), hooks(millivolts)) {}

    stm32f::FlashHooks hooks(unsigned millivolts) {
        stm32f::FlashHooks hooks;
        hooks.debugger_attached = [this] { return attached; };
        hooks.interrupt = [this](bool level) { interrupts.push_back(level); };
        hooks.stall = [this](Picoseconds duration) { stalls.push_back(duration); };
        hooks.regressed = [this] { ++regressions; };
        hooks.relaid = [](std::span<std::uint8_t> cells, unsigned, unsigned to) {
            stm32f7::interleave(cells, to == 2);
        };
        hooks.millivolts = millivolts;
        return hooks;
    }
    void unlock() {
        put(flash, stm32f::flash::KEYR, 0x45670123);
        put(flash, stm32f::flash::KEYR, 0xCDEF89AB);
    }
    void unlock_options() {
        put(flash, stm32f::flash::OPTKEYR, 0x08192A3B);
        put(flash, stm32f::flash::OPTKEYR, 0x4C5D6E7F);
    }
    // As the manual has it: the new value, then OPTSTRT, then BSY.
    void begin_options(std::uint32_t clear, std::uint32_t set) {
        change(flash, stm32f::flash::OPTCR, clear, set);
        change(flash, stm32f::flash::OPTCR, 0, stm32f::flash::OPTSTRT);
    }
    void change_options(std::uint32_t clear, std::uint32_t set) {
        unlock_options();
        begin_options(clear, set);
        wait();
        change(flash, stm32f::flash::OPTCR, 0, stm32f::flash::OPTLOCK);
    }
    bool store(std::uint32_t offset, std::uint32_t value, unsigned size = 4) {
        return stm32f::Flash::Port(flash, 0).write(offset, size, value, Master::Core);
    }
    std::optional<std::uint32_t> load(std::uint32_t offset, Master master = Master::Core) {
        return stm32f::Flash::Port(flash, 0).read(offset, 4, master);
    }
    void start(std::uint32_t cr) { put(flash, stm32f::flash::CR, cr | stm32f::flash::STRT); }
    std::uint32_t sr() { return get(flash, stm32f::flash::SR); }
    void wait() { pass(40 * kPerSecond); }
};

} // namespace vb::test
