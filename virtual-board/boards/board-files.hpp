// The files of this folder as they are built into the program (embed.py).
#pragma once
#include <span>

namespace vb {

struct BoardText {
    const char* name; // of the file, without .json: "nucleo-h7s3l8"
    const char* json;
};
std::span<const BoardText> board_texts();

} // namespace vb
