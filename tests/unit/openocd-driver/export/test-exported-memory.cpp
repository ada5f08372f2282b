#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/export/exported-memory.hpp"
#include "openocd-driver/failure.hpp"
#include "tests/unit/catch.hpp"

#include <string>

using namespace xspi;
using Catch::Matchers::StartsWith;

namespace {

std::string flash_of(const std::string& mcu, const std::string& controller, const std::string& pins,
                     const std::string& chip) {
    const std::string place = controller.starts_with("SPI") ? "address 0xB0000000"
                              : controller == "XSPI2"       ? "mapped 0x70000000"
                                                            : "mapped 0x90000000";
    return "mcu " + mcu + "\nflash ext {\n" + (chip.empty() ? "" : "chip " + chip + "\n") + "controller " +
           controller + "\n" + place + "\npins {" + pins + "}\nsupply 1.8\nclock 40MHz\n}\n";
}

constexpr const char* kQuad = "CLK PB2 NCS PB6 IO0 PD11 IO1 PD12 IO2 PE2 IO3 PD13";
constexpr const char* kSpi = "SCK PA5 NCS PA4 MOSI PA7 MISO PA6";
constexpr const char* kOctal = "CLK PN6 NCS PN1 DQS PN0 IO0 PN2 IO1 PN3 IO2 PN4 IO3 PN5 IO4 PN8 IO5 PN9 "
                               "IO6 PN10 IO7 PN11";

struct Bench {
    explicit Bench(const std::string& body)
        : file("bench", body),
          family(find_family(file.facts().mcu)), board{file.facts(), *family,
                                                       *find_device(family->devices, file.facts().mcu)} {}
    ExportedMemory memory(std::optional<std::uint32_t> sector = std::nullopt) const {
        return exported_memory(BoardFlash{board, file.facts().flashes[0]}, sector);
    }
    BoardFile file;
    const Family* family;
    Board board;
};

} // namespace

TEST_CASE("A board's flash is exported with its chip's size, 64 KiB sectors and pages of 4 KiB", "[export]") {
    const ExportedMemory memory = Bench(flash_of("STM32H743VI", "QUADSPI", kQuad, "W25Q64JV")).memory();
    CHECK(memory.base == 0x90000000);
    CHECK(memory.size == 8u << 20);
    CHECK(memory.sector == 64u << 10);
    CHECK(memory.page == 4096);
    CHECK(memory.largest_page == 256);
    CHECK(memory.mapped);
    const loader::Facts& facts = memory.facts;
    CHECK(facts.magic == loader::kFactsMagic);
    CHECK(facts.base == memory.base);
    CHECK(facts.device_id == 0x450);
    CHECK(facts.connection.kind == ControllerKind::QuadSpi);
    CHECK(facts.connection.data_lines == 4);
    CHECK(facts.core_hz == 200'000'000);
    CHECK(facts.clock.hz <= 40'000'000);
    CHECK(facts.eeprom.size == 0);
}

TEST_CASE("An EEPROM is exported with sectors of several pages, at a clock that it carries", "[export]") {
    const ExportedMemory memory = Bench(flash_of("STM32F407VE", "SPI1", kSpi, "M95M02")).memory();
    CHECK(memory.size == 256u << 10);
    CHECK(memory.sector == 4096);
    CHECK(memory.largest_page == 256);
    CHECK_FALSE(memory.mapped);
    CHECK(memory.facts.eeprom.page == 256);
    CHECK(memory.facts.eeprom.address_bytes == 3);
    CHECK(memory.facts.clock.hz <= 5'000'000);
    CHECK(memory.facts.clock.spi_hz <= 2'000'000);
    CHECK(Bench(flash_of("STM32F407VE", "SPI1", kSpi, "M95020")).memory().sector == 256);
}

TEST_CASE("What brings any family's port up has room in a loader", "[export]") {
    for (const auto& [mcu, controller, pins] :
         {std::tuple{"STM32H7S3L8", "XSPI2", kOctal}, std::tuple{"STM32H743VI", "QUADSPI", kQuad},
          std::tuple{"STM32H743VI", "SPI1", kSpi}, std::tuple{"STM32F767ZI", "QUADSPI", kQuad},
          std::tuple{"STM32F746NG", "QUADSPI", kQuad}, std::tuple{"STM32F722ZE", "QUADSPI", kQuad},
          std::tuple{"STM32F446ZE", "SPI1", kSpi}, std::tuple{"STM32F469NI", "SPI1", kSpi},
          std::tuple{"STM32F429ZI", "SPI1", kSpi}, std::tuple{"STM32F412ZG", "SPI1", kSpi},
          std::tuple{"STM32F411CE", "SPI1", kSpi}, std::tuple{"STM32F401CC", "SPI1", kSpi},
          std::tuple{"STM32F407VE", "SPI1", kSpi}}) {
        CAPTURE(mcu, controller);
        const Bench bench(flash_of(mcu, controller, pins, "W25Q64JV"));
        REQUIRE_FALSE(check_facts(bench.file.facts()));
        const ExportedMemory memory = bench.memory();
        CHECK(memory.facts.op_count > 20);
        CHECK(memory.facts.op_count <= loader::kOps);
        CHECK(loader_ram(bench.board).size >= 60u << 10);
    }
}

TEST_CASE("A loader lies in the largest RAM that code runs from", "[export]") {
    const auto base = [](const char* mcu) {
        const Bench bench(std::string("mcu ") + mcu + "\n");
        return loader_ram(bench.board).base;
    };
    CHECK(base("STM32H743VI") == 0x24000000);
    CHECK(base("STM32H7S3L8") == 0x24000000);
    CHECK(base("STM32F407VE") == 0x20000000); // not CCM
    CHECK(base("STM32F767ZI") == 0x20000000); // DTCM, SRAM1 and SRAM2 follow each other
}

TEST_CASE("A sector is a power of two that the chip's erases make", "[export]") {
    const Bench bench(flash_of("STM32H743VI", "QUADSPI", kQuad, "W25Q64JV"));
    CHECK(bench.memory(4096).sector == 4096);
    CHECK(bench.memory(4096).page == 4096);
    CHECK(bench.memory(1u << 20).sector == 1u << 20);
    for (const std::uint32_t wrong : {0u, 2048u, 5000u, 16u << 20})
        CHECK_THROWS_WITH(bench.memory(wrong), StartsWith("XSPI-1353"));
}

TEST_CASE("A chip without a name, or with one that says nothing, cannot be exported", "[export]") {
    for (const char* chip : {"", "S28HS02GT"})
        CHECK_THROWS_WITH(Bench(flash_of("STM32H743VI", "QUADSPI", kQuad, chip)).memory(),
                          StartsWith("XSPI-1352"));
}

TEST_CASE("The internal flash is exported where OpenOCD has no driver for it", "[export]") {
    const Bench octal(flash_of("STM32H7S3L8", "XSPI2", kOctal, "MX25UW25645G"));
    const auto internal = exported_internal(octal.board);
    REQUIRE(internal);
    CHECK(internal->bank == "int");
    CHECK(internal->base == 0x08000000);
    CHECK(internal->size == 64u << 10);
    CHECK(internal->sector == 8u << 10);
    CHECK(internal->largest_page == 16);
    CHECK(internal->facts.connection.kind == loader::kInternalFlash);
    CHECK(internal->facts.internal.registers_base == 0x52002000);
    const Bench quad(flash_of("STM32H743VI", "QUADSPI", kQuad, "W25Q64JV"));
    CHECK_FALSE(exported_internal(quad.board));
}
