#include "program/damage-file.hpp"

#include "program/owned-file.hpp"
#include "program/usage-error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

namespace vb {

namespace {

constexpr const char* kHeading = "# virtual-board: units of the flash whose ECC does not fit\n";

std::string line_of(std::uint32_t offset, std::span<const std::uint8_t> bytes) {
    return fmt::format("{:08x} {:02x}", offset, fmt::join(bytes, ""));
}

std::string read_text(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

DamageFile::DamageFile(const std::string& beside, NamedMemory memory)
    : path_(beside + ".ecc"), memory_(memory), stored_(read_text(path_)) {
    if (!stored_.empty() && !stored_.starts_with(kHeading))
        throw UsageError("VB-IMG-007",
                         fmt::format("{} is no list of units with a wrong ECC, which the virtual board keeps "
                                     "there: give {} another name",
                                     path_, beside));
    std::istringstream lines(stored_);
    for (std::string line; std::getline(lines, line);) mark(line);
}

void DamageFile::mark(const std::string& line) {
    std::uint32_t offset = 0;
    const char* const end = line.data() + std::min<std::size_t>(line.size(), 8);
    if (std::from_chars(line.data(), end, offset, 16).ptr != end) return;
    const std::uint32_t unit = memory_.ecc->unit();
    if (offset % unit != 0 || std::uint64_t{offset} + unit > memory_.bytes.size()) return;
    if (line == line_of(offset, memory_.bytes.subspan(offset, unit))) memory_.ecc->damage(offset);
}

std::string DamageFile::text() const {
    std::string lines;
    const std::uint32_t unit = memory_.ecc->unit();
    for (const std::uint32_t offset : memory_.ecc->damaged_units())
        lines += line_of(offset, memory_.bytes.subspan(offset, unit)) + "\n";
    return lines.empty() ? lines : kHeading + lines;
}

void DamageFile::store() {
    const std::string now = text();
    if (now == stored_) return;
    if (now.empty()) {
        unlink(path_.c_str());
    } else {
        OwnedFile file(path_, O_RDONLY);
        file.replace(now.data(), now.size());
        file.keep();
    }
    stored_ = now;
}

} // namespace vb
