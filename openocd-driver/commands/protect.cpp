// Protection of blocks against erase and program: protect, unprotect.
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/failure.hpp"

namespace xspi {

namespace {

Answer change(const CommandCall& call, bool on, const char* usage) {
    expect_words(call, usage, 1, 2);
    Bank* bank = nullptr;
    FlashRange range;
    if (call.words.size() == 1) {
        bank = &bank_named(call, 0);
        if (!bank->memory->identified()) call.programmer.access.probe(*bank);
        range = {0, bank->memory->size()};
    } else {
        const std::uint32_t address = parse_number("address", call.words[0]);
        const std::uint32_t count = parse_number("count", call.words[1]);
        if (count == 0) throw Failure("XSPI-0702", "count `{}`: no bytes", call.words[1]);
        bank = &bank_holding(call, address, count);
        range = {address - bank->base, count};
    }
    const std::string said = call.programmer.access.protect(*bank, range, on);
    return {{{"bank", bank->name},
             {"address", hex(bank->base + range.address)},
             {"count", range.length},
             {"protected", on},
             {"said", said}},
            fmt::format("{}: {}\n", bank->name, said)};
}

} // namespace

Answer protect_command(const CommandCall& call) { return change(call, true, "protect BANK | ADDRESS COUNT"); }
Answer unprotect_command(const CommandCall& call) {
    return change(call, false, "unprotect BANK | ADDRESS COUNT");
}

} // namespace xspi
