#include "firmware/bootloader/application.hpp"
#include "flash-library/devices/stm32h7rs/memory.hpp"
#include "tests/unit/catch.hpp"

using namespace firmware;

namespace {
constexpr std::uint32_t kBase = 0x70000000, kSize = 32u << 20;
constexpr std::uint32_t kCode = 0x4802B508;
Reason checked(std::uint32_t stack_pointer, std::uint32_t reset_vector, std::uint32_t obw2sr = 0,
               std::uint32_t first_word = kCode) {
    return check({{kBase, stack_pointer, reset_vector}, first_word}, kSize,
                 xspi::stm32h7rs::ram_regions(obw2sr));
}
} // namespace

TEST_CASE("the bootloader starts an application with its stack in RAM and Thumb code in the window") {
    CHECK(checked(0x20010000, 0x70000401) == Reason::None);
    CHECK(checked(0x24072000, 0x71FFFFFD) == Reason::None);
    CHECK(checked(0x24072000, 0x70000041) == Reason::None);
}

TEST_CASE("the bootloader tells erased flash from a broken vector table") {
    CHECK(checked(0xFFFFFFFF, 0xFFFFFFFF) == Reason::NoApplication);
    CHECK(checked(0xFFFFFFFF, 0x70000401) == Reason::BadStackPointer);
    CHECK(checked(0x20010000, 0xFFFFFFFF) == Reason::BadResetVector);
}

TEST_CASE("the bootloader refuses a stack that is misaligned or in no RAM of these share options") {
    CHECK(checked(0x20010004, 0x70000401) == Reason::BadStackPointer);
    CHECK(checked(0x20030000, 0x70000401) == Reason::BadStackPointer);
    CHECK(checked(0x20030000, 0x70000401, 0x20) == Reason::None); // DTCM 192 KiB
    CHECK(checked(0x70010000, 0x70000401) == Reason::BadStackPointer);
}

TEST_CASE("the bootloader refuses a reset vector without Thumb bit or outside the flash") {
    CHECK(checked(0x20010000, 0x70000400) == Reason::BadResetVector);
    CHECK(checked(0x20010000, 0x72000001) == Reason::BadResetVector);
    CHECK(checked(0x20010000, 0x08000401) == Reason::BadResetVector);
}

TEST_CASE("the bootloader refuses a reset vector into the vector table or at the flash's last halfword") {
    CHECK(checked(0x20010000, 0x70000001) == Reason::BadResetVector);
    CHECK(checked(0x20010000, 0x7000003F) == Reason::BadResetVector);
    CHECK(checked(0x20010000, 0x71FFFFFF) == Reason::BadResetVector);
}

TEST_CASE("the bootloader refuses a reset vector to erased or zero code") {
    CHECK(checked(0x20010000, 0x70000401, 0, 0xFFFFFFFF) == Reason::BadResetVector);
    CHECK(checked(0x20010000, 0x70000401, 0, 0) == Reason::BadResetVector);
    CHECK(checked(0x20010000, 0x70000401, 0, 0x1234FFFF) == Reason::BadResetVector);
    CHECK(checked(0x20010000, 0x70000401, 0, 0xE7FE0000) == Reason::None); // MOVS r0, r0 as a nop
}
