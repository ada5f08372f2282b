#include "flash-library/core/register-description.hpp"
#include "flash-library/devices/families.hpp"
#include "tests/unit/catch.hpp"

#include <set>
#include <string>
#include <vector>

using namespace xspi;

namespace {
std::vector<PeripheralDescription> every_peripheral() {
    std::vector<PeripheralDescription> all;
    for (const Family* family : kFamilies)
        for (const PeripheralDescription& peripheral : family->peripherals) all.push_back(peripheral);
    return all;
}
} // namespace

TEST_CASE("A field's value is taken from its bits, up to the whole word") {
    CHECK(field_value({"FMODE", 28, 2}, 0x30400301) == 3);
    CHECK(field_value({"EN", 0}, 0xFFFFFFFE) == 0);
    CHECK(field_value({"ADDRESS", 0, 32}, 0xDEADBEEF) == 0xDEADBEEF);
}

TEST_CASE("Values have their meaning where there is one, and none beyond the list") {
    const FieldDescription field{"WRAPSIZE", 16, 3, "none||16 bytes"};
    CHECK(meaning_of(field, 0) == "none");
    CHECK(meaning_of(field, 1).empty());
    CHECK(meaning_of(field, 2) == "16 bytes");
    CHECK(meaning_of(field, 3).empty());
    CHECK(meaning_of({"EN", 0}, 1).empty());
}

TEST_CASE("Every family has its registers described, the controllers of its flashes first") {
    for (const Family* family : kFamilies) {
        INFO(family->name);
        const auto peripherals = family->peripherals;
        REQUIRE(peripherals.size() > family->pins.controllers.size());
        for (std::size_t i = 0; i < family->pins.controllers.size(); ++i) {
            CHECK(peripherals[i].name == family->pins.controllers[i].name);
            CHECK(peripherals[i].base == family->pins.controllers[i].registers);
            CHECK(peripherals[i].clock.address == family->pins.controllers[i].clock.address);
            CHECK(peripherals[i].clock.mask == family->pins.controllers[i].clock.mask);
        }
    }
}

TEST_CASE("No two fields of a described register share a bit, no two registers an offset") {
    for (const PeripheralDescription& peripheral : every_peripheral()) {
        std::set<std::uint32_t> offsets;
        for (const RegisterDescription& reg : peripheral.registers) {
            INFO(peripheral.name << "_" << reg.name);
            CHECK(offsets.insert(reg.offset).second);
            CHECK(reg.offset % 4 == 0);
            std::uint64_t taken = 0;
            for (const FieldDescription& field : reg.fields) {
                INFO(field.name);
                const std::uint64_t bits = ((std::uint64_t{1} << field.width) - 1) << field.low;
                CHECK((taken & bits) == 0);
                CHECK(bits <= 0xFFFFFFFF);
                taken |= bits;
            }
        }
    }
}

TEST_CASE("What has side effects when it is read is not described") {
    for (const PeripheralDescription& peripheral : every_peripheral())
        for (const RegisterDescription& reg : peripheral.registers) {
            CHECK_FALSE((peripheral.name.starts_with("XSPI") && reg.offset == 0x050));    // XSPI_DR
            CHECK_FALSE((peripheral.name.starts_with("QUADSPI") && reg.offset == 0x020)); // QUADSPI_DR
            CHECK_FALSE((peripheral.name.starts_with("SPI") && reg.name == "DR"));
            CHECK_FALSE((peripheral.name.starts_with("SPI") && reg.name == "RXDR"));
        }
}
