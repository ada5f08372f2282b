// The flash-test: found, run, and what it found as facts.
#include "flash-library/chips/eeprom.hpp"
#include "flash-library/chips/mode.hpp"
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/flash-test-job.hpp"
#include "openocd-driver/job/image-file.hpp"

#include <array>
#include <string_view>

namespace xspi {

using namespace flash_test;

namespace {

// Its facts are replaced before it starts, so one board's serves every other of the family.
std::string find_image(const BoardFacts& facts, const std::string& family_board) {
    for (const std::string& board : {std::string(facts.name), family_board}) {
        std::array<char, 4096> path{};
        const std::string name = board + "/flash-test.elf";
        if (bridge_find_file(name.c_str(), path.data(), path.size())) return path.data();
    }
    throw Failure(
        "XSPI-0801",
        "there is no {0}/flash-test.elf, nor {1}/flash-test.elf, in OpenOCD's search path: build the "
        "firmware, add its folder with `-s build/firmware`, or name a file: `xspi flash-test FILE`",
        facts.name, family_board);
}

struct Request {
    std::string file;
    std::uint32_t area = kLastBlock; // offset in the chip
};

std::uint32_t parse_area(const Bank& bank, const std::string& text, std::uint32_t size) {
    const std::uint32_t address = parse_number("area", text);
    if (bank.reaches(address) && (address - bank.base) % size == 0) return address - bank.base;
    throw Failure("XSPI-0807",
                  "no test area begins at {}: in bank {} they begin at 0x{:08X} and every {} KiB after it",
                  text, bank.name, bank.base, size / 1024);
}

Request parse(const CommandCall& call, const Bank& bank) {
    Request words;
    const Board board = call.programmer.driver.board();
    if (board.family.flash_test_room.area_size() == 0)
        throw Failure("XSPI-0802", "there is no flash-test for {}, whose RAM it does not fit",
                      board.facts.mcu);
    if (find_eeprom(board.facts.flashes[0].chip) != nullptr)
        throw Failure("XSPI-0808", "there is no flash-test for an EEPROM, which {} of board {} is",
                      board.facts.flashes[0].chip, board.facts.name);
    for (std::size_t i = 0; i < call.words.size(); i++) {
        const bool area = call.words[i] == "-area" && i + 1 < call.words.size();
        if (area)
            words.area = parse_area(bank, call.words[++i], board.family.flash_test_room.area_size());
        else if (words.file.empty() && !call.words[i].starts_with('-'))
            words.file = call.words[i];
        else
            throw Failure("XSPI-0701", "`{}` is not understood: `xspi flash-test [FILE] [-area ADDRESS]`",
                          call.words[i]);
    }
    if (words.file.empty()) words.file = find_image(board.facts, std::string(board.family.flash_test_board));
    return words;
}

std::string sentence_of(const Result& result) {
    return {result.sentence.data(), std::min<std::size_t>(result.sentence_size, result.sentence.size())};
}

std::string area_text(const Bank& bank, const Result& result, std::uint32_t size) {
    const std::uint32_t begin = bank.base + result.area, end = begin + (size - 1);
    switch (result.area_state) {
    case AreaState::Untouched: return "the chip was not written to";
    case AreaState::Restored: return fmt::format("0x{:08X}-0x{:08X} are unchanged", begin, end);
    case AreaState::Changed:
    case AreaState::Lost: break;
    }
    return fmt::format("0x{:08X}-0x{:08X} have changed from 0x{:08X} on", begin, end,
                       bank.base + result.lost_address);
}

[[noreturn]] void refuse(const Bank& bank, const Result& result, std::uint32_t size) {
    if (result.state == State::Stopped)
        throw Failure("XSPI-0806", "interrupted by the user; {}", area_text(bank, result, size));
    throw Failure("XSPI-0804", "the flash-test failed: TEST-{:04}: {}. Bank {}: {}", result.error,
                  sentence_of(result), bank.name, area_text(bank, result, size));
}

Json facts_of(const Bank& bank, const Result& result, std::uint32_t size) {
    const Figures& f = result.figures;
    Json erase = Json::array();
    for (const EraseFigure& e : f.erase)
        if (e.count != 0)
            erase.push_back({{"size", e.size},
                             {"measured_us", e.measured_us},
                             {"typical_us", e.typical_us},
                             {"maximum_us", e.maximum_us},
                             {"count", e.count}});
    Json speed{{"core_hz", f.core_hz},
               {"single_hz", f.single_hz},
               {"clock_hz", f.fast_hz},
               {"erase", std::move(erase)},
               {"page",
                {{"size", f.page_size},
                 {"measured_us", f.page_us},
                 {"typical_us", f.page_typical_us},
                 {"maximum_us", f.page_maximum_us}}},
               {"read_single_bytes_per_s", f.single_bytes_per_s},
               {"read_octal_bytes_per_s", f.fast_bytes_per_s}};
    if (f.mapped_bytes_per_s != 0) { // an SPI maps nothing
        speed["read_mapped_bytes_per_s"] = f.mapped_bytes_per_s;
        speed["read_mapped_word_ns"] = f.mapped_word_ns;
    }
    return {{"result", "passed"},
            {"bank", bank.name},
            {"jedec_id", fmt::format("{:06X}", f.identity)},
            {"size", f.size},
            {"mode", name_of(Mode(f.mode))},
            {"area", {{"address", hex(bank.base + result.area)}, {"size", size}, {"restored", true}}},
            {"speed", std::move(speed)}};
}

} // namespace

Answer flash_test_command(const CommandCall& call) {
    Bank& bank = external_bank(call);
    const Request words = parse(call, bank);
    const ImageFile image(words.file, std::nullopt, "");
    call.programmer.job.discard();
    const Result result = FlashTestJob(call.programmer.run, call.programmer.journal)
                              .run(bank, words.file, image.image(), words.area);
    const std::uint32_t size = call.programmer.driver.board().family.flash_test_room.area_size();
    if (result.state != State::Passed) refuse(bank, result, size);
    return {facts_of(bank, result, size),
            fmt::format("flash-test passed on bank {}: {}\n", bank.name, area_text(bank, result, size))};
}

} // namespace xspi
