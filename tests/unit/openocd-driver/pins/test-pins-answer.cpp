#include "openocd-driver/pins/pins-answer.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

TEST_CASE("The pins of a signal are told with their alternate functions, in text and as JSON", "[pins]") {
    const Answer answer = pins_answer({"STM32H750VB", "QUADSPI_BK1_NCS", ""});
    CHECK(answer.text == "STM32H750VBTx (LQFP100)\nQUADSPI_BK1_NCS   PB6 (AF10), PB10 (AF9)\n");
    CHECK(answer.json["mcus"][0]["package"] == "LQFP100");
    REQUIRE(answer.json["pins"].size() == 2);
    CHECK(answer.json["pins"][1] ==
          Json{{"signal", "QUADSPI_BK1_NCS"}, {"pin", "PB10"}, {"alternate_function", 9}});
}

TEST_CASE("A pin is told with all that it can be, and without a signal everything is told", "[pins]") {
    CHECK(pins_answer({"STM32H750VB", "pb3", ""}).text ==
          "STM32H750VBTx (LQFP100)\nSPI1_SCK          PB3 (AF5)\n"
          "SPI3_SCK          PB3 (AF6)\nSPI6_SCK          PB3 (AF8)\n");
    CHECK_THAT(pins_answer({"STM32H750VB", "PC13", ""}).text, ContainsSubstring("PC13 carries no signal"));
    CHECK(pins_answer({"STM32H750VB", "PC2_C", ""}).text == pins_answer({"STM32H750VB", "PC2", ""}).text);
    const std::string all = pins_answer({"STM32H750VB", "", ""}).text;
    CHECK_THAT(all, ContainsSubstring("QUADSPI_CLK       PB2 (AF9)\n"));
    CHECK_THAT(all, ContainsSubstring("SPI4_SCK          PE2 (AF5), PE12 (AF5)\n"));
}

TEST_CASE("Where a name means several packages, each is named, and which of them lacks a pin", "[pins]") {
    const Answer answer = pins_answer({"STM32H750", "QUADSPI_CLK", ""});
    CHECK_THAT(answer.text, StartsWith("STM32H750IBKx (UFBGA176+25)\nSTM32H750IBTx (LQFP176)\n"));
    CHECK_THAT(answer.text, ContainsSubstring("PB2 (AF9), PF10 (AF9, not on STM32H750VBTx)\n"));
    CHECK_FALSE(answer.json["pins"][0].contains("not_on"));
    CHECK(answer.json["pins"][1]["not_on"] == Json{"STM32H750VBTx"});
}

TEST_CASE("A wrong pin names those that would do", "[pins]") {
    CHECK_THROWS_WITH(pins_answer({"STM32H750VB", "QUADSPI_CLK", "PB3"}),
                      "XSPI-1205: PB3 cannot be QUADSPI_CLK on STM32H750VB; pins that can: PB2");
    CHECK_THROWS_WITH(pins_answer({"STM32H750VB", "QUADSPI_CLK", "PF10"}),
                      "XSPI-1204: STM32H750VB has no pin PF10; pins that can be QUADSPI_CLK: PB2");
    CHECK_THROWS_WITH(pins_answer({"STM32H750VB", "PF10", ""}), StartsWith("XSPI-1204: "));
    CHECK(pins_answer({"STM32H750VB", "SPI1_SCK", "PB3"}).json["pins"].size() == 1);
}

TEST_CASE("A name that means nothing, or too much, is answered with what is known", "[pins]") {
    CHECK_THROWS_WITH(pins_answer({"STM32F999", "", ""}),
                      StartsWith("XSPI-1201: ") && ContainsSubstring("known: STM32F0, STM32F1, STM32F2"));
    CHECK_THROWS_WITH(pins_answer({"STM32F408VE", "", ""}),
                      ContainsSubstring("known: STM32F401C, STM32F401R"));
    CHECK_THROWS_WITH(pins_answer({"STM32F4", "", ""}),
                      StartsWith("XSPI-1202: ") && ContainsSubstring("STM32F446, STM32F469"));
    CHECK_THROWS_WITH(pins_answer({"STM32H750VB", "UART1", ""}),
                      StartsWith("XSPI-1203: ") && ContainsSubstring("it has QUADSPI, SPI1, SPI2"));
}
