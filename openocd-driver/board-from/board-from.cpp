#include "openocd-driver/board-from/board-from.hpp"

#include "openocd-driver/board-from/ioc-board.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/file.hpp"

#include <cctype>
#include <filesystem>

namespace xspi {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = 16u << 20; // the largest real one has 200 KiB

std::string contents(const std::string& name) {
    const auto text = read_file(name, kLargest);
    if (!text) throw Failure("XSPI-1210", "{} cannot be read: it is not there, no file, or empty", name);
    return *text;
}

// "My Board-2.ioc" is my_board_2.
std::string board_name(const std::string& file) {
    std::string name;
    for (const char c : fs::path(file).stem().string()) {
        const auto u = static_cast<unsigned char>(c);
        name += u < 0x80 && std::isalnum(u) ? char(std::tolower(u)) : '_';
    }
    return name.empty() ? "board" : name;
}

std::string list(const std::vector<std::string>& texts) {
    std::string result;
    for (const std::string& text : texts) result += (result.empty() ? "" : ", ") + text;
    return result;
}

void write(const BoardFrom& request, const std::string& text) {
    std::error_code error;
    if (!request.overwrite && fs::exists(request.output, error))
        throw Failure("XSPI-1215", "{} is there already; `-force` overwrites it", request.output);
    write_file(request.output, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

} // namespace

Answer board_from(const BoardFrom& request) {
    const IocFile ioc(contents(request.file), fs::path(request.file).filename().string());
    BoardDraft draft =
        draft_from_ioc(ioc, board_name(request.board.empty() ? request.file : request.board + ".ioc"));
    for (const std::string& words : request.answers) answer(draft, words);
    const std::string text = text_of(draft);
    const std::vector<std::string> open = open_facts(draft);
    Answer result{{{"board", draft.name}, {"open", open}}, text};
    if (request.output.empty()) {
        result.json["text"] = text;
        return result;
    }
    write(request, text);
    result.json["file"] = request.output;
    result.text = request.output + " has been written" +
                  (open.empty() ? "\n" : "; to be filled in: " + list(open) + "\n");
    return result;
}

} // namespace xspi
