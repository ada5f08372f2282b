// 25-series SPI EEPROMs over a plain SPI.
#include "chips/eeprom-parts.hpp"
#include "chips/nor-chips.hpp"
#include "chips/serial-nor.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

namespace {
using Bytes = std::vector<std::uint8_t>;

struct Eeprom {
    Timeline timeline;
    Violations violations{timeline, nullptr};
    std::unique_ptr<SerialNor> chip;
    SpiPins pins{5'000'000, 0x03, false, 0x0C, 0};

    explicit Eeprom(const std::string& name, NorNonVolatile delivered = {}) {
        chip = std::make_unique<SerialNor>(*eeprom_named(name), timeline, violations);
        chip->set_non_volatile(delivered);
        chip->power_on();
    }
    // What comes in beside each byte; a line that nobody drives is high.
    Bytes transfer(const Bytes& out) {
        chip->select(pins);
        Bytes in;
        for (std::uint8_t byte : out) {
            std::uint8_t half[16], value = 0;
            for (unsigned b = 0; b < 8; ++b)
                half[2 * b] = half[2 * b + 1] = std::uint8_t(0x0C | (byte >> (7 - b) & 1));
            chip->exchange(half);
            const bool driven = chip->driven() & 2;
            for (unsigned b = 0; b < 8; ++b) value = std::uint8_t(value << 1 | (!driven || half[2 * b] & 2));
            in.push_back(value);
        }
        chip->deselect();
        return in;
    }
    std::uint8_t status() { return transfer({0x05, 0})[1]; }
    void pass_ms(unsigned ms) { timeline.advance_to(timeline.now() + ms * kPerMillisecond); }
    void write(Bytes command, unsigned ms = 20) { // after write enable; the cycle passes
        transfer({0x06});
        transfer(command);
        pass_ms(ms);
    }
    std::string rules() const {
        std::string text;
        for (const auto& one : violations.all()) text += one.rule + " ";
        return text;
    }
};
} // namespace

TEST_CASE("EEPROMs are parts by name, and a chip's file of SFDP is looked for last") {
    for (const std::string& name : eeprom_names()) {
        CAPTURE(name);
        const auto part = part_named(name);
        REQUIRE(std::holds_alternative<NorPart>(part));
        CHECK(std::get<NorPart>(part).bytes % std::get<NorPart>(part).page == 0);
    }
    const auto names = part_names();
    CHECK(std::find(names.begin(), names.end(), "M95M01") != names.end());
    CHECK_FALSE(eeprom_named("M95M0"));
}

TEST_CASE("An EEPROM writes in place: 1 over 0, and nothing beside what was sent") {
    Eeprom e("M95256");
    e.write({0x02, 0x12, 0x34, 0x00, 0x55});
    e.write({0x02, 0x12, 0x35, 0xFF});
    CHECK(e.transfer({0x03, 0x12, 0x33, 0, 0, 0, 0}) == Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0xFF, 0xFF});
    e.write({0x02, 0x12, 0x34, 0xAA});
    CHECK(e.transfer({0x03, 0x12, 0x34, 0, 0}) == Bytes{0xFF, 0xFF, 0xFF, 0xAA, 0xFF});
    CHECK(e.rules() == "");
}

TEST_CASE("Addresses have one, two or three bytes; of 512 bytes the ninth bit is in the opcode") {
    const auto wrote = [](const std::string& name, Bytes command, std::uint32_t at) {
        Eeprom e(name);
        e.write(std::move(command));
        return e.chip->array()[at] == 0x42 && e.rules().empty();
    };
    CHECK(wrote("M95020", {0x02, 0xFE, 0x42}, 0xFE));
    CHECK(wrote("M95040", {0x02, 0xFE, 0x42}, 0xFE));
    CHECK(wrote("M95040", {0x0A, 0xFE, 0x42}, 0x1FE));
    CHECK(wrote("M95640", {0x02, 0x1F, 0xFE, 0x42}, 0x1FFE));
    CHECK(wrote("25LC512", {0x02, 0xFF, 0xFE, 0x42}, 0xFFFE));
    CHECK(wrote("M95M02", {0x02, 0x03, 0xFF, 0xFE, 0x42}, 0x3FFFE));
    Eeprom e("M95040");
    e.chip->array()[0x1FE] = 0x43;
    CHECK(e.transfer({0x0B, 0xFE, 0})[2] == 0x43);
}

