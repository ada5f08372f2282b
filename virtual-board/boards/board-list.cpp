// The boards that the virtual board can be.
#include "boards/nucleo-h7s3l8.hpp"

namespace vb {

std::vector<std::string> board_names() { return {"nucleo-h7s3l8"}; }

std::unique_ptr<Board> make_board(const std::string& name) {
    if (name == "nucleo-h7s3l8") return std::make_unique<NucleoH7s3l8>();
    return nullptr;
}

} // namespace vb
