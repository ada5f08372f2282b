#include "openocd-driver/board-from/flash-clock.hpp"
#include "openocd-driver/board-from/spi-wires.hpp"
#include "openocd-driver/failure.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/board-from/ioc-bench.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const std::string kBoard = kH750 + kQuad;
const std::string kSpi =
    "PA5.Signal=SPI1_SCK\nPA6.Signal=SPI1_MISO\nPA7.Signal=SPI1_MOSI\nPA4.Signal=GPIO_Output\n";

} // namespace

TEST_CASE("A project's microcontroller is named by its order code, if that is the same part",
          "[board-from]") {
    CHECK(line(kBoard, "mcu") == "STM32H750VBT");
    CHECK(line(kBoard + "Mcu.CPN=STM32H750VBT6\n", "mcu") == "STM32H750VBT6");
    CHECK(line(kBoard + "Mcu.CPN=STM32H743VIT6\n", "mcu") == "STM32H750VBT");
    CHECK_THAT(text_of(draft(kBoard + "Mcu.CPN=STM32H743VIT6\n")),
               ContainsSubstring("Mcu.CPN is STM32H743VIT6"));
    CHECK(line("Mcu.Name=STM32F746V(E-G)Hx\n" + kQuad, "mcu") == "?");
    CHECK_THROWS_WITH(draft("Mcu.Name=STM32X1\n" + kQuad), StartsWith("XSPI-1212: "));
    CHECK_THROWS_WITH(ioc("[core]\nmode=1\n"), StartsWith("XSPI-1211: "));
}

TEST_CASE("An oscillator's pin makes the crystal, and only the file its frequency", "[board-from]") {
    const std::string pin =
        "PH0-OSC_IN\\ (PH0).Signal=RCC_OSC_IN\nPH0-OSC_IN\\ (PH0).Mode=HSE-External-Oscillator\n";
    CHECK(line(kBoard + pin + "RCC.HSE_VALUE=25000000\n", "hse") == "25MHz");
    CHECK(line(kBoard + pin, "hse") == "?");
    CHECK(line(kBoard + "RCC.HSE_VALUE=25000000\n", "hse").empty());
    CHECK(line(kBoard + pin + "CONF1.RCC.HSE_VALUE=8000000\n", "hse") == "?");
    const std::string clock =
        "PH0-OSC_IN(PH0).Signal=RCC_OSC_IN\nPH0-OSC_IN(PH0).Mode=HSE-External-Clock-Source\n";
    CHECK(line(kBoard + clock + "RCC.HSE_VALUE=7999999.9999\n", "hse") == "8MHz bypass");
}

TEST_CASE("The core's supply is what the file says, and asked for where it could", "[board-from]") {
    CHECK(line(kBoard + "RCC.SupplySource=PWR_LDO_SUPPLY\n", "core_supply") == "LDO");
    CHECK(line(kBoard + "RCC.SupplySource=PWR_SMPS_2V5_SUPPLIES_LDO\n", "core_supply") == "SMPS_LDO");
    CHECK(line(kBoard, "core_supply") == "?");
    CHECK(line(kBoard + "RCC.SupplySource=PWR_SMPS_1V8_SUPPLIES_EXT\n", "core_supply") == "?");
    CHECK(line("Mcu.Family=STM32F7\nMcu.Name=STM32F746VGTx\n" + kQuad, "core_supply").empty());
}

TEST_CASE("A flash's clock is kernel clock by prescaler, and open where the file leaves either out",
          "[board-from]") {
    const std::string kernel = "RCC.QSPIFreq_Value=120000000\n";
    CHECK(line(kBoard + kernel + "QUADSPI.ClockPrescaler=2-1\n", "clock") == "60MHz");
    CHECK(line(kBoard + "RCC.QSPIFreq_Value=132999999.99999999\nQUADSPI.ClockPrescaler=1\n", "clock") ==
          "66.5MHz");
    CHECK(line(kBoard + kernel, "clock") == "?");
    CHECK(line(kBoard + "QUADSPI.ClockPrescaler=1\n", "clock") == "?");
    CHECK(line(kBoard + kernel + "QUADSPI.ClockPrescaler=FAST\n", "clock") == "?");
    const std::string octal =
        "Mcu.Name=STM32U575ZITxQ\nRCC.OCTOSPIMFreq_Value=160000000\nOCTOSPI1.ClockPrescaler=4\n";
    const auto clock = [&](const std::string& more) {
        return clock_fact(ioc(octal + more), "OCTOSPI1").value;
    };
    CHECK(clock("OCTOSPI1.MemoryType=HAL_OSPI_MEMTYPE_MACRONIX\n") == "40MHz"); // it is the divisor there
    CHECK(clock("OCTOSPI1.MemoryType=HAL_XSPI_MEMTYPE_MACRONIX\n") == "32MHz");
    CHECK(clock("") == "?");
}