TEST_CASE("[VB-NOR-012] an EEPROM does not decode address bits that it has no cells for") {
    Eeprom e("M95640");
    e.write({0x02, 0x20, 0x01, 0x42});
    CHECK(e.chip->array()[1] == 0x42);
    CHECK(e.rules() == "VB-NOR-012 ");
}

TEST_CASE("[VB-NOR-019] bytes beyond an EEPROM's page go to its beginning") {
    Eeprom e("25LC256");
    e.write({0x02, 0x00, 0x7E, 1, 2});
    CHECK(e.rules() == "");
    e.write({0x02, 0x00, 0x7E, 3, 4, 5});
    CHECK(e.chip->array()[0x7E] == 3);
    CHECK(e.chip->array()[0x40] == 5);
    CHECK(e.chip->array()[0x80] == 0xFF);
    CHECK(e.rules() == "VB-NOR-019 ");
}

TEST_CASE("A write cycle takes the part's time, and only the status is read meanwhile") {
    const auto cycle = [](const std::string& name, unsigned bytes) {
        Eeprom e(name);
        e.transfer({0x06});
        CHECK(e.status() == 0x02);
        Bytes command(1 + bytes, 0);
        command[0] = 0x02;
        command.push_back(0x42);
        e.transfer(command);
        unsigned ms = 0;
        for (; e.status() & 1; ++ms) e.pass_ms(1);
        CHECK(e.status() == 0x00);
        CHECK(e.rules() == "");
        return ms;
    };
    CHECK(cycle("M95M01", 3) == 5);
    CHECK(cycle("M95M02", 3) == 10);
    CHECK(cycle("25LC1024", 3) == 6);
    Eeprom e("M95M01");
    e.transfer({0x06});
    e.transfer({0x02, 0, 0, 0, 0x42});
    CHECK(e.transfer({0x03, 0, 0, 0, 0})[4] == 0xFF);
    CHECK(e.rules() == "VB-NOR-005 ");
}

TEST_CASE("AT25 parts read FFh for a status in a write cycle") {
    Eeprom e("AT25M01");
    e.transfer({0x06});
    e.transfer({0x02, 0, 0, 0, 0x42});
    CHECK(e.status() == 0xFF);
    e.pass_ms(5);
    CHECK(e.status() == 0x00);
}

TEST_CASE("[VB-NOR-008] an EEPROM's write needs write enable, which its end takes away") {
    Eeprom e("M95256");
    e.transfer({0x02, 0, 0, 0x42});
    CHECK(e.chip->array()[0] == 0xFF);
    CHECK(e.rules() == "VB-NOR-008 ");
    e.transfer({0x06});
    e.transfer({0x04});
    CHECK(e.status() == 0);
}

TEST_CASE("BP1 and BP0 protect the upper quarter, half or all of an EEPROM") {
    const auto takes = [](std::uint8_t status, std::uint16_t at) {
        Eeprom e("M95256", {status, {}, false, Protocol::spi});
        e.write({0x02, std::uint8_t(at >> 8), std::uint8_t(at), 0x42});
        CHECK(e.rules() == "");
        return e.chip->array()[at] == 0x42;
    };
    CHECK(takes(0x00, 0x7FFF));
    CHECK_FALSE(takes(0x04, 0x6000));
    CHECK(takes(0x04, 0x5FFF));
    CHECK_FALSE(takes(0x08, 0x4000));
    CHECK(takes(0x08, 0x3FFF));
    CHECK_FALSE(takes(0x0C, 0x0000));
}

TEST_CASE("WRSR writes SRWD and BP in a write cycle; SRWD and a low W# lock them") {
    Eeprom e("M95256");
    e.write({0x01, 0x8C});
    CHECK(e.status() == 0x8C);
    e.write({0x01, 0x80});
    CHECK(e.status() == 0x80);
    e.pins.tied_high = 0x08; // W# low
    e.write({0x01, 0x0C});
    CHECK((e.status() & 0x8C) == 0x80);
    CHECK(e.rules() == "VB-NOR-026 ");
    Eeprom other("M95256");
    other.write({0x01, 0x40});
    CHECK(other.rules() == "VB-NOR-020 ");
}

