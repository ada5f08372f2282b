#include "flash-library/chips/eeprom-finding.hpp"
#include "flash-library/chips/eeprom.hpp"
#include "flash-library/chips/named-chip.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "tests/unit/catch.hpp"

#include <bit>
#include <string>

using namespace xspi;

namespace {

ChipVocabulary vocabulary_of(const char* name) {
    const EepromPart* part = find_eeprom(name);
    REQUIRE(part != nullptr);
    return spi_vocabulary(describe_eeprom(*part));
}

// A chip on an SPI: its status register and write enable latch.
struct LatchPort {
    bool there = true, latches = true;
    unsigned busy_looks = 0;
    std::uint8_t idle_line = 0xFF, while_busy = 0x03, protection = 0x0C;
    bool enabled = false;
    unsigned looks = 0;

    bool read(const Command& command, std::uint32_t, std::span<std::uint8_t> data) {
        CHECK(command.opcode == 0x05);
        ++looks;
        data[0] = !there           ? idle_line
                  : busy_looks > 0 ? while_busy
                                   : std::uint8_t(protection | (enabled && latches ? 2 : 0));
        if (busy_looks > 0) --busy_looks;
        return true;
    }
    bool play(const Sequence& sequence) {
        for (const SequenceStep& step : sequence) {
            if (busy_looks > 0) continue;
            if (step.command.opcode == 0x06) enabled = true;
            if (step.command.opcode == 0x04) enabled = false;
        }
        return true;
    }
};

bool hears(LatchPort& port) {
    bool result = false;
    std::uint8_t status = 0;
    CHECK(hears_write_enable(port, result, status));
    return result;
}

} // namespace

TEST_CASE("Every EEPROM of the table has pages that fill it and addresses that reach all of it", "[eeprom]") {
    for (const EepromPart& part : kEepromTable) {
        CAPTURE(part.name);
        CHECK(std::has_single_bit(part.size));
        CHECK(std::has_single_bit(unsigned{part.page}));
        CHECK(part.page <= part.size / 8);
        CHECK(part.page <= kMaximumPage);
        CHECK(part.size <= std::uint64_t{1} << 8 * part.address_bytes);
        CHECK(part.size > std::uint64_t{1} << 8 * (part.address_bytes - 1));
        CHECK(part.write_ms >= 5);
        CHECK(find_eeprom(part.name) == &part); // no other name is its beginning
        CHECK_FALSE(has_address_in_opcode(part.name));
        CHECK_FALSE(names_i2c_memory(part.name));
        CHECK(find_chip_by_name(part.name).size == part.size);
        CHECK(find_chip_by_name(part.name).sector_size == part.page);
    }
}

TEST_CASE("An EEPROM is found by its name with what follows it, and a flash or half a name is none",
          "[eeprom]") {
    CHECK(find_eeprom("M95M01-DRMN6TP")->size == 128 << 10);
    CHECK(find_eeprom("25LC1024T-I/SM")->address_bytes == 3);
    CHECK(find_eeprom("25LC128")->page == 64);
    for (const char* name : {"", "M95", "M95M", "M95P32", "AT25SF041", "AT25DF081A", "AT25F1024", "W25Q64JV",
                             "M25P80", "M95040", "AT45DB041"})
        CHECK(find_eeprom(name) == nullptr);
}

TEST_CASE("Memories of the 24 series are known as I2C's, and 512 bytes by the address in the opcode",
          "[eeprom]") {
    for (const char* name : {"24C02", "24LC256", "24AA1025", "M24C64", "M24M01", "AT24C512", "CAT24C32"})
        CHECK(names_i2c_memory(name));
    for (const char* name : {"M25P24", "W25Q64JV", "MX25UW25645G", "GD25Q64", "25LC256", ""})
        CHECK_FALSE(names_i2c_memory(name));
    for (const char* name : {"M95040-W", "25LC040A", "25AA040", "AT25040B", "CAT25040"})
        CHECK(has_address_in_opcode(name));
}

