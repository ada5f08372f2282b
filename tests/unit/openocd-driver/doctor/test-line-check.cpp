#include "openocd-driver/doctor/line-check.hpp"
#include "tests/unit/catch.hpp"

#include <vector>

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

TEST_CASE("A byte goes out on one line alone, and what comes in over one line alone is read", "[lines]") {
    CHECK(on_line(0x9F, 1, 2) == 0x82AA);
    CHECK(on_line(0x9F, 3, 4) == 0x80088888);
    CHECK(on_line(0x9F, 5, 8) == 0x2000002020202020);
    for (const unsigned lines : {2u, 4u, 8u})
        for (unsigned line = 0; line < lines; line++)
            for (const std::uint8_t byte : {std::uint8_t(0xC2), std::uint8_t(0x81), std::uint8_t(0x39)}) {
                const std::uint64_t spread = on_line(byte, line, lines);
                std::vector<std::uint8_t> clocks;
                for (unsigned i = lines; i-- > 0;) clocks.push_back(std::uint8_t(spread >> (8 * i)));
                for (unsigned other = 0; other < lines; other++)
                    CHECK(from_line(clocks, other, lines) == (other == line ? byte : 0));
            }
}
