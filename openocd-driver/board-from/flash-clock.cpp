#include "openocd-driver/board-from/flash-clock.hpp"

#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace xspi {

namespace {

// Where CubeMX writes the kernel clock; a QUADSPI without one of its own runs from AHB's.
std::vector<std::string> kernel_clock_keys(const IocFile& ioc, const std::string& controller) {
    const std::string number(1, controller.back());
    if (controller.starts_with("QUADSPI")) {
        const std::string family = ioc.value("Mcu.Family");
        const bool ahb = family == "STM32F4" || family == "STM32F7" || family == "STM32L4";
        return ahb ? std::vector<std::string>{"RCC.HCLKFreq_Value"}
                   : std::vector<std::string>{"RCC.QSPIFreq_Value", "RCC.QUADSPIFreq_Value"};
    }
    if (controller.starts_with("OCTOSPI"))
        return {"RCC.OCTOSPIMFreq_Value", "RCC.OCTOSPI" + number + "Freq_Value",
                "RCC.OSPI" + number + "Freq_Value", "RCC.OSPIFreq_Value"};
    if (controller.starts_with("XSPI"))
        return {"RCC.XSPI" + number + "Freq_Value", "RCC.OSPI" + number + "Freq_Value"};
    return {"RCC." + controller + "Freq_Value"};
}

// What ClockPrescaler divides by; 0: not known. It is the register's value, one less, but for OCTOSPI's first
// HAL.
long divisor(const IocFile& ioc, const std::string& controller, long prescaler) {
    if (prescaler < 0 || prescaler > 256) return 0;
    if (!controller.starts_with("OCTOSPI") || ioc.has_value(controller, "HAL_XSPI_")) return prescaler + 1;
    return ioc.has_value(controller, "HAL_OSPI_") ? prescaler : 0;
}

DraftFact unknown(const std::string& why) {
    return {"clock", kOpen, "the highest that the board is laid out for; " + why};
}

std::string binary_size(unsigned log2) {
    const char* units[] = {"bytes", "KiB", "MiB", "GiB"};
    return fmt::format("{} {}", 1u << log2 % 10, units[log2 / 10]);
}

// "HAL_XSPI_SIZE_256MB" is 256 Mbit. The largest of all is what CubeMX's templates say of any memory.
std::string size_of_symbol(const std::string& symbol) {
    constexpr std::string_view kBeginning = "HAL_XSPI_SIZE_";
    if (!symbol.starts_with(kBeginning) || symbol == "HAL_XSPI_SIZE_32GB") return "";
    const char* digits = symbol.c_str() + kBeginning.size();
    unsigned count = 0;
    const char* end = symbol.c_str() + symbol.size();
    const std::string_view unit(std::from_chars(digits, end, count).ptr);
    if (unit == "GB") return fmt::format("{} MiB", count * 128);
    return unit == "MB" && count >= 8 ? fmt::format("{} MiB", count / 8) : "";
}

} // namespace

DraftFact clock_fact(const IocFile& ioc, const std::string& controller) {
    const std::string key = controller + ".ClockPrescaler";
    for (const std::string& source : kernel_clock_keys(ioc, controller)) {
        const std::optional<double> kernel = ioc.frequency(source);
        if (!kernel) continue;
        const std::string text = ioc.value(key);
        if (text.empty()) return unknown(key + " is not in the file");
        const long by = divisor(ioc, controller, ioc.number(key).value_or(-1));
        if (by == 0) return unknown("what " + key + "=" + text + " divides by is not known");
        return {"clock", draft_frequency(*kernel / double(by)),
                fmt::format("of the project: {} / {}, {}={}", draft_frequency(*kernel), by, key, text)};
    }
    return unknown("the controller's kernel clock is not in the file");
}

std::string size_remark(const IocFile& ioc, const std::string& controller) {
    const auto said = [&](const char* name, const std::string& size) {
        const std::string key = controller + "." + name;
        return size.empty() ? "" : size + " by " + key + "=" + ioc.value(key);
    };
    const auto log2 = [&](const char* name, long more) {
        const long value = ioc.number(controller + "." + name).value_or(-1) + more;
        return value >= 10 && value <= 32 && ioc.number(controller + "." + name)
                   ? binary_size(unsigned(value))
                   : "";
    };
    if (controller.starts_with("QUADSPI")) return said("FlashSize", log2("FlashSize", 1));
    const std::string symbol = ioc.value(controller + ".MemorySize");
    return symbol.empty() ? said("DeviceSize", log2("DeviceSize", 0))
                          : said("MemorySize", size_of_symbol(symbol));
}

} // namespace xspi