TEST_CASE("Nobody answers RDID of an EEPROM, which is no mistake; other opcodes are") {
    Eeprom e("M95M01");
    CHECK(e.transfer({0x9F, 0, 0, 0}) == Bytes(4, 0xFF));
    CHECK(e.rules() == "");
    e.transfer({0x20, 0, 0, 0});
    CHECK(e.rules() == "VB-NOR-001 ");
    Eeprom plain("M95M01");
    plain.transfer({0x83, 0, 0, 0, 0});
    CHECK(plain.rules() == "VB-NOR-001 ");
}

TEST_CASE("M95-D have an identification page that is written, and locked for ever") {
    Eeprom e("M95M01-D");
    CHECK(e.transfer({0x83, 0, 0, 0, 0, 0, 0, 0}) == Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0x20, 0x00, 0x11, 0xFF});
    e.write({0x82, 0, 0, 0x10, 0xA1, 0xA2});
    CHECK(e.transfer({0x83, 0, 0, 0x11, 0, 0})[4] == 0xA2);
    CHECK(e.chip->array()[0x10] == 0xFF);
    CHECK(e.transfer({0x83, 0, 0x04, 0, 0})[4] == 0);
    e.write({0x82, 0, 0x04, 0, 0x02});
    CHECK(e.transfer({0x83, 0, 0x04, 0, 0})[4] == 1);
    CHECK(e.rules() == "");
    e.write({0x82, 0, 0, 0x10, 0x00});
    CHECK(e.transfer({0x83, 0, 0, 0x10, 0})[4] == 0xA1);
    CHECK(e.rules() == "VB-NOR-026 ");
    Eeprom small("M95256-D");
    CHECK(small.transfer({0x83, 0, 0, 0, 0, 0})[5] == 0x0F);
}

TEST_CASE("25LC512 and larger erase pages, sectors and all, and have a signature and a power-down") {
    Eeprom e("25AA1024");
    std::fill(e.chip->array().begin(), e.chip->array().end(), 0x00);
    e.write({0x42, 0x00, 0x01, 0x23});
    CHECK(e.chip->array()[0x100] == 0xFF);
    CHECK(e.chip->array()[0x1FF] == 0xFF);
    CHECK(e.chip->array()[0x200] == 0x00);
    e.write({0xD8, 0x01, 0x12, 0x34});
    CHECK(e.chip->array()[0x10000] == 0xFF);
    CHECK(e.chip->array()[0x17FFF] == 0xFF);
    CHECK(e.chip->array()[0x18000] == 0x00);
    e.write({0xC7});
    CHECK(e.chip->array()[0x1FFFF] == 0xFF);
    e.transfer({0xB9});
    CHECK(e.transfer({0xAB, 0, 0, 0, 0})[4] == 0x29);
    e.pass_ms(1);
    CHECK(e.status() == 0);
    CHECK(e.rules() == "");
}

TEST_CASE("[VB-NOR-015] an EEPROM has its own highest clock") {
    Eeprom e("M95M02");
    e.chip->array()[0] = 0x42;
    CHECK(e.transfer({0x03, 0, 0, 0, 0})[4] == 0x42);
    e.pins.clock_hz = 10'000'000;
    CHECK(e.transfer({0x03, 0, 0, 0, 0})[4] != 0x42);
    CHECK(e.rules() == "VB-NOR-015 ");
}

TEST_CASE("A write of an EEPROM that the supply cuts short spoils its words of four bytes only") {
    Eeprom e("M95256");
    std::fill(e.chip->array().begin(), e.chip->array().end(), 0x55);
    e.transfer({0x06});
    e.transfer({0x02, 0, 0x05, 0x11, 0x22, 0x33, 0x44});
    e.pass_ms(2);
    e.chip->lose_supply();
    const auto array = e.chip->array();
    CHECK(std::count(array.begin(), array.begin() + 4, 0x55) == 4);
    CHECK(std::count(array.begin() + 4, array.begin() + 12, 0x55) < 4);
    CHECK(std::count(array.begin() + 12, array.begin() + 64, 0x55) == 52);
}

TEST_CASE("An EEPROM cannot be left suspended") {
    Eeprom e("M95256");
    e.chip->leave_as(NorLeftAs::erase_suspended, Protocol::spi);
    e.chip->leave_as(NorLeftAs::program_suspended, Protocol::spi);
    e.pass_ms(100);
    CHECK(std::count(e.chip->array().begin(), e.chip->array().end(), 0xFF) == 32 << 10);
}
