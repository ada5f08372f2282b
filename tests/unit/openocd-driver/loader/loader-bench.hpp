// What a reader says of a loader made for a test.
#pragma once
#include "openocd-driver/loader/loader-file.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/loader/loader-maker.hpp"

#include <fmt/format.h>

namespace loader_bench {

using namespace xspi;
using namespace loader_maker;

inline Loader read(const Elf& elf) { return read_loaders(elf.file()).at(0); }

// "XSPI-1302: the words" of a file that gives none.
inline std::string problem_of(const std::string& file) {
    try {
        read_loaders(file);
    } catch (const LoaderProblem& problem) { return fmt::format("{}: {}", problem.id, problem.words); }
    return "none";
}

// "XSPI-1310 refused, XSPI-1323 note"; without Notes unless asked for.
inline std::string findings_of(const Loader& loader, bool notes = true) {
    constexpr const char* kWeights[] = {"note", "doubt", "refused"};
    std::string text;
    for (const LoaderFinding& finding : loader.findings)
        if (notes || finding.weight != LoaderFinding::Weight::Note)
            text +=
                fmt::format("{}{} {}", text.empty() ? "" : ", ", finding.id, kWeights[int(finding.weight)]);
    return text;
}

inline std::string words_of(const Loader& loader, const std::string& id) {
    for (const LoaderFinding& finding : loader.findings)
        if (finding.id == id) return finding.words;
    return "none";
}

inline std::string ranges(const std::vector<LoaderRange>& list) {
    std::string text;
    for (const LoaderRange& range : list)
        text += fmt::format("{}{:X}+{}", text.empty() ? "" : " ", range.address, range.size);
    return text;
}

} // namespace loader_bench
