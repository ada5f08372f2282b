#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/dfu/dfu-line.hpp"
#include "openocd-driver/failure.hpp"
#include "tests/unit/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kFacts = R"(
    mcu STM32H743VI
    hse 25MHz
    core_supply LDO
    flash ext W25Q64JV
    controller QUADSPI
    mapped 0x90000000
    pins {CLK PB2  NCS PB6  IO0 PD11  IO1 PD12  IO2 PE2  IO3 PD13}
    supply 3.3
    clock 100MHz
    led {LED PE3}
    button {K1 PC13 high}
)";

BoardFile board(const std::string& more = "usb OTG_FS") { return {"some_board", kFacts + more + "\n"}; }

FileSegment segment(std::uint32_t address, std::vector<std::uint32_t> words) {
    FileSegment s{address, {}};
    for (const std::uint32_t word : words)
        for (unsigned i = 0; i < 4; ++i) s.bytes.push_back(static_cast<std::uint8_t>(word >> 8 * i));
    return s;
}
FileSegment application(std::uint32_t at) { return segment(at, {0x20010000, at + 0x101, 0, 0}); }

std::string why(const BoardFile& b, std::vector<FileSegment> segments) {
    try {
        plan_dfu(b.facts(), std::move(segments));
    } catch (const Failure& failure) { return failure.what(); }
    return "";
}

class Folder {
  public:
    Folder() {
        std::string name = std::filesystem::temp_directory_path() / "xspi-dfu-XXXXXX";
        path_ = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }

  private:
    std::filesystem::path path_;
};

} // namespace

TEST_CASE("Each part of a file goes to the memory that it is linked for", "[dfu]") {
    const BoardFile b = board();
    const DfuPlan plan = plan_dfu(b.facts(), {segment(0x08020000, {1}), application(0x90000000)});
    REQUIRE(plan.parts.size() == 2);
    CHECK(plan.parts[0].alternate == 0);
    CHECK(plan.parts[1].alternate == 1);
    CHECK(plan.warnings.empty());
}

TEST_CASE("What the bootloader does not write is refused with what it writes", "[dfu]") {
    const BoardFile b = board();
    for (const std::uint32_t address : {0x08000000u, 0x0801FFFCu, 0x90800000u, 0x907FFFF4u, 0x20000000u}) {
        CAPTURE(address);
        const std::string said = why(b, {segment(address, {1, 2, 3, 4})});
        CHECK_THAT(said, ContainsSubstring("XSPI-1231"));
        CHECK_THAT(said, ContainsSubstring("0x90000000 to 0x907FFFFF"));
    }
    CHECK_THAT(why(board(""), {application(0x90000000)}), ContainsSubstring("XSPI-1230"));
}

TEST_CASE("A file that would not start is warned of", "[dfu]") {
    const BoardFile b = board(), later = board("usb OTG_FS\nboot 0x90020000");
    const auto warnings = [](const BoardFile& of, FileSegment s) {
        std::string text;
        for (const std::string& warning : plan_dfu(of.facts(), {std::move(s)}).warnings)
            text += warning + "\n";
        return text;
    };
    CHECK(warnings(later, application(0x90020000)).empty());
    CHECK_THAT(warnings(later, application(0x90000000)), ContainsSubstring("nothing for 0x90020000"));
    CHECK_THAT(warnings(b, segment(0x90000000, {0x20010000, 0x08000401})),
               ContainsSubstring("linked for another"));
    CHECK_THAT(warnings(b, segment(0x90000000, {0x90010000, 0x90000401})), ContainsSubstring("in no RAM"));
}

TEST_CASE("A DfuSe file is as ST's tools and dfu-util read it", "[dfu]") {
    const DfuPlan plan{{{0, {0x90000000, {1, 2, 3}}}, {0, {0x90010000, {4}}}, {1, {0x08020000, {5, 6}}}}, {}};
    const std::vector<std::uint8_t> file = dfuse_file(plan);
    const auto word = [&](std::size_t at) {
        return file.at(at) | file.at(at + 1) << 8 | file.at(at + 2) << 16 |
               std::uint32_t{file.at(at + 3)} << 24;
    };
    const std::size_t second = 11 + 274 + 8 + 3 + 8 + 1;
    REQUIRE(file.size() == second + 274 + 8 + 2 + 16);
    CHECK(std::string(file.begin(), file.begin() + 5) == "DfuSe");
    CHECK(word(6) == file.size() - 16);
    CHECK(file[10] == 2);
    CHECK(word(11 + 266) == 20); // the first target's elements
    CHECK(word(11 + 270) == 2);
    CHECK(word(11 + 274) == 0x90000000);
    CHECK(file[second + 6] == 1);
    CHECK(word(second + 274) == 0x08020000);
    CHECK(word(file.size() - 12) == 0x011A0483);
    CHECK(word(file.size() - 4) == 0x3865E5EC);
}

TEST_CASE("The line names address, memory and file; what is no bin becomes a DfuSe file", "[dfu]") {
    const Folder folder;
    const std::string cfg = folder.file("some.cfg", "xspi board some_board {" + kFacts + "usb OTG_FS\n}\n");
    const FileSegment app = application(0x90000000);
    const std::string bin = folder.file("an app.bin", std::string(app.bytes.begin(), app.bytes.end()));
    CHECK(dfu_answer({cfg, bin}).text == "dfu-util -d 0483:df11 -a 0 -s 0x90000000:leave -D '" + bin + "'\n");
    DfuQuestion inside{cfg, bin, 0x08020000};
    inside.stay = true;
    CHECK_THAT(dfu_answer(inside).text, ContainsSubstring("-a 1 -s 0x08020000 -D "));
    const std::string hex = folder.file("app.hex", ":020000049000"
                                                   "6A\n:08000000000001200101009045\n:00000001FF\n");
    const Answer answer = dfu_answer({cfg, hex});
    const std::string dfu = hex.substr(0, hex.size() - 4) + ".dfu";
    CHECK(answer.text == "dfu-util -d 0483:df11 -a 0 -s :leave -D " + dfu + "\n");
    CHECK(std::filesystem::file_size(dfu) == 11 + 274 + 8 + 8 + 16);
    CHECK_THROWS_WITH(dfu_answer({cfg, hex, 0x90000000}), ContainsSubstring("XSPI-1232"));
}
