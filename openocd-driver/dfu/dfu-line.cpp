#include "openocd-driver/dfu/dfu-line.hpp"

#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace xspi {

namespace {

std::string contents_of(const std::string& name) {
    errno = 0;
    std::ifstream stream(name, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream || std::filesystem::is_directory(name))
        throw Failure("XSPI-0005", "image file {} cannot be read: {}", name,
                      errno != 0 ? std::strerror(errno) : "it is a folder");
    if (bytes.empty()) throw Failure("XSPI-0006", "image file {} is empty", name);
    return bytes;
}

FileImage read(const std::string& name, const std::string& bytes, std::uint32_t bin_address) {
    try {
        switch (image_kind(name, std::string_view(bytes).substr(0, 16384), bytes.size() <= 16384)) {
        case ImageKind::IntelHex: return read_intel_hex(bytes);
        case ImageKind::SRecord: return read_s_records(bytes);
        case ImageKind::Elf: return read_elf(bytes);
        case ImageKind::Bin: break;
        }
    } catch (const ImageProblem& problem) {
        throw Failure(problem.id, "{}: {}{}", name,
                      problem.line != 0 ? fmt::format("line {}: ", problem.line) : "", problem.words);
    }
    return {ImageKind::Bin, {{bin_address, {bytes.begin(), bytes.end()}}}, {}};
}

// As a shell takes it for one word.
std::string quoted(const std::string& word) {
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:+=@%,";
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

} // namespace

Answer dfu_answer(const DfuQuestion& question) {
    const BoardFile board = read_board_file(question.board);
    const FileImage image = read(question.file, contents_of(question.file),
                                 question.address.value_or(boot_address(board.facts())));
    if (question.address && image.kind != ImageKind::Bin)
        throw Failure("XSPI-1232", "{} says its own addresses; ADDRESS is for a bin", question.file);
    const DfuPlan plan = plan_dfu(board.facts(), image.segments);
    const unsigned alternate = plan.parts.front().alternate;
    std::vector<std::string> words{"dfu-util", "-d", "0483:df11"};
    std::string file = question.file;
    if (image.kind == ImageKind::Bin) {
        words.insert(words.end(), {"-a", std::to_string(alternate), "-s",
                                   fmt::format("0x{:08X}{}", plan.parts.front().segment.address,
                                               question.stay ? "" : ":leave")});
    } else {
        file = question.output.empty()
                   ? std::filesystem::path(question.file).replace_extension(".dfu").string()
                   : question.output;
        write_file(file, dfuse_file(plan));
        if (plan.parts.back().alternate == alternate) // one memory; both: the file says which
            words.insert(words.end(), {"-a", std::to_string(alternate)});
        if (!question.stay) words.insert(words.end(), {"-s", ":leave"});
    }
    words.insert(words.end(), {"-D", file});
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted(word);
    std::string text;
    for (const std::string& warning : plan.warnings) text += "# " + warning + "\n";
    return {{{"words", words}, {"warnings", plan.warnings}, {"line", line}}, text + line + "\n"};
}

} // namespace xspi
