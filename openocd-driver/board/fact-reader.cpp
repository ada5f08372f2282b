// The Tcl side of a board's file.
#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/failure.hpp"

#include <jim.h>

#include <fstream>
#include <sstream>

namespace xspi {

namespace {

// `unknown KEY VALUE…` is what Jim calls for every command: an interpreter without Jim's own commands has
// none.
int take_fact(Jim_Interp* interp, int argc, Jim_Obj* const* argv) {
    auto* facts = static_cast<FactWords*>(Jim_CmdPrivData(interp));
    if (argc < 2) return JIM_ERR;
    std::vector<std::string> words;
    // A block, `flash NAME { … }`, is facts again.
    if (argc == 4 && std::string(Jim_String(argv[1])) == "flash") {
        facts->emplace_back("flash", Words{Jim_String(argv[2]), Jim_String(argv[3])});
        return JIM_OK;
    }
    for (int i = 2; i < argc; i++) {
        // A braced list, `pins {CLK PN6 …}`, gives its elements.
        for (int k = 0, n = Jim_ListLength(interp, argv[i]); k < n; k++)
            words.emplace_back(Jim_String(Jim_ListGetIndex(interp, argv[i], k)));
    }
    facts->emplace_back(Jim_String(argv[1]), std::move(words));
    return JIM_OK;
}

// `xspi board NAME FACTS` in a whole file; `source [find …]` around it means nothing here.
int take_board(Jim_Interp* interp, int argc, Jim_Obj* const* argv) {
    auto* board = static_cast<std::pair<std::string, std::string>*>(Jim_CmdPrivData(interp));
    if (argc == 5 && std::string(Jim_String(argv[1])) == "xspi" &&
        std::string(Jim_String(argv[2])) == "board")
        *board = {Jim_String(argv[3]), Jim_String(argv[4])};
    return JIM_OK;
}

} // namespace

BoardFile read_board_file(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    if (!file || !(text << file.rdbuf())) throw Failure("XSPI-0117", "board file {} cannot be read", path);
    std::pair<std::string, std::string> board;
    Jim_Interp* interp = Jim_CreateInterp();
    Jim_CreateCommand(interp, "unknown", take_board, &board, nullptr);
    int result = Jim_Eval(interp, text.str().c_str());
    std::string message = Jim_String(Jim_GetResult(interp));
    Jim_FreeInterp(interp);
    if (result != JIM_OK)
        throw Failure("XSPI-0111", "board file {} is not well-formed Tcl: {}", path, message);
    if (board.first.empty()) throw Failure("XSPI-0118", "board file {} has no `xspi board NAME {{…}}`", path);
    return BoardFile(board.first, board.second);
}

FactWords read_facts(const std::string& board, const std::string& body) {
    FactWords facts;
    Jim_Interp* interp = Jim_CreateInterp();
    Jim_CreateCommand(interp, "unknown", take_fact, &facts, nullptr);
    int result = Jim_Eval(interp, body.c_str());
    std::string message = Jim_String(Jim_GetResult(interp));
    Jim_FreeInterp(interp);
    if (result != JIM_OK)
        throw Failure("XSPI-0111", "the facts of board {} are not well-formed Tcl: {}", board, message);
    return facts;
}

} // namespace xspi
