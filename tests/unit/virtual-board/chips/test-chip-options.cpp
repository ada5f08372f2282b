// What --option CHIP…=… makes of the flash chip.
#include "chips/chip-options.hpp"
#include "chips/nor-chips.hpp"
#include "chips/nor-parts.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/quad-driver.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace vb;
using namespace vb::test;
using Catch::Matchers::ContainsSubstring;

namespace {

// The chip as it is when software comes.
struct Made {
    Timeline timeline;
    Violations violations{timeline, nullptr};
    std::unique_ptr<SerialNor> chip;
    QuadDriver wires;

    explicit Made(const ChipOptions& options)
        : chip(options.make(timeline, violations)), wires((chip->power_on(), *chip)) {
        options.leave(*chip);
    }
};

} // namespace

TEST_CASE("CHIP takes each part by name and any file with an SFDP dump, and nothing else") {
    ChipOptions options;
    for (const std::string& part : part_names()) {
        CHECK(options.set("CHIP", part));
        CHECK_THAT(*ChipOptions::values("CHIP"), ContainsSubstring(part));
    }
    CHECK_FALSE(options.set("CHIP", "W25Q65JV"));
    const std::string name = "vb-chip-options-" + std::to_string(::getpid());
    const auto file = std::filesystem::temp_directory_path() / (name + ".sfdp");
    std::ofstream(file) << "# jedec id: 112233\n"
                           "0000: 53 46 44 50 00 01 00 ff 00 00 01 09 10 00 00 ff\n"
                           "0010: e5 20 f1 ff ff ff 7f 00 44 eb 08 6b 08 3b 42 bb\n"
                           "0020: fe ff ff ff ff ff 00 00 ff ff 21 eb 0c 20 0f 52 10 d8 00 00\n";
    CHECK(options.set("CHIP", file.string()));
    Made made(options);
    CHECK(made.wires.reg(0x9F, 3) == Bytes{0x11, 0x22, 0x33});
    CHECK(made.chip->array().size() == 1u << 20);
    CHECK(made.chip->part().name == name);
    std::filesystem::remove(file);
}

TEST_CASE("A chip's registers are as the board is sold, unless an option or another chip says otherwise") {
    NorNonVolatile quad_enabled;
    quad_enabled.configuration = 0x02;
    ChipOptions options;
    options.set_part(w25q64jv_im(), quad_enabled);
    CHECK(Made(options).wires.reg(0x35) == Bytes{0x02});
    REQUIRE(options.set("CHIP_CONFIGURATION", "0x00"));
    CHECK(Made(options).wires.reg(0x35) == Bytes{0x00});

    ChipOptions other;
    other.set_part(w25q64jv_im(), quad_enabled);
    REQUIRE(other.set("CHIP", "W25Q64JV-IM"));
    CHECK(Made(other).wires.reg(0x35) == Bytes{0x00});
}

TEST_CASE("A quad part may be left in QPI, or with its registers otherwise than delivered") {
    ChipOptions options;
    REQUIRE(options.set("CHIP", "W25Q64JV-IM"));
    REQUIRE(options.set("CHIP_MODE", "4S"));
    Made qpi(options);
    qpi.wires.qpi = true;
    CHECK(qpi.wires.reg(0x9F, 3) == Bytes{0xEF, 0x70, 0x17});

    REQUIRE(options.set("CHIP_MODE", "1S"));
    REQUIRE(options.set("CHIP_STATUS", "0x1C"));
    REQUIRE(options.set("CHIP_CONFIGURATION", "0x02"));
    REQUIRE(options.set("CHIP_LEFT", "power-down"));
    Made asleep(options);
    asleep.wires.command(0xAB);
    asleep.timeline.advance_to(asleep.timeline.now() + 3 * kPerMicrosecond);
    CHECK(asleep.wires.reg(0x05) == Bytes{0x1C});
    CHECK(asleep.wires.reg(0x35) == Bytes{0x02});
    CHECK(asleep.violations.all().empty());
}

TEST_CASE("CHIP_UNIQUE_ID is what 4Bh answers") {
    ChipOptions options;
    for (const char* wrong : {"", "0102", "010203040506070g", "01020304050607080"})
        CHECK_FALSE(options.set("CHIP_UNIQUE_ID", wrong));
    REQUIRE(options.set("CHIP_UNIQUE_ID", "0102030405060708"));
    REQUIRE(options.set("CHIP", "W25Q64JV"));
    Made made(options);
    CHECK(made.wires.read({.opcode = 0x4B, .dummies = 32}, 8) == Bytes{1, 2, 3, 4, 5, 6, 7, 8});
}

TEST_CASE("A chip is made by its part's name, or it is said why not") {
    Timeline timeline;
    Violations violations{timeline, nullptr};
    auto chip = make_nor_chip("W25Q128JV", timeline, violations);
    REQUIRE(std::holds_alternative<std::unique_ptr<SerialNor>>(chip));
    CHECK(std::get<0>(chip)->part().bytes == 16u << 20);
    auto none = make_nor_chip("W25Q129JV", timeline, violations);
    REQUIRE(std::holds_alternative<std::string>(none));
    CHECK_THAT(std::get<1>(none), ContainsSubstring("VB-CHIP-001"));
}

TEST_CASE("A quad part left with a suspended erase goes on with it after 7Ah") {
    ChipOptions options;
    REQUIRE(options.set("CHIP", "W25Q64JV"));
    REQUIRE(options.set("CHIP_LEFT", "erase-suspended"));
    Made made(options);
    made.timeline.advance_to(made.timeline.now() + 30 * kPerMicrosecond);
    CHECK(made.wires.reg(0x35) == Bytes{0x82});
    made.wires.command(0x7A);
    CHECK((made.wires.reg(0x05)[0] & 1) == 1);
    made.timeline.advance_to(made.timeline.now() + kPerSecond);
    CHECK(made.wires.reg(0x05) == Bytes{0x00});
}
