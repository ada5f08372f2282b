#include "flash-library/board/line-check.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;

TEST_CASE("A line that does not follow its pulls is stuck, and at which level", "[lines]") {
    CHECK(PulledLevels{0xFF, 0x00}.stuck() == 0);
    CHECK(PulledLevels{0xF7, 0x00}.stuck_low() == 0x08);
    CHECK(PulledLevels{0xFF, 0x40}.stuck_high() == 0x40);
    CHECK(PulledLevels{0xFE, 0x80}.stuck() == 0x81);
}

TEST_CASE("Crossing two lines exchanges two bits and is undone by itself", "[lines]") {
    CHECK(crossed(0x10, 4, 7) == 0x80);
    CHECK(crossed(0x90, 4, 7) == 0x90);
    for (unsigned byte = 0; byte < 256; ++byte)
        CHECK(crossed(crossed(std::uint8_t(byte), 2, 5), 2, 5) == byte);
    Command command;
    command.opcode = 0x9F60;
    CHECK(crossed(command, 4, 5).opcode == 0xAF50);
}

TEST_CASE("A command goes out on IO1 alone, and what comes in over IO0 alone is read", "[lines]") {
    CHECK(on_second_line(0x9F) == 0x82AA);
    CHECK((on_second_line(0xFF) & 0x5555) == 0);
    CHECK(from_first_line(0x55, 0x55) == 0xFF);
    CHECK(from_first_line(0xAA, 0xAA) == 0x00);
    CHECK(from_first_line(0x50, 0x04) == 0xC2);
}
