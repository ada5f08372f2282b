// What the words of a command mean.
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/number.hpp"

#include <algorithm>

namespace xspi {

void expect_words(const CommandCall& call, const char* usage, std::size_t least, std::size_t most) {
    if (call.words.size() < least || call.words.size() > most)
        throw Failure("XSPI-0701", "this command does not take {}: `xspi {}`",
                      call.words.size() == 1 ? "1 word" : fmt::format("{} words", call.words.size()), usage);
}

std::uint32_t parse_number(const std::string& what, const std::string& text) {
    const Number number = read_number(text);
    if (!number.wrong.empty())
        throw Failure("XSPI-0702", "{} `{}` is not a 32-bit number such as 0x70000000 or 4096: {}", what,
                      text, number.wrong);
    return number.value;
}

std::uint32_t parse_frequency(const std::string& text) {
    const double hz = read_frequency(text);
    if (hz < 1e6 || hz > 1e9)
        throw Failure("XSPI-0447", "`{}` is not a frequency from 1MHz to 1000MHz, such as 32MHz or 12.5MHz",
                      text);
    return std::uint32_t(hz + 0.5);
}

std::string hex(std::uint32_t value) { return fmt::format("0x{:08X}", value); }

Bank& bank_named(const CommandCall& call, std::size_t word) {
    const auto& banks = call.programmer.driver.banks();
    std::string names;
    for (const auto& bank : banks) {
        const bool meant = word < call.words.size() ? bank->name == call.words[word]
                                                    : bank->memory->kind() == agent::Memory::External;
        if (meant) return *bank;
        names += (names.empty() ? "" : ", ") + bank->name;
    }
    throw Failure("XSPI-0703", "there is no bank `{}`; known: {}",
                  word < call.words.size() ? call.words[word] : "(external)", names.empty() ? "none" : names);
}

namespace {
[[noreturn]] void in_no_bank(const CommandCall& call, std::uint32_t address, std::uint64_t length) {
    std::string ranges;
    for (const auto& bank : call.programmer.driver.banks()) {
        const std::uint64_t size = bank->memory->size();
        ranges += ranges.empty() ? "" : ", ";
        ranges += size == 0 ? fmt::format("{} begins at 0x{:08X}", bank->name, bank->base)
                            : fmt::format("{} is 0x{:08X}-0x{:08X}", bank->name, bank->base,
                                          std::uint32_t(bank->base + size - 1));
    }
    throw Failure("XSPI-0704", "0x{:08X} and {} bytes are in no bank; {}", address, length, ranges);
}

std::uint64_t end_of(const Bank& bank) { return std::uint64_t(bank.base) + bank.memory->size(); }

// Whose size is known then. Null: there is none.
Bank* bank_at(const CommandCall& call, std::uint64_t address) {
    for (const auto& bank : call.programmer.driver.banks()) {
        if (address > 0xFFFFFFFF || !bank->reaches(std::uint32_t(address))) continue;
        if (bank->memory->size() == 0) call.programmer.access.probe(*bank);
        if (address >= bank->base && address < end_of(*bank)) return bank.get();
    }
    return nullptr;
}
} // namespace

Bank& bank_holding(const CommandCall& call, std::uint32_t address, std::uint64_t length) {
    Bank* bank = bank_at(call, address);
    if (!bank || address + length > end_of(*bank)) in_no_bank(call, address, length);
    return *bank;
}

std::vector<BankPart> parts_in_banks(const CommandCall& call, std::uint32_t address, std::uint32_t length) {
    std::vector<BankPart> parts;
    const std::uint64_t end = std::uint64_t(address) + length;
    std::uint64_t at = address;
    do {
        Bank* bank = bank_at(call, at);
        if (!bank) in_no_bank(call, address, length);
        const std::uint64_t stop = std::min(end, end_of(*bank));
        parts.push_back({bank, {std::uint32_t(at - bank->base), std::uint32_t(stop - at)}});
        at = stop;
    } while (at < end);
    return parts;
}

} // namespace xspi
