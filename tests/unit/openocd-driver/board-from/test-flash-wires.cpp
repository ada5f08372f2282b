#include "openocd-driver/board-from/flash-wires.hpp"
#include "openocd-driver/failure.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/board-from/ioc-bench.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const std::string kH7S = "Mcu.Family=STM32H7\nMcu.Name=STM32H7S3L8Hx\nMcu.UserName=STM32H7S3L8Hx\n";
const std::string kU5 = "Mcu.Family=STM32U5\nMcu.Name=STM32U575ZITxQ\nMcu.UserName=STM32U575ZITxQ\n";

// Port 2 of XSPIM, each pin with a mode.
std::string port_2(const std::string& mode) {
    std::string text;
    const char* pins[] = {"PN6", "PN0", "PN2", "PN3", "PN4", "PN5", "PN8", "PN9", "PN10", "PN11"};
    const char* signals[] = {"CLK", "DQS0", "IO0", "IO1", "IO2", "IO3", "IO4", "IO5", "IO6", "IO7"};
    for (int i = 0; i < 10; i++) {
        text += std::string(pins[i]) + ".Signal=XSPIM_P2_" + signals[i] + "\n";
        if (!mode.empty()) text += std::string(pins[i]) + ".Mode=" + mode + "\n";
    }
    return text + "PN1.Signal=XSPIM_P2_NCS1\n";
}

const std::string kOctalPins =
    "{CLK PN6  NCS PN1  DQS PN0  IO0 PN2  IO1 PN3  IO2 PN4  IO3 PN5  IO4 PN8  IO5 PN9  "
    "IO6 PN10  IO7 PN11}";

} // namespace

TEST_CASE("A pin of an .ioc is found however its key goes on", "[board-from]") {
    const IocFile file = ioc(kH750 + "PH0-OSC_IN\\ (PH0).Signal=RCC_OSC_IN\nPA13(JTMS/SWDIO).Signal=A\n"
                                     "PC2_C.Signal=B\nPA11\\ [PA9].Signal=C\nPB8-BOOT0.Signal=D\n"
                                     "VP_SYS_VS_Systick.Signal=E\nCONF1.PB3.Signal=F\nPB77.Signal=G\nP."
                                     "Signal=\n.Signal=\nPB4x.Signal=H\n");
    std::string found;
    for (const IocPin& pin : file.pins()) found += pin.signal + ":" + (pin.pin.connected() ? "+ " : "- ");
    CHECK(found == "C:+ A:+ D:+ B:+ RCC_OSC_IN:+ H:- G:- E:- ");
}

TEST_CASE("A sum of numbers is a number", "[board-from]") {
    CHECK(sum_of("23-1") == 22);
    CHECK(sum_of("0x2") == 2);
    CHECK(sum_of(" 1 + 0x10 ") == 17);
    for (const char* text : {"", "-", "23-", "HAL_OSPI_X", "2*3", "99999999999"}) CHECK_FALSE(sum_of(text));
}

TEST_CASE("A QUADSPI's bank is a flash, with the clock that both share", "[board-from]") {
    CHECK(line(kH750 + kQuad, "pins") == "{CLK PB2  NCS PB6  IO0 PD11  IO1 PD12  IO2 PE2  IO3 PD13}");
    const std::string second =
        "PB2.Signal=QUADSPI_CLK\nPC11.Signal=QUADSPI_BK2_NCS\nPE7.Signal=QUADSPI_BK2_IO0\n"
        "PE8.Signal=QUADSPI_BK2_IO1\n";
    CHECK(line(kH750 + second, "pins") == "{CLK PB2  NCS PC11  IO0 PE7  IO1 PE8}");
}

TEST_CASE("Of two banks with one chip select one is a fact and the other is offered", "[board-from]") {
    const std::string text = text_of(draft(kH750 + kQuad +
                                           "PE7.Signal=QUADSPI_BK2_IO0\nPE8.Signal=QUADSPI_BK2_IO1\n"
                                           "PE9.Signal=QUADSPI_BK2_IO2\nPE10.Signal=QUADSPI_BK2_IO3\n"));
    CHECK_THAT(text, ContainsSubstring("    flash ext {\n"));
    CHECK_THAT(text, ContainsSubstring("    # flash ext2 {\n"));
    CHECK_THAT(text, ContainsSubstring("#   pins         {CLK PB2  NCS PB6  IO0 PE7"));
}

TEST_CASE("What the number of lines asks for and the file has not stands open", "[board-from]") {
    std::string without = kQuad;
    without.replace(without.find("PD13"), 27, "");
    CHECK(line(kH750 + without, "pins") == "{CLK PB2  NCS PB6  IO0 PD11  IO1 PD12  IO2 PE2  IO3 ?}");
}

TEST_CASE("Behind a multiplexer the pins' modes name the controller", "[board-from]") {
    for (const char* controller : {"XSPI1", "XSPI2"}) {
        const std::string text = kH7S + port_2(std::string(controller) + "_Port2Octo");
        CHECK(line(text, "controller") == controller);
        CHECK(line(text, "pins") == kOctalPins); // the chip select, which has no mode, too
    }
    CHECK(line(kH7S + port_2("XSPI1_Port2Octo"), "mapped") == "0x90000000");
    CHECK(line(kH7S + port_2("XSPI2_Port2Octo"), "mapped") == "0x70000000");
}

