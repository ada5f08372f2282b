// The boards that the virtual board can be: those built in, and any file that describes one.
#include "boards/board-files.hpp"
#include "boards/described-board.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace vb {

namespace {

// Boards are spelled with dashes here and with underscores in OpenOCD: either will do.
std::string with_dashes(std::string name) {
    for (char& c : name)
        if (c == '_') c = '-';
    return name;
}

bool is_path(const std::string& name) {
    return name.ends_with(".json") || name.find('/') != std::string::npos;
}

std::unique_ptr<Board> board_of_file(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    if (!file || !(text << file.rdbuf())) throw BoardFileError(path + " cannot be read");
    try {
        const std::string name = with_dashes(std::filesystem::path(path).stem().string());
        return std::make_unique<DescribedBoard>(describe_board(name, text.str()));
    } catch (const BoardFileError& error) { throw BoardFileError(path + ": " + error.what()); }
}

} // namespace

std::vector<std::string> board_names() {
    std::vector<std::string> names;
    for (const BoardText& board : board_texts()) names.emplace_back(board.name);
    return names;
}

bool is_board(const std::string& name) {
    const auto names = board_names();
    return is_path(name) || std::find(names.begin(), names.end(), with_dashes(name)) != names.end();
}

std::unique_ptr<Board> make_board(const std::string& name) {
    if (is_path(name)) return board_of_file(name);
    for (const BoardText& board : board_texts())
        if (board.name == with_dashes(name))
            return std::make_unique<DescribedBoard>(describe_board(board.name, board.json));
    return nullptr;
}

} // namespace vb
