#include "flash-library/devices/families.hpp"
#include "openocd-driver/pins/names.hpp"
#include "openocd-driver/pins/pin-data.hpp"
#include "tests/unit/catch.hpp"

#include <set>

using namespace xspi;

namespace {

std::vector<std::string> references(std::string_view name) {
    std::vector<std::string> found;
    for (const PinnedMcu* mcu : find_mcus(PinData::all(), name)) found.emplace_back(mcu->reference);
    return found;
}

using References = std::vector<std::string>;

// Pin, signal and alternate function.
using Row = std::tuple<char, int, std::string, unsigned>;

// As ST spells what a family's table says.
std::set<std::string> spellings(const PinFunction& f) {
    const std::string signal(signal_name(f.signal)), instance(f.instance);
    const std::string port = std::to_string(f.port);
    if (instance == "QUADSPI")
        return {f.signal == Signal::Clk ? "QUADSPI_CLK" : "QUADSPI_BK" + port + "_" + signal};
    if (instance == "XSPIM") {
        if (f.signal == Signal::Ncs) return {"XSPIM_P" + port + "_NCS" + std::to_string(f.chip_select + 1)};
        if (f.signal == Signal::Dqs) return {"XSPIM_P" + port + "_DQS0"};
        return {"XSPIM_P" + port + "_" + signal};
    }
    if (f.signal == Signal::Clk) return {instance + "_SCK"};
    if (f.signal == Signal::Ncs) return {instance + "_NSS"};
    return {instance + (f.signal == Signal::Io0 ? "_MOSI" : "_MISO")};
}

// Of one device; only of the instances that the family's table knows.
std::set<Row> rows_of(const Family& family, const Device& device, const PinnedMcu& mcu) {
    std::set<Row> rows;
    for (const PinFunction& f : family.pins.functions)
        for (const std::string& signal : spellings(f))
            if (device.has_pin(f.pin) && mcu.has_controller(signal.substr(0, signal.find('_'))))
                rows.insert({f.pin.port, f.pin.number, signal, f.alternate_function});
    return rows;
}

std::set<std::string> signals_of(const Family& family) {
    std::set<std::string> names;
    for (const PinFunction& f : family.pins.functions)
        for (const std::string& name : spellings(f)) names.insert(name);
    return names;
}

std::set<Row> rows_of(const PinnedMcu& mcu, const std::set<std::string>& signals) {
    std::set<Row> rows;
    for (const std::string& signal : signals)
        for (const SignalPin& one : mcu.pins_of(signal))
            rows.insert({one.pin.port, one.pin.number, signal, one.way.number});
    return rows;
}

} // namespace

TEST_CASE("Every family's own tables say of pins what the data of all STM32 say", "[pins]") {
    for (const Family* family : kFamilies) {
        const std::set<std::string> signals = signals_of(*family);
        REQUIRE(signals.size() > 10);
        for (const Device& device : family->devices) {
            const std::string name(device.names.substr(0, device.names.find(' ')));
            INFO(name);
            const auto mcus = find_mcus(PinData::all(), name);
            REQUIRE(mcus.size() == 1);
            CHECK(mcus[0]->package == device.package);
            CHECK(rows_of(*family, device, *mcus[0]) == rows_of(*mcus[0], signals));
            for (char port = 'A'; port <= 'P'; ++port)
                for (std::uint8_t number = 0; number < 16; ++number)
                    CHECK(mcus[0]->has_pin({port, number}) == device.has_pin({port, number}));
        }
    }
}

TEST_CASE("The data know all STM32, and a pin that some package has for each of their signals", "[pins]") {
    const PinData& data = PinData::all();
    CHECK(data.mcus().size() > 2000);
    std::set<std::string_view> lines;
    for (const PinnedMcu& mcu : data.mcus()) {
        INFO(mcu.reference);
        CHECK_FALSE(mcu.package.empty());
        CHECK_FALSE(mcu.signals().empty());
        lines.insert(mcu.reference.substr(0, 7));
    }
    for (const char* series : {"STM32F1", "STM32F4", "STM32F7", "STM32G4", "STM32H5", "STM32H7", "STM32L4",
                               "STM32L5", "STM32MP", "STM32N6", "STM32U5", "STM32WB"})
        CHECK(lines.count(series) == 1);
}