TEST_CASE("An EEPROM reads by 03h and writes by 02h with its own address, and an erase is a write",
          "[eeprom]") {
    const auto [name, bytes, page] = GENERATE(table<const char*, unsigned, unsigned>(
        {{"M95020", 1, 8}, {"25LC256", 2, 64}, {"M95M01", 3, 256}, {"M95M04", 3, 512}}));
    CAPTURE(name);
    const ChipVocabulary chip = vocabulary_of(name);
    CHECK(chip.read.opcode == 0x03);
    CHECK(chip.read.dummy_cycles == 0);
    CHECK(chip.read.address_bytes == bytes);
    CHECK(chip.program.opcode == 0x02);
    CHECK(chip.program.address_bytes == bytes);
    CHECK(chip.program.data_phase.lines == 1);
    CHECK(chip.erase[0].command == chip.program);
    CHECK(chip.erase[0].size == page);
    CHECK(chip.page_size == page);
    CHECK_FALSE(chip.erase[1].present());
    CHECK_FALSE(chip.chip_erase.present());
    CHECK(chip.overwrites == 1);
    CHECK(chip.enabled_mask == 2);
    CHECK(chip.read_fail.opcode_bytes == 0);
    CHECK(chip.page_maximum_us == 5'000);
}

TEST_CASE("An EEPROM's clock is its own, and 2 MHz at low supply", "[eeprom]") {
    const EepromPart& part = *find_eeprom("25LC256");
    CHECK(maximum_hz(part, 3'300) == 5'000'000);
    CHECK(maximum_hz(part, 1'800) == 2'000'000);
    CHECK(maximum_hz(part, 0) == 2'000'000);
}

TEST_CASE("An EEPROM is there if its write enable latch follows, and is left without it", "[eeprom]") {
    LatchPort port;
    CHECK(hears(port));
    CHECK_FALSE(port.enabled);
    LatchPort dead{.there = false};
    CHECK_FALSE(hears(dead));
    dead.idle_line = 0;
    CHECK_FALSE(hears(dead));
    LatchPort other{.latches = false};
    CHECK_FALSE(hears(other));
    LatchPort stuck{.protection = 0x02}; // bit 1 is 1, whatever is sent
    CHECK_FALSE(hears(stuck));
}

TEST_CASE("A write cycle under way is waited for, also one in which RDSR gives FFh", "[eeprom]") {
    LatchPort st{.busy_looks = 7};
    CHECK(hears(st));
    LatchPort atmel{.busy_looks = 7, .while_busy = 0xFF};
    CHECK(hears(atmel));
    LatchPort for_ever{.busy_looks = 1'000'000};
    CHECK_FALSE(hears(for_ever));
    CHECK(for_ever.looks < 50);
}

TEST_CASE("An EEPROM shows how many bytes its address has by when it begins to drive MISO", "[eeprom]") {
    const PulledAnswer up{{0xFF, 0xFF, 0xFF}, {0xFF, 0xFF, 0x12}}, down{{0, 0, 0}, {0, 0, 0x12}};
    CHECK(address_bytes_seen(up, down) == 3);
    CHECK(address_bytes_seen({up.nobody, {0xFF, 0xFF, 0xFF}}, {down.nobody, {0, 0xFF, 0xFF}}) == 2);
    CHECK(address_bytes_seen({up.nobody, {0, 0, 0}}, {down.nobody, {0, 0, 0}}) == 1);
    CHECK(address_bytes_seen({up.nobody, {0x7F, 0xFF, 0x34}}, {{0x80, 0, 0}, {0x40, 0, 0x34}}) == 3);
}

TEST_CASE("Of an EEPROM on a line that no pull moves nothing is said", "[eeprom]") {
    const std::array<std::uint8_t, 3> high{0xFF, 0xFF, 0xFF}, data{1, 2, 3};
    CHECK(address_bytes_seen({high, data}, {high, data}) == 0);
    CHECK(address_bytes_seen({high, high}, {{0, 0, 0}, {0, 0, 0}}) == 0); // nobody drives it at all
}
