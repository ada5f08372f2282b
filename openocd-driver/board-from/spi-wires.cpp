#include "openocd-driver/board-from/spi-wires.hpp"

#include "flash-library/chips/eeprom.hpp"
#include "openocd-driver/board-from/board-draft.hpp"
#include "openocd-driver/number.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace xspi {

namespace {

using Tokens = std::vector<std::string>;

Tokens tokens_of(const std::string& label) {
    Tokens tokens(1);
    for (const char c : label) {
        const auto u = static_cast<unsigned char>(c);
        if (std::isalnum(u))
            tokens.back() += char(std::toupper(u));
        else if (!tokens.back().empty())
            tokens.emplace_back();
    }
    if (tokens.back().empty()) tokens.pop_back();
    return tokens;
}

bool selects(const std::string& token) {
    static const std::set<std::string> words{"CS", "NCS", "NSS", "SS", "CSN", "CS1", "CS0", "CE"};
    return words.contains(token);
}

bool names_flash(const std::string& token) {
    for (const char* word : {"FLASH", "W25", "MX25", "GD25", "IS25", "SST26", "NORFLASH"})
        if (token.find(word) != token.npos) return true;
    return token == "F" || token == "NOR" || token == "QSPI";
}

bool names_eeprom(const std::string& token) {
    return token.find("EEPROM") != token.npos || token == "EE" || find_eeprom(token) != nullptr;
}

// WP, HOLD, supply and the like of a flash select none.
bool does_else(const std::string& token) {
    static const std::set<std::string> words{"WP",  "HOLD",  "RST",  "RESET", "PWR",   "EN",
                                             "LED", "POWER", "BUSY", "READY", "ENABLE"};
    return words.contains(token);
}

bool is_spi(const std::string& token) {
    return token == "SPI" || (token.size() == 4 && token.starts_with("SPI") && std::isdigit(token[3]));
}

enum class Meaning { Nothing, Select, FlashSelect, EepromSelect };

Meaning meaning_of(const Tokens& tokens) {
    const auto any = [&](auto what) { return std::any_of(tokens.begin(), tokens.end(), what); };
    if (any(does_else)) return Meaning::Nothing;
    const bool flash = any([](const std::string& t) { return names_flash(t); });
    const bool select = any(selects);
    if (flash && (select || tokens.back().ends_with("CS") || names_flash(tokens.back())) &&
        tokens.back() != "F")
        return Meaning::FlashSelect;
    if (any(names_eeprom) && (select || tokens.back().ends_with("CS") || names_eeprom(tokens.back())))
        return Meaning::EepromSelect;
    const auto known = [](const std::string& t) { return selects(t) || is_spi(t); };
    return select && std::all_of(tokens.begin(), tokens.end(), known) ? Meaning::Select : Meaning::Nothing;
}

// "20.0 MBits/s"
std::string clock_of(const IocFile& ioc, const std::string& controller) {
    const Decimal rate = read_decimal(ioc.value(controller + ".CalculateBaudRate"));
    const double unit = rate.rest == " MBits/s" ? 1e6 : rate.rest == " KBits/s" ? 1e3 : 0;
    return rate.is_one && unit != 0 ? draft_frequency(rate.value * unit + 0.5) : "";
}

const IocPin* pin_with(const IocFile& ioc, const std::string& signal) {
    for (const IocPin& pin : ioc.pins())
        if (pin.signal == signal && pin.pin.connected()) return &pin;
    return nullptr;
}

std::vector<SpiWires> masters(const IocFile& ioc) {
    std::vector<SpiWires> found;
    for (char number = '1'; number <= '9'; number++) {
        SpiWires spi{.controller = std::string("SPI") + number};
        spi.sck = pin_with(ioc, spi.controller + "_SCK");
        spi.miso = pin_with(ioc, spi.controller + "_MISO");
        spi.mosi = pin_with(ioc, spi.controller + "_MOSI");
        if (!spi.sck || !spi.miso || !spi.mosi) continue;
        const bool slave = ioc.value(spi.controller + ".Mode") == "SPI_MODE_SLAVE" ||
                           spi.sck->mode.find("Slave") != std::string::npos;
        if (slave) continue;
        spi.clock = clock_of(ioc, spi.controller);
        found.push_back(spi);
    }
    return found;
}

// Whether the label names another SPI.
bool of_other(const Tokens& tokens, const std::string& controller) {
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const std::string& t) { return is_spi(t) && t.size() == 4 && t != controller; });
}

} // namespace

std::vector<SpiWires> spi_wires(const IocFile& ioc) {
    std::vector<SpiWires> found;
    for (SpiWires spi : masters(ioc)) {
        for (const IocPin& pin : ioc.pins()) {
            const bool output = pin.signal == "GPIO_Output" && pin.pin.connected();
            const bool hardware =
                pin.signal == spi.controller + "_NSS" && pin.mode.find("Output") != std::string::npos;
            const Tokens tokens = tokens_of(pin.label);
            Meaning meaning = output && !tokens.empty() && !of_other(tokens, spi.controller)
                                  ? meaning_of(tokens)
                                  : Meaning::Nothing;
            if (hardware && meaning == Meaning::Nothing) meaning = Meaning::Select;
            if (meaning == Meaning::Nothing) continue;
            spi.select = &pin;
            spi.names_flash = meaning == Meaning::FlashSelect;
            spi.names_eeprom = meaning == Meaning::EepromSelect;
            spi.part.clear();
            for (const std::string& token : tokens)
                if (find_eeprom(token) != nullptr) spi.part = token;
            found.push_back(spi);
        }
    }
    return found;
}

} // namespace xspi