TEST_CASE("An order code, a reference and a beginning find their packages", "[pins]") {
    CHECK(references("STM32F407VET6") == References{"STM32F407V(E-G)Tx"});
    CHECK(references("STM32F407VET6TR") == References{"STM32F407V(E-G)Tx"});
    CHECK(references("STM32F407VE") == References{"STM32F407V(E-G)Tx"});
    CHECK(references("stm32f407vetx") == References{"STM32F407V(E-G)Tx"});
    CHECK(references("STM32F407V(E-G)Tx") == References{"STM32F407V(E-G)Tx"});
    CHECK(references("STM32F407VC").empty());
    CHECK(references("STM32F407V-").empty());
    CHECK(references("STM32H743VI") == References{"STM32H743V(G-I)Hx", "STM32H743VITx"});
    CHECK(references("STM32H7S3L8H6H") == References{"STM32H7S3L8HxH"});
}

TEST_CASE("What is printed behind a package tells parts with a switched-mode supply from those without",
          "[pins]") {
    CHECK(references("STM32U575AII6") == References{"STM32U575AIIx"});
    CHECK(references("STM32U575AII6Q") == References{"STM32U575AIIxQ"});
    CHECK(references("STM32U575AII6TR") == References{"STM32U575AIIx"});
    CHECK(references("STM32U575AII") == References{"STM32U575AIIx", "STM32U575AIIxQ"});
}

TEST_CASE("A signal is called by any words of its name, digits left out or not", "[pins]") {
    const char* signal = "QUADSPI_BK1_IO0";
    for (const char* name : {"QUADSPI_BK1_IO0", "QUADSPI", "BK1", "BK", "BK1_IO0", "IO0", "IO", "QUADSPI_BK"})
        CHECK(signal_is_called(signal, name));
    for (const char* name : {"", "QUAD", "BK2", "IO1", "QUADSPI_IO0", "SPI", "IO0_BK1"})
        CHECK_FALSE(signal_is_called(signal, name));
    CHECK_FALSE(signal_is_called("OCTOSPIM_P1_IO10", "IO1"));
    CHECK_FALSE(signal_is_called("OCTOSPI1_IO0", "SPI1"));
    CHECK(signal_is_called("XSPIM_P1_NCS1", "NCS"));
}

TEST_CASE("How a pin comes to carry a signal differs on the STM32F1, where there are no alternate functions",
          "[pins]") {
    const auto mcus = find_mcus(PinData::all(), "STM32F103RC");
    REQUIRE_FALSE(mcus.empty());
    const auto pins = mcus[0]->pins_of("SPI1_SCK");
    REQUIRE(pins.size() == 2);
    CHECK(way_text(pins[0].way).empty());
    CHECK(way_text(pins[1].way) == "remap 1");
    CHECK(pin_text(pins[1].pin) == "PB3");
    CHECK(mcus[0]->pins_of("SPI2_SCK").size() == 1); // nobody can move it
}

TEST_CASE("What a device lacks of the table that it shares is not told of it", "[pins]") {
    const PinData data("functions T\nSPI1_SCK PA5:5 PB3:? PC1:r2\nSPI2_SCK PB4:6\nbonded 0 A0020 B0018\n"
                       "controllers 0 SPI1 SPI2\nmcu STM32X1Tx T 0 0 = SO8 N\n"
                       "controllers 1 SPI1\nmcu STM32X2Tx T 0 1 -PB3:SPI1_SCK = SO8\n");
    REQUIRE(data.mcus().size() == 2);
    CHECK(data.mcus()[0].package == "SO8 N");
    CHECK(data.mcus()[0].pins_of("SPI1_SCK").size() == 2); // PC1 is not bonded
    CHECK(way_text(data.mcus()[0].pins_of("SPI1_SCK")[1].way) == "AF unknown");
    CHECK(data.mcus()[0].signals_of({'B', 4}).size() == 1);
    CHECK(data.mcus()[1].pins_of("SPI1_SCK").size() == 1);
    CHECK(data.mcus()[1].signals() == std::vector<std::string_view>{"SPI1_SCK"});
    CHECK_FALSE(data.mcus()[0].same_pins(data.mcus()[1]));
}

TEST_CASE("A pin's name is a port and a number", "[pins]") {
    CHECK(read_pin("PB3") == Pin{'B', 3});
    CHECK(read_pin("PZ15") == Pin{'Z', 15});
    for (const char* name : {"", "P", "PB", "B3", "PB3x", "PB03", "PB99", "P33", "PBX", "PB-1"})
        CHECK_FALSE(read_pin(name));
}
