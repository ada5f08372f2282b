// Files with the SFDP of a chip: what is read, and what is refused with which sentence.
#include "chips/nor-chips.hpp"
#include "chips/sfdp-dump.hpp"
#include "chips/sfdp-part.hpp"
#include "tests/unit/catch.hpp"

#include <fmt/format.h>

using namespace vb;
using Catch::Matchers::ContainsSubstring;

namespace {

// A dump with header and a basic table of nine DWORDs, 8 MiB.
std::string dump(const std::string& comment = "# jedec id: ef4017", const std::string& size = "ff ff ff 03",
                 const std::string& erase = "0c 20 0f 52 10 d8 00 00") {
    return comment + "\n0000: 53 46 44 50 00 01 00 ff 00 00 01 09 10 00 00 ff\n0010: e5 20 f1 ff " + size +
           " 44 eb 08 6b 08 3b 42 bb\n0020: fe ff ff ff ff ff 00 00 ff ff 21 eb " + erase + "\n";
}

std::string why_not(const std::string& text) {
    auto read = read_sfdp_dump(text);
    if (auto* wrong = std::get_if<std::string>(&read)) return *wrong;
    auto part = part_from_sfdp(std::get<SfdpDump>(read), "X");
    auto* wrong = std::get_if<std::string>(&part);
    return wrong ? *wrong : "";
}

} // namespace

TEST_CASE("A dump's comment tells the JEDEC id in the forms that publishers use") {
    for (const char* comment :
         {"# jedec id: ef4017", "# jedec id: ef4017  (whole table)", "# jedec id: ef4017? (BFPT only)",
          "# W25Q64JV SFDP, 256 bytes. JEDEC ef 40 17", "# X. JEDEC 0xef, 0x40, 0x17; header",
          "# JEDEC EF 40 17 (W25Q64JV)\n# jedec id: 000000"}) {
        const auto read = read_sfdp_dump(dump(comment));
        REQUIRE(std::holds_alternative<SfdpDump>(read));
        CHECK(std::get<SfdpDump>(read).id == std::array<std::uint8_t, 3>{0xEF, 0x40, 0x17});
    }
}

TEST_CASE("A dump may have blank lines, comments behind, CR LF and 0x before its numbers") {
    const auto read = read_sfdp_dump("# jedec id: ef4017\r\n\r\n0x0: 0x53 0X46, 44 50\r\n4: 00\n# end\n");
    REQUIRE(std::holds_alternative<SfdpDump>(read));
    CHECK(std::get<SfdpDump>(read).bytes == std::vector<std::uint8_t>{0x53, 0x46, 0x44, 0x50, 0});
}

TEST_CASE("What a dump's file has wrong is said", "[VB-CHIP-002][VB-CHIP-003]") {
    CHECK_THAT(why_not("# jedec id: ef4017\n0000: 53 4g\n"), ContainsSubstring("VB-CHIP-002: line 2"));
    CHECK_THAT(why_not("# jedec id: ef4017\n\nbytes\n"), ContainsSubstring("VB-CHIP-002: line 3"));
    CHECK_THAT(why_not("# jedec id: ef4017\n0000: 534\n"), ContainsSubstring("VB-CHIP-002"));
    CHECK_THAT(why_not("# jedec id: ef4017\nfffffff0: 53\n"), ContainsSubstring("VB-CHIP-002"));
    CHECK_THAT(why_not(dump("# who knows")), ContainsSubstring("VB-CHIP-003"));
    CHECK_THAT(why_not(dump("# jedec id:   (whole table)")), ContainsSubstring("VB-CHIP-003"));
}