TEST_CASE("A flash's size is told as the file spells it, the largest of all not", "[board-from]") {
    const auto size = [](const std::string& text, const char* of) {
        return size_remark(ioc(kH750 + text), of);
    };
    CHECK(size("QUADSPI.FlashSize=23-1\n", "QUADSPI") == "8 MiB by QUADSPI.FlashSize=23-1");
    CHECK(size("OCTOSPI1.DeviceSize=26\n", "OCTOSPI1") == "64 MiB by OCTOSPI1.DeviceSize=26");
    CHECK_THAT(size("XSPI2.MemorySize=HAL_XSPI_SIZE_256MB\n", "XSPI2"), StartsWith("32 MiB by"));
    CHECK_THAT(size("XSPI2.MemorySize=HAL_XSPI_SIZE_1GB\n", "XSPI2"), StartsWith("128 MiB by"));
    CHECK(size("XSPI2.MemorySize=HAL_XSPI_SIZE_32GB\n", "XSPI2").empty());
    CHECK(size("QUADSPI.FlashSize=0\n", "QUADSPI").empty());
}

TEST_CASE("An SPI's flash is a fact where its chip select is labelled so and nothing else is there",
          "[board-from]") {
    const std::string flash = kH750 + kSpi + "PA4.GPIO_Label=FLASH_CS\nSPI1.CalculateBaudRate=20.0 MBits/s\n";
    CHECK(line(flash, "controller") == "SPI1");
    CHECK(line(flash, "pins") == "{SCK PA5  NCS PA4  MOSI PA7  MISO PA6}");
    CHECK(line(flash, "address") == "0x90000000");
    CHECK(line(flash, "clock") == "20MHz");
    CHECK(line(flash, "mapped").empty());
    CHECK_FALSE(draft(flash).flashes[0].offered);
    const auto beside = draft(flash + kQuad);
    REQUIRE(beside.flashes.size() == 2);
    CHECK(beside.flashes[1].offered);
    CHECK(draft(kH750 + kSpi + "PA4.GPIO_Label=SPI1_CS\n").flashes[0].offered);
}

TEST_CASE("An SPI's EEPROM is asked for by its name, where its label does not say it", "[board-from]") {
    const std::string eeprom = kH750 + kSpi + "PA4.GPIO_Label=EEPROM_CS\n";
    const auto chip = [](const std::string& text) {
        const DraftFact first = draft(text).flashes[0].facts[0];
        return first.key == "chip" ? first.value : "none";
    };
    CHECK(chip(eeprom) == "?");
    CHECK_FALSE(draft(eeprom).flashes[0].offered);
    CHECK(chip(kH750 + kSpi + "PA4.GPIO_Label=M95M01_CS\n") == "M95M01");
    CHECK(chip(kH750 + kSpi + "PA4.GPIO_Label=FLASH_CS\n") == "none");
    const auto both = draft(eeprom + "PB0.Signal=GPIO_Output\nPB0.GPIO_Label=FLASH_CS\n");
    REQUIRE(both.flashes.size() == 2);
    CHECK(both.flashes[0].offered);
    CHECK_FALSE(both.flashes[1].offered);
}

TEST_CASE("What a label says of an output decides whether it may select a flash", "[board-from]") {
    const auto offered = [](const std::string& label) {
        const auto found = spi_wires(ioc(kH750 + kSpi + "PA4.GPIO_Label=" + label + "\n"));
        return found.empty()           ? "no"
               : found[0].names_flash  ? "flash"
               : found[0].names_eeprom ? "EEPROM"
                                       : "select";
    };
    for (const char* label :
         {"FLASH_CS", "F_CS", "W25Q64_CS", "spi_flash_nss", "QSPI_CS", "Flash CS", "FLASH"})
        CHECK(offered(label) == std::string("flash"));
    for (const char* label : {"CS", "SPI1_NSS", "NSS", "SPI_CS"})
        CHECK(offered(label) == std::string("select"));
    for (const char* label : {"EEPROM_CS", "EE_NSS", "spi_eeprom_cs", "M95M01_CS", "25LC1024_NCS", "EEPROM"})
        CHECK(offered(label) == std::string("EEPROM"));
    for (const char* label :
         {"EEPROM_WP", "LCD_CS", "MXCHIP_NSS", "SPI2_CS", "FLASH_WP", "FLASH_RST", "LED", "SD_CS", "F"})
        CHECK(offered(label) == std::string("no"));
}

