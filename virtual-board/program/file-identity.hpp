// Which file a path of the command line means.
#pragma once
#include <filesystem>
#include <string>

namespace vb {

// Absolute, without symbolic links, also where the file (or what a link points to) is not there yet. What
// cannot be resolved (a loop of links) stays as it is: opening it says why.
std::filesystem::path resolved(const std::filesystem::path& path);

// Whether both lead to one regular file, by links of either kind as well, or will when it is made.
bool is_same_file(const std::string& one, const std::string& other);

// A microcontroller's unique id (24 hexadecimal digits) that belongs to the board whose external flash lies
// in that file: the same file is the same board, another file another one.
std::string unique_id_of(const std::string& path);

} // namespace vb
