#pragma once
#include <cstddef>
#include <string>

namespace vb {

// Writes the file whole or not at all: a temporary file beside it takes its name. False with errno set.
bool write_file(const std::string& path, const void* bytes, std::size_t size);

} // namespace vb
