// fuzz-virtual-board PART [FIRST COUNT]: cases FIRST.. of stlink, images, options or loaders; as many as take
// a few seconds without numbers. The same numbers are the same cases. A case that works for a minute is a
// hang.
#include "tests/fuzz/cases.hpp"

#include <sys/time.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>
#include <optional>

namespace {

struct Part {
    const char* name;
    void (*run)(std::uint64_t number);
    std::uint64_t count; // in ./check
};
constexpr Part kParts[] = {{"stlink", fuzz::stlink_case, 150},
                           {"images", fuzz::image_case, 20'000},
                           {"options", fuzz::options_case, 500},
                           {"loaders", fuzz::loader_case, 20'000}};
constexpr time_t kHang = 60; // seconds

std::optional<std::uint64_t> number(const char* text) {
    std::uint64_t value = 0;
    const char* const end = text + std::strlen(text);
    const auto [last, error] = std::from_chars(text, end, value);
    return error == std::errc() && last == end ? std::optional(value) : std::nullopt;
}

// Said before each case, so that the last line names the one that did not come back.
bool run(const Part& part, std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t n = first; n < first + count; ++n) {
        std::printf("\r%s %llu ", part.name, static_cast<unsigned long long>(n));
        std::fflush(stdout);
        const itimerval limit{{0, 0}, {kHang, 0}};
        setitimer(ITIMER_PROF, &limit, nullptr); // its own time: a busy machine is no hang
        try {
            part.run(n);
        } catch (const std::exception& error) {
            std::printf("failed: %s\n", error.what());
            return false;
        }
    }
    std::printf("\r%s: %llu cases\n", part.name, static_cast<unsigned long long>(count));
    return true;
}

} // namespace

int main(int argc, char** argv) {
    for (const Part& part : kParts) {
        if (argc < 2 || std::strcmp(argv[1], part.name) != 0) continue;
        const auto first = number(argc == 4 ? argv[2] : "0");
        const auto count = argc == 4 ? number(argv[3]) : part.count;
        if ((argc == 2 || argc == 4) && first && count) return run(part, *first, *count) ? 0 : 1;
    }
    std::fprintf(stderr, "fuzz-virtual-board stlink|images|options|loaders [FIRST COUNT]\n");
    return 2;
}
