#include "openocd-driver/export/export.hpp"

#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/board/facts-problem.hpp"
#include "openocd-driver/export/forms.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/file.hpp"
#include "openocd-driver/number.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace xspi {

namespace {

struct Form {
    const char* name;
    const char* ending;
    bool whole_board; // it has room for all flashes
};
constexpr std::array kForms{Form{"flm", ".FLM", false}, Form{"stldr", ".stldr", false},
                            Form{"probe-rs", ".yaml", true}, Form{"pyocd", ".py", true}};

const Form& find_form(const std::string& name) {
    for (const Form& form : kForms)
        if (name == form.name) return form;
    throw Failure("XSPI-1350",
                  "`{}` is no form of flash loader that is exported: flm (CMSIS-Pack: Keil, pyOCD, IAR), "
                  "stldr (STM32CubeProgrammer), probe-rs, pyocd",
                  name);
}

std::vector<ExportedMemory> memories_of(const Board& board, const Form& form, const ExportRequest& request) {
    std::vector<ExportedMemory> memories;
    std::string names;
    const auto offer = [&](std::string_view name, const auto& make) {
        names += (names.empty() ? "" : ", ") + std::string(name);
        if (!request.bank.empty() ? name == request.bank : form.whole_board || memories.empty())
            memories.push_back(make());
    };
    for (const FlashFacts& flash : board.facts.flash_list())
        offer(flash.name, [&] { return exported_memory(BoardFlash{board, flash}, request.sector); });
    if (const auto internal = exported_internal(board)) offer(internal->bank, [&] { return *internal; });
    if (!memories.empty()) return memories;
    if (names.empty())
        throw Failure("XSPI-1351",
                      "board {} has no flash beside its microcontroller's own, which other tools can program",
                      board.facts.name);
    throw Failure("XSPI-1351", "board {} has no flash {}: it has {}", board.facts.name, request.bank, names);
}

// The board's name; with the flash's where that is not the first one, so that none takes another's file.
std::string default_name(const Board& board, const ExportedMemory& memory, bool whole_board) {
    std::string name(board.facts.name);
    if (!whole_board && (board.facts.flash_count == 0 || memory.bank != board.facts.flashes[0].name))
        name += "-" + memory.bank;
    return name;
}

// STM32CubeProgrammer wants a loader to be called as its file is.
std::string stem_of(const std::string& file, const Form& form) {
    constexpr std::size_t kMost = 99;
    const std::string stem = std::filesystem::path(file).stem().string();
    const bool plain = std::all_of(stem.begin(), stem.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
    if (!stem.empty() && stem.size() <= kMost && plain) return stem;
    throw Failure("XSPI-1354",
                  "`{}` is no file name for a loader of the form {}: the loader is called so, in at most {} "
                  "characters of ASCII",
                  file, form.name, kMost);
}

FileBytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

FileBytes file_of(const Board& board, const Form& form, const std::vector<ExportedMemory>& memories,
                  const std::string& output) {
    const std::string_view name = form.name;
    if (name == "flm") return export_flm(board, memories[0], stem_of(output, form));
    if (name == "stldr") return export_stldr(board, memories[0], stem_of(output, form));
    return bytes_of(name == "pyocd" ? export_pyocd(board, memories) : export_probe_rs(board, memories));
}

} // namespace

std::uint32_t parse_sector(const std::string& text) {
    constexpr std::string_view kUnit = "KiB";
    const bool kibibytes = text.ends_with(kUnit);
    const Number number = read_number(kibibytes ? text.substr(0, text.size() - kUnit.size()) : text);
    constexpr std::uint32_t kMost = 1u << 20;
    if (!number.wrong.empty() || (kibibytes && number.value > kMost))
        throw Failure("XSPI-1353", "`{}` is no size of a sector: bytes, as 4096, or 4KiB", text);
    return kibibytes ? number.value * 1024 : number.value;
}

Answer export_loader(const Board& board, const ExportRequest& request) {
    const Form& form = find_form(request.form);
    const std::vector<ExportedMemory> memories = memories_of(board, form, request);
    const std::string output = request.output.empty()
                                   ? default_name(board, memories[0], form.whole_board) + form.ending
                                   : request.output;
    const FileBytes bytes = file_of(board, form, memories, output);
    write_file(output, bytes);
    Answer answer{
        {{"file", output}, {"form", form.name}, {"bytes", bytes.size()}, {"memories", Json::array()}},
        fmt::format("{} has been written\n", output)};
    for (const ExportedMemory& memory : memories) {
        answer.json["memories"].push_back({{"bank", memory.bank},
                                           {"chip", memory.chip},
                                           {"base", memory.base},
                                           {"size", memory.size},
                                           {"sector", memory.sector},
                                           {"page", memory.page},
                                           {"mapped", memory.mapped}});
        answer.text += fmt::format("  {}: {}, {} KiB from 0x{:08X}, sectors of {} bytes{}\n", memory.bank,
                                   memory.chip, memory.size / 1024, memory.base, memory.sector,
                                   memory.mapped ? "" : "; nothing maps it");
    }
    return answer;
}

Answer export_loader(const std::string& board_file, const ExportRequest& request) {
    const BoardFile file = read_board_file(board_file);
    const BoardFacts& facts = file.facts();
    if (const FactsProblem problem = check_facts(facts)) throw explain(problem, facts);
    const Family& family = *find_family(facts.mcu);
    return export_loader(Board{facts, family, *find_device(family.devices, facts.mcu)}, request);
}

} // namespace xspi
