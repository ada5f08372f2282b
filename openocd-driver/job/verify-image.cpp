#include "openocd-driver/job/verify-image.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/programming.hpp"

#include <algorithm>
#include <map>

namespace xspi {

CutImage cut_at_banks(AgentRun& run, target* owner, const xspi_image& image) {
    for (const auto& bank : run.driver().banks()) {
        const auto touches = [&](const xspi_segment& s) {
            return s.address < std::uint64_t(bank->base) + bank->memory->reach() &&
                   bank->base < std::uint64_t(s.address) + s.size;
        };
        if (bank->owner == owner && bank->memory->size() == 0 &&
            std::any_of(image.segments, image.segments + image.count, touches))
            run({bank.get()}, {});
    }
    return xspi::cut_at_banks(image, run.driver().bank_ranges(owner));
}

void verify_image(AgentRun& run, target* owner, const xspi_image& image, bool* verified) {
    std::map<Bank*, std::vector<ExpectedBytes>> expected;
    std::vector<Bank*> banks;
    const CutImage cut = cut_at_banks(run, owner, image);
    for (std::size_t i = 0; i < image.count; i++)
        verified[i] =
            image.segments[i].size != 0 && run.driver().bank_at(owner, image.segments[i].address) != nullptr;
    for (const xspi_segment& s : cut.segments) {
        Bank* bank = run.driver().bank_at(owner, s.address);
        if (bank == nullptr || s.size == 0) continue;
        if (std::find(banks.begin(), banks.end(), bank) == banks.end()) banks.push_back(bank);
        expected[bank].push_back({s.address - bank->base, {s.data, s.size}});
    }
    const AgentRun::Work fits = [&](Bank& bank, AgentFlash&, TargetPort&) {
        for (const ExpectedBytes& e : expected[&bank])
            if (e.address + std::uint64_t{e.bytes.size()} > bank.memory->size())
                throw Failure("XSPI-0513", "0x{:08X} and {} bytes go beyond bank {}", bank.base + e.address,
                              e.bytes.size(), bank.name);
    };
    const AgentRun::Work compare = [&](Bank& bank, AgentFlash& flash, TargetPort&) {
        verify(bank, expected[&bank], flash);
    };
    run(banks, {fits, compare});
}

} // namespace xspi
