#include "flash-library/devices/families.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32f/f-boards.hpp"

using namespace xspi;

namespace {
// docs/hardware/stm32f4.md and stm32f7.md.
struct Expected {
    std::string_view mcu, folder;
    std::uint32_t id, agent_hz, highest_hz, ring_begin, ring_end;
    std::size_t controllers;
    bool quad;
};
constexpr Expected kLines[]{
    {"STM32F401CCU6", "stm32f401", 0x423, 84'000'000, 84'000'000, 0x2000C000, 0x20010000, 4, false},
    {"STM32F401RET6", "stm32f401", 0x433, 84'000'000, 84'000'000, 0x2000C000, 0x20018000, 4, false},
    {"STM32F411CEU6", "stm32f411", 0x431, 100'000'000, 100'000'000, 0x2000C000, 0x20020000, 5, false},
    {"STM32F412ZGT6", "stm32f412", 0x441, 100'000'000, 100'000'000, 0x2000C000, 0x20040000, 6, true},
    {"STM32F429ZIT6", "stm32f42x", 0x419, 168'000'000, 180'000'000, 0x2000C000, 0x20030000, 6, false},
    {"STM32F446RET6", "stm32f446", 0x421, 168'000'000, 180'000'000, 0x2000C000, 0x20020000, 5, true},
    {"STM32F469NIH6", "stm32f469", 0x434, 168'000'000, 180'000'000, 0x2000C000, 0x20050000, 7, true},
    {"STM32F722ZET6", "stm32f72x", 0x452, 180'000'000, 216'000'000, 0x20010000, 0x2003C000, 6, true},
};

bool meets(const MemoryRegion& a, const MemoryRegion& b) {
    return a.base < b.base + b.size && b.base < a.base + a.size;
}
} // namespace

TEST_CASE(
    "further lines of F4 and F7 are found, told apart, and have the clocks and the RAM that they should") {
    for (const Expected& line : kLines) {
        INFO(line.mcu);
        const Family* family = find_family(line.mcu);
        REQUIRE(family != nullptr);
        CHECK(family->folder == line.folder);
        CHECK(family->identity.matches(line.id));
        CHECK(family->agent_hz == line.agent_hz);
        CHECK(family->highest_core_hz == line.highest_hz);
        const MemoryRegion ring = family->agent_ring(*find_device(family->devices, line.mcu), 0);
        CHECK(ring.base == line.ring_begin);
        CHECK(ring.base + ring.size == line.ring_end);
        CHECK(family->pins.controllers.size() == line.controllers);
        CHECK((family->pins.controller("QUADSPI") != nullptr) == line.quad);
    }
}

TEST_CASE("no two families have a device or an identity in common") {
    for (const Family* a : kFamilies)
        for (const Family* b : kFamilies) {
            if (a == b) continue;
            INFO(a->name << ", " << b->name);
            CHECK_FALSE(a->identity.matches(b->identity.device_id));
            for (const Device& device : a->devices)
                CHECK(find_device(b->devices, device.names.substr(0, device.names.find(' '))) == nullptr);
        }
}

TEST_CASE("every crystal brings every line to its highest clock, and the agent to every scale's") {
    for (const stm32f::Line* line : {&stm32f40x::kLine, &stm32f::kLineF7, &stm32f::kLineF4OverDrive,
                                     &stm32f::kLineF4Hundred, &stm32f::kLineF401})
        for (std::uint32_t mhz = 4; mhz <= 26; ++mhz) {
            INFO(mhz << " MHz to " << line->highest_hz());
            CHECK(stm32f::core_pll(mhz * 1'000'000, line->highest_hz()).hz == line->highest_hz());
            for (const stm32f::Scale& scale : line->scales)
                CHECK(stm32f::core_pll(0, scale.hz).hz == scale.hz);
        }
}

TEST_CASE("a flash-test's code, data and buffers lie in RAM and do not meet, and its data hold its header") {
    for (const Family* family : kFamilies) {
        INFO(family->name);
        const FlashTestRoom& room = family->flash_test_room;
        if (room.area_size() == 0) continue;
        CHECK_FALSE(meets(room.code, room.data));
        CHECK_FALSE(meets(room.code, room.buffers));
        CHECK_FALSE(meets(room.data, room.buffers));
        CHECK(room.data.base == 0x20000000);
        CHECK((room.area_size() & (room.area_size() - 1)) == 0);
        const RamMap ram = family->ram_map(family->devices.front(), family->smallest_ram_options);
        const auto in_ram = [&](const MemoryRegion& part) {
            for (const MemoryRegion& region : ram)
                if (region.contains(part.base) && part.size <= region.base + region.size - part.base)
                    return true;
            return false;
        };
        CHECK(in_ram(room.code));
        CHECK(in_ram(room.data));
        CHECK(in_ram(room.buffers));
    }
}
