// Good files, damaged at run time: a reader says what is wrong, or reads an image that keeps its promises.
#include "tests/unit/openocd-driver/image/image-bench.hpp"

#include <cstdlib>
#include <random>

using namespace xspi;
using namespace image_bench;

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

std::string good_file(Random& random) {
    std::string file;
    Bytes data(1 + below(random, 40));
    for (auto& byte : data) byte = std::uint8_t(random());
    const std::size_t records = 1 + below(random, 30);
    switch (below(random, 3)) {
    case 0:
        for (std::size_t i = 0; i < records; i++) {
            if (below(random, 4) == 0) file += hex_upper(0x7000 + unsigned(below(random, 3)));
            if (below(random, 9) == 0) file += hex(2, 0, {std::uint8_t(random()), 0});
            file += hex(0, unsigned(below(random, 0x10000)), data);
        }
        return file + hex(5, 0, {0x70, 0, 0, 1}) + kHexEnd;
    case 1:
        for (std::size_t i = 0; i < records; i++) file += s3(0x70000000 + 64 * random() % 65536, data);
        return file + srec(5, 2, std::uint32_t(records), {}) + srec(7, 4, 0x70000001, {});
    default: {
        std::vector<ElfPart> segments, sections;
        for (std::uint32_t i = 0; i < 1 + records % 8; i++) {
            segments.push_back({1024 + 16 * i, 16, 0x70000000 + 256 * i, 0x70000000 + 256 * i});
            if (random() % 2 != 0) sections.push_back({1024 + 16 * i, 12, 0, 0x70000000 + 256 * i});
        }
        return elf(segments, sections, Bytes(256, data[0]), random() % 4 == 0);
    }
    }
}

void damage(std::string& file, Random& random) {
    const std::size_t at = below(random, file.size() + 1);
    const std::size_t length = below(random, std::min<std::size_t>(file.size() - at, 40) + 1);
    switch (below(random, 7)) {
    case 0: return file.resize(at);
    case 1: file.erase(at, length); return;
    case 2: file.insert(at, file.substr(below(random, file.size() + 1), 40)); return;
    case 3: file.insert(at, 1, char(random())); return;
    case 4: file.insert(at, below(random, 2) ? "\n" : "\r"); return;
    case 5:
        if (at + 4 <= file.size())
            file.replace(at, 4, below(random, 2) ? "\xff\xff\xff\xff" : std::string(4, '\0'));
        return;
    default:
        if (at < file.size()) file[at] = "0123456789ABCDEFabcdefS:\0\xff"[below(random, 26)];
    }
}

void require_promises(const FileImage& image) {
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < image.segments.size(); i++) {
        const FileSegment& segment = image.segments[i];
        REQUIRE_FALSE(segment.bytes.empty());
        REQUIRE((i == 0 || segment.address > end)); // those that touch are one
        end = segment.end();
        REQUIRE(end <= std::uint64_t{1} << 32);
    }
}

// Whether it is still read.
bool read_or_refused(FileImage (*reader)(std::string_view), const std::string& file) {
    try {
        require_promises(reader(file));
        return true;
    } catch (const ImageProblem& problem) {
        REQUIRE(std::string(problem.id).substr(0, 5) == "XSPI-");
        REQUIRE_FALSE(problem.words.empty());
        return false;
    }
}

} // namespace

// XSPI_DAMAGED_IMAGES=N: so many, for a longer run by hand.
TEST_CASE("A damaged image file is refused or read as a whole, by each reader", "[image]") {
    const char* wanted = std::getenv("XSPI_DAMAGED_IMAGES");
    const unsigned rounds = wanted != nullptr ? unsigned(std::atoi(wanted)) : 20'000;
    unsigned read = 0;
    for (unsigned seed = 0; seed < rounds; seed++) {
        Random random(seed);
        std::string file = good_file(random);
        for (std::size_t i = 1 + below(random, 3); i > 0; i--) damage(file, random);
        image_kind(below(random, 2) ? "x" : "x.hex", file, true);
        for (const auto reader : {read_intel_hex, read_s_records, read_elf})
            read += read_or_refused(reader, file);
    }
    CHECK(read > rounds / 100);
    CHECK(read < rounds);
}