TEST_CASE("A slave, or an SPI without all its lines, has no flash", "[board-from]") {
    const std::string label = "PA4.GPIO_Label=FLASH_CS\n";
    CHECK(spi_wires(ioc(kH750 + kSpi + label + "SPI1.Mode=SPI_MODE_SLAVE\n")).empty());
    CHECK(spi_wires(ioc(kH750 + kSpi + label + "PA5.Mode=Full_Duplex_Slave\n")).empty());
    CHECK(spi_wires(ioc(kH750 + "PA5.Signal=SPI1_SCK\nPA4.Signal=GPIO_Output\n" + label)).empty());
}

TEST_CASE("Labels make LEDs and buttons, with names that a board's file takes", "[board-from]") {
    const std::string pins = "PE3.Signal=GPIO_Output\nPE3.GPIO_Label=LD1 [Green]\nPE4.Signal=GPIO_Output\n"
                             "PE4.GPIO_Label=OLED_RST\nPC13.Signal=GPXTI13\nPC13.GPIO_Label=B1\n"
                             "PC13.GPIO_PuPd=GPIO_PULLDOWN\nPA0.Signal=GPIO_Input\nPA0.GPIO_Label=KEY{$x}\n"
                             "PA0.GPIO_PuPd=GPIO_PULLUP\nPA1.Signal=GPIO_Input\nPA1.GPIO_Label=SW3\n";
    CHECK(line(kBoard + pins, "led") == "{LD1 PE3}");
    CHECK(line(kBoard + pins, "button") == "{B1 PC13 high  KEYx PA0 low}");
    CHECK_THAT(text_of(draft(kBoard + pins)), ContainsSubstring("    # button       {SW3 PA1 ?}"));
    std::string six;
    for (const char* pin : {"PE0", "PE1", "PE3", "PE4", "PE5", "PE6"})
        six += std::string(pin) + ".Signal=GPIO_Output\n" + pin + ".GPIO_Label=LED\n";
    CHECK(line(kBoard + six, "led") == "{LED PE0  LED PE1  LED PE3  LED PE4}"); // there is room for four
}

TEST_CASE("The USB core that has pins is named", "[board-from]") {
    CHECK(line(kBoard + "PA12.Signal=USB_OTG_FS_DP\n", "usb") == "OTG_FS");
    CHECK(line(kBoard, "usb").empty());
}

TEST_CASE("What is given with the command takes the place of what is open", "[board-from]") {
    BoardDraft made = draft(kBoard);
    CHECK(open_facts(made) == std::vector<std::string>{"core_supply", "supply of ext", "clock of ext"});
    for (const char* words :
         {"core_supply=LDO", "supply=3.3", "ext.clock=100MHz", "chip=W25Q64JV", "led=D1 PA1 low"})
        answer(made, words);
    CHECK(open_facts(made).empty());
    CHECK_THAT(text_of(made),
               ContainsSubstring("chip         W25Q64JV") && ContainsSubstring("{D1 PA1 low}"));
    for (const char* words : {"supply", "supply=", "=3", "voltage=3", "other.supply=3.3", "ext.hse=1MHz"})
        CHECK_THROWS_WITH(answer(made, words), StartsWith("XSPI-1216: "));
}

TEST_CASE("A controller that is set up without pins is named where no flash is found", "[board-from]") {
    CHECK_THROWS_WITH(draft(kH750 + "QUADSPI.IPParameters=FlashSize\n"),
                      StartsWith("XSPI-1213: ") &&
                          ContainsSubstring("QUADSPI is set up, and its pins are not"));
}

TEST_CASE("No word of a project becomes Tcl in the board's file", "[board-from]") {
    const std::string text = text_of(draft_from_ioc(
        IocFile(kBoard + "QUADSPI.FlashSize=23-1\nRCC.SupplySource=a}b{c\\\\\n", "x}{\\\n.ioc"), "bench"));
    CHECK_THAT(text, ContainsSubstring("RCC.SupplySource is a_b_c_") && StartsWith("# Made from x____.ioc"));
}