TEST_CASE("A dump without SFDP's header, headers or tables is refused",
          "[VB-CHIP-004][VB-CHIP-005][VB-CHIP-006][VB-CHIP-007]") {
    CHECK(why_not(dump()) == "");
    CHECK_THAT(why_not("# jedec id: ef4017\n0000: 00 01 02 03\n"), ContainsSubstring("VB-CHIP-004"));
    std::string text = dump();
    text.replace(text.find("01 00 ff"), 8, "01 07 ff"); // eight headers
    CHECK_THAT(why_not(text), ContainsSubstring("VB-CHIP-006") || ContainsSubstring("VB-CHIP-005"));
    text = dump();
    text.replace(text.find("09 10"), 5, "10 10"); // sixteen DWORDs
    CHECK_THAT(why_not(text), ContainsSubstring("VB-CHIP-006"));
    CHECK_THAT(why_not(text), ContainsSubstring("table FF00 of 16 DWORDs at 0x10"));
    text = dump();
    text.replace(text.find("09 10"), 5, "04 10");
    CHECK_THAT(why_not(text), ContainsSubstring("VB-CHIP-007"));
    CHECK_THAT(why_not("# jedec id: ef4017\n0000: 53 46 44 50 00 01 03 ff 84 00 01 01 08 00 00 ff\n"),
               ContainsSubstring("VB-CHIP-005"));
}

TEST_CASE("A size that no chip has and a table without an erase are refused", "[VB-CHIP-008][VB-CHIP-009]") {
    CHECK_THAT(why_not(dump("# jedec id: ef4017", "ff ff 02 00")), ContainsSubstring("VB-CHIP-008"));
    CHECK_THAT(why_not(dump("# jedec id: ef4017", "24 00 00 80")), ContainsSubstring("VB-CHIP-008")); // 8 GiB
    CHECK_THAT(why_not(dump("# jedec id: ef4017", "ff ff ff ff")), ContainsSubstring("VB-CHIP-008"));
    CHECK_THAT(why_not(dump("# jedec id: ef4017", "ff ff ff 03", "00 ff 00 00 00 ff 00 00")),
               ContainsSubstring("VB-CHIP-009"));
    CHECK(why_not(dump("# jedec id: ef4017", "20 00 00 80")) == ""); // a power of two: 512 MiB
}

TEST_CASE("An erase type that is larger than the chip is none") {
    const auto read = read_sfdp_dump(dump("# jedec id: ef4017", "ff ff 07 00", "0c 20 12 d8 00 00 00 00"));
    const auto part = part_from_sfdp(std::get<SfdpDump>(read), "X"); // 64 KiB; 4 and 256 KiB
    REQUIRE(std::holds_alternative<NorPart>(part));
    CHECK(std::get<NorPart>(part).erase_at(0x20, 0) != nullptr);
    CHECK(std::get<NorPart>(part).erase_at(0xD8, 0) == nullptr);
}

TEST_CASE("Every modelled part is known by its name; another name is refused with all of them",
          "[VB-CHIP-001]") {
    for (const std::string& name : part_names()) {
        const auto part = part_named(name);
        REQUIRE(std::holds_alternative<NorPart>(part));
        CHECK(std::get<NorPart>(part).name == name);
    }
    for (const char* name : {"W25Q65JV", "", "/", "/no/such.sfdp", "w25q64jv"}) {
        const auto part = part_named(name);
        REQUIRE(std::holds_alternative<std::string>(part));
        CHECK_THAT(std::get<std::string>(part),
                   ContainsSubstring("VB-CHIP-001") && ContainsSubstring("SST26VF064B"));
    }
}

TEST_CASE("The SFDP of each modelled quad part says what the part is") {
    for (const char* name : {"W25Q16JV", "W25Q64JV", "W25Q64JV-IM", "W25Q64FV", "W25Q128JV", "W25Q256JV",
                             "W25Q512JV", "N25Q128A", "MT25QL128ABA", "SST26VF064B"}) {
        const NorPart part = std::get<NorPart>(part_named(name));
        SfdpDump own{part.id, part.sfdp, std::vector<bool>(part.sfdp.size(), true)};
        const auto read = part_from_sfdp(own, name);
        INFO(name);
        REQUIRE(std::holds_alternative<NorPart>(read));
        const NorPart& told = std::get<NorPart>(read);
        CHECK(told.bytes == part.bytes);
        CHECK(told.page == part.page);
        CHECK(told.regions.size() == part.regions.size());
        for (const NorErase& type : told.erase_types)
            if (type.bytes) CHECK(part.erase_at(type.opcodes[0], 0x20000) != nullptr);
        for (const NorErase& type : part.erase_types) {
            const auto* same = told.erase_at(type.opcodes[0], type.bytes == 8u << 10 ? 0 : 0x180000);
            CHECK(same != nullptr);
        }
    }
}