TEST_CASE("Without modes a port has the controller of its number, or the other where XSPIM is swapped",
          "[board-from]") {
    CHECK(line(kH7S + port_2(""), "controller") == "XSPI2");
    CHECK(line(kH7S + port_2("") + "VP_XSPIM_VS_IO.Mode=Direct\n", "controller") == "XSPI2");
    CHECK(line(kH7S + port_2("") + "VP_XSPIM_VS_IO.Mode=Swapped\n", "controller") == "XSPI1");
    CHECK(line(kH7S + port_2("XSPI1_Port2Octo") + "VP_XSPIM_VS_IO.Mode=Swapped\n", "controller") == "XSPI1");
    CHECK_THROWS_WITH(draft(kH7S + port_2("XSPI1_Port2Octo") + "VP_XSPIM_VS_IO.Mode=Direct\n"),
                      StartsWith("XSPI-1214: "));
}

TEST_CASE("An OCTOSPI's lines may be the upper half of a port", "[board-from]") {
    const std::string text = kU5 + "PB10.Signal=OCTOSPIM_P1_CLK\nPB10.Mode=OCTOSPI2_Port1_CLK\n"
                                   "PE11.Signal=OCTOSPIM_P1_NCS\nPE11.Mode=OCTOSPI2_Port1_NCS\n"
                                   "PD4.Signal=OCTOSPIM_P1_IO4\nPD4.Mode=OCTOSPI2_IOL_Port1H\n"
                                   "PC2.Signal=OCTOSPIM_P1_IO5\nPC2.Mode=OCTOSPI2_IOL_Port1H\n"
                                   "PC3.Signal=OCTOSPIM_P1_IO6\nPC3.Mode=OCTOSPI2_IOL_Port1H\n"
                                   "PC0.Signal=OCTOSPIM_P1_IO7\nPC0.Mode=OCTOSPI2_IOL_Port1H\n";
    const auto wires = flash_wires(ioc(text));
    REQUIRE(wires.size() == 1);
    CHECK(wires[0].controller == "OCTOSPI2");
    CHECK(line(text, "pins") == "{CLK PB10  NCS PE11  IO0 PD4  IO1 PC2  IO2 PC3  IO3 PC0}");
    const std::string octal = kU5 + "PD4.Signal=OCTOSPIM_P1_IO4\nPD4.Mode=OCTOSPI1_IOH_Port1H\n"
                                    "PB1.Signal=OCTOSPIM_P1_IO0\nPB1.Mode=OCTOSPI1_IOL_Port1L\n";
    CHECK_THAT(line(octal, "pins"), ContainsSubstring("IO0 PB1") && ContainsSubstring("IO4 PD4"));
}

TEST_CASE("Several chip selects of one controller leave it open which is meant", "[board-from]") {
    const std::string text = text_of(draft(kH7S + port_2("XSPI2_Port2Octo") + "PN12.Signal=XSPIM_P2_NCS2\n"));
    CHECK_THAT(text, ContainsSubstring("NCS ?") &&
                         ContainsSubstring("XSPIM_P2_NCS1 on PN1, XSPIM_P2_NCS2 on PN12"));
}

TEST_CASE("A RAM on a controller is no flash", "[board-from]") {
    const std::string octal = kH7S + port_2("XSPI2_Port2Octo");
    for (const char* ram : {"XSPI2.MemoryType=HAL_XSPI_MEMTYPE_APMEM_16BITS\n",
                            "VP_XSPI2_VS_octo.Mode=hyperbus_mode\n"
                            "VP_XSPI2_VS_octo.Signal=x\n",
                            "EXTMEM_MANAGER.RefParam_MEMORY_2_Instance=XSPI2\n"
                            "EXTMEM_MANAGER.RefParam_MEMORY_2_Driver_Selection=EXTMEM_PSRAM\n"})
        CHECK_THROWS_WITH(draft(octal + ram),
                          StartsWith("XSPI-1213: ") && ContainsSubstring("XSPI2 serves no flash"));
}

TEST_CASE("A line at two pins, and one at a pin that cannot carry it, are named", "[board-from]") {
    CHECK_THROWS_WITH(draft(kH750 + kQuad + "PC9.Signal=QUADSPI_BK1_IO0\n"),
                      StartsWith("XSPI-1214: ") && ContainsSubstring("PC9") && ContainsSubstring("PD11"));
    CHECK_THROWS_WITH(draft(kH750 + kQuad + "PF10.Signal=QUADSPI_CLK\n"), StartsWith("XSPI-1214: "));
    CHECK_THROWS_WITH(
        draft(kH750 + "PB3.Signal=QUADSPI_CLK\nPD11.Signal=QUADSPI_BK1_IO0\n"),
        "XSPI-1217: bench.ioc has QUADSPI_CLK on PB3, which cannot carry it on STM32H750VBTx; pins that "
        "can: PB2");
}
