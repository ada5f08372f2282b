// What a bank holds: read, dump, erase.
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/file.hpp"

#include <map>

namespace xspi {

namespace {

constexpr std::uint32_t kMostRead = 64 * 1024; // bytes as text; more belongs into a file
constexpr unsigned kBytesALine = 16;

struct ReadBytes {
    std::uint32_t address;
    std::vector<std::uint8_t> bytes;
};

ReadBytes read_words(const CommandCall& call, std::size_t address_word) {
    const std::uint32_t address = parse_number("address", call.words[address_word]);
    const std::uint32_t count = parse_number("count", call.words[address_word + 1]);
    ReadBytes read{address, {}};
    for (const BankPart& part : parts_in_banks(call, address, count)) {
        const auto bytes = call.programmer.access.read(*part.bank, part.range.address, part.range.length);
        read.bytes.insert(read.bytes.end(), bytes.begin(), bytes.end());
    }
    return read;
}

std::string text_of(const ReadBytes& read) {
    std::string text;
    for (std::size_t line = 0; line < read.bytes.size(); line += kBytesALine) {
        std::string numbers, characters;
        for (std::size_t i = line; i < std::min<std::size_t>(line + kBytesALine, read.bytes.size()); i++) {
            const std::uint8_t byte = read.bytes[i];
            numbers += fmt::format(" {:02X}", byte);
            characters += byte >= 0x20 && byte < 0x7F ? char(byte) : '.';
        }
        text += fmt::format("0x{:08X} {:<48}  {}\n", std::uint32_t(read.address + line), numbers, characters);
    }
    return text;
}

std::vector<BankPart> erase_jobs(const CommandCall& call) {
    if (call.words.size() == 1) {
        Bank& bank = bank_named(call, 0);
        if (bank.memory->size() == 0) call.programmer.access.probe(bank);
        return {{&bank, {0, bank.memory->size()}}};
    }
    if (call.words.empty() || call.words.size() % 2)
        throw Failure("XSPI-0701",
                      "ranges are pairs of address and count: `xspi erase BANK | ADDRESS COUNT...`");
    std::vector<BankPart> jobs;
    for (std::size_t i = 0; i < call.words.size(); i += 2) {
        const std::uint32_t address = parse_number("address", call.words[i]);
        const std::uint32_t count = parse_number("count", call.words[i + 1]);
        if (count == 0) throw Failure("XSPI-0702", "count `{}`: nothing to erase", call.words[i + 1]);
        for (const BankPart& part : parts_in_banks(call, address, count)) jobs.push_back(part);
    }
    return jobs;
}

} // namespace

Answer read_command(const CommandCall& call) {
    expect_words(call, "read ADDRESS COUNT", 2, 2);
    if (parse_number("count", call.words[1]) > kMostRead)
        throw Failure("XSPI-0706",
                      "{} bytes are too many to show as text (at most {}): `xspi dump FILE {} {}`",
                      call.words[1], kMostRead, call.words[0], call.words[1]);
    const ReadBytes read = read_words(call, 0);
    std::string digits;
    for (std::uint8_t byte : read.bytes) digits += fmt::format("{:02x}", byte);
    return {{{"address", hex(read.address)}, {"count", read.bytes.size()}, {"bytes", digits}}, text_of(read)};
}

Answer dump_command(const CommandCall& call) {
    expect_words(call, "dump FILE ADDRESS COUNT", 3, 3);
    const ReadBytes read = read_words(call, 1);
    write_file(call.words[0], read.bytes);
    return {
        {{"file", call.words[0]}, {"address", hex(read.address)}, {"count", read.bytes.size()}},
        fmt::format("{} bytes at 0x{:08X} written to {}\n", read.bytes.size(), read.address, call.words[0])};
}

Answer erase_command(const CommandCall& call) {
    std::map<Bank*, std::vector<FlashRange>> ranges;
    const std::vector<BankPart> jobs = erase_jobs(call);
    for (const auto& [bank, range] : jobs) ranges[bank].push_back(range);
    Json erased = Json::array();
    std::string text;
    call.programmer.job.erase(ranges);
    for (const auto& [bank, range] : jobs) {
        erased.push_back(
            {{"bank", bank->name}, {"address", hex(bank->base + range.address)}, {"count", range.length}});
        text += fmt::format("{}: {} bytes at 0x{:08X} are blank\n", bank->name, range.length,
                            bank->base + range.address);
    }
    return {{{"erased", erased}}, text};
}

} // namespace xspi
