// Flash loaders of other tools: made ones of every kind, odd in what they say and with bytes changed.
// Whatever comes, it is a sentence with an id or a loader that can be told.
#include "openocd-driver/json.hpp"
#include "openocd-driver/loader/loader-file.hpp"
#include "openocd-driver/loader/loader-info.hpp"
#include "tests/fuzz/cases.hpp"
#include "tests/fuzz/random.hpp"
#include "tests/unit/openocd-driver/loader/loader-maker.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace fuzz {

namespace {

using namespace loader_maker;

Description description(Random& random, bool flm) {
    Description d = flm ? flm_description() : stldr_description();
    if (random.one_in(4)) d.size = random.number();
    if (random.one_in(4)) d.page = random.number();
    if (random.one_in(6)) d.base = random.number();
    if (random.one_in(6)) d.type = std::uint16_t(random.next());
    if (random.one_in(6)) d.erased = std::uint8_t(random.next());
    if (random.one_in(4)) mutate(d.name, random);
    d.name.resize(std::min<std::size_t>(d.name.size(), 100));
    if (random.one_in(3)) d.sectors.clear();
    for (std::size_t n = random.below(10); n > 0; --n)
        d.sectors.insert(d.sectors.begin() + std::ptrdiff_t(random.below(d.sectors.size() + 1)),
                         {random.number(), random.number()});
    d.sectors.resize(std::min<std::size_t>(d.sectors.size(), 10));
    d.ends = !random.one_in(5);
    return d;
}

std::string elf_loader(Random& random) {
    const bool algorithm = random.one_in(2);
    const Description d = description(random, algorithm);
    Elf elf = algorithm ? flm(d, !random.one_in(3))
                        : stldr(d, random.pick({0x24000004u, 0x20000004u, 0u, 0xFFFFFF00u}),
                                random.pick({0u, 0x24000100u, 0x24000010u}));
    for (auto& byte : elf.sections[0].bytes)
        if (random.one_in(2)) byte = std::uint8_t(random.next());
    for (Symbol& symbol : elf.symbols) {
        if (random.one_in(12)) symbol.value = random.number();
        if (random.one_in(12)) symbol.size = random.number();
        if (random.one_in(12)) symbol.section = std::uint16_t(random.number());
    }
    if (random.one_in(6))
        elf.symbols.erase(elf.symbols.begin() + std::ptrdiff_t(random.below(elf.symbols.size())));
    if (random.one_in(6)) elf.segments[0].memory_size = random.number();
    if (random.one_in(6)) elf.segments.push_back(random.pick(elf.segments));
    if (random.one_in(8)) elf.segments[random.below(2)].flags = random.number();
    if (random.one_in(8)) elf.sections[2].address = random.number();
    return elf.file();
}

std::string definition(Random& random) {
    std::string text = "name: a\nflash_algorithms:\n";
    for (std::size_t n = 1 + random.below(3); n > 0; --n)
        text += fmt::format(
            "- name: algorithm\n  instructions: ASBwRwEgcEcBIHBHASBwRw==\n  load_address: 0x{:x}\n"
            "  pc_init: {}\n  pc_program_page: 0x{:x}\n  pc_erase_sector: 5\n"
            "  data_section_offset: {}\n  flash_properties:\n    address_range:\n"
            "      start: 0x90000000\n      end: {}\n    page_size: {}\n    erased_byte_value: 0xff\n"
            "    program_page_timeout: 1\n    erase_sector_timeout: 1\n    sectors:\n"
            "    - size: {}\n      address: {}\n",
            random.number(), random.below(30), random.below(30), random.number(), random.number(),
            random.number(), random.number(), random.number());
    return text;
}

void tell(const xspi::Loader& loader) {
    if (xspi::text_of(loader).empty() || xspi::json_of(loader).dump().empty())
        throw std::logic_error("nothing is told of it");
    for (const xspi::LoaderFinding& finding : loader.findings)
        if (std::string(finding.id).rfind("XSPI-13", 0) != 0 || finding.words.empty())
            throw std::logic_error("a finding without id or words");
    const auto image = loader.image();
    for (std::size_t i = 0; i < image.size(); i++)
        if (image[i].size == 0 || (i > 0 && image[i].address <= image[i - 1].end()))
            throw std::logic_error("its ranges of RAM are no ascending ones");
}

} // namespace

void loader_case(std::uint64_t number) {
    Random random(number);
    std::string file = random.one_in(4) ? definition(random) : elf_loader(random);
    if (!random.one_in(4)) mutate(file, random);
    try {
        for (const xspi::Loader& loader : xspi::read_loaders(file)) tell(loader);
    } catch (const xspi::LoaderProblem& problem) {
        if (std::string(problem.id).rfind("XSPI-13", 0) != 0 || problem.words.empty())
            throw std::logic_error("refused without id or words");
    }
}

} // namespace fuzz
