#include "firmware/flash-test/flash-test.hpp"
#include "flash-library/chips/vocabulary.hpp"

#include <algorithm>

namespace firmware {

using namespace xspi::flash_test;

namespace {
// BP2..BP0, for chips whose protection is not known: where these bits are set it may reach anywhere.
constexpr std::uint32_t kBlockProtection = 0x1C;
} // namespace

bool FlashTest::run(std::uint32_t wanted_area) {
    return find_and_choose(wanted_area) && check_protection() && run_steps();
}

bool FlashTest::find_and_choose(std::uint32_t wanted_area) {
    if (!chip_.find()) return false;
    publish_chip();
    return area_.choose(wanted_area);
}

void FlashTest::publish_chip() {
    const xspi::ChipVocabulary& v = chip_.vocabulary();
    figures_.identity = chip_.description().identity.word();
    figures_.size = chip_.size();
    figures_.single_hz = figures_.fast_hz = chip_.hz();
    figures_.page_size = v.page_size;
    figures_.page_typical_us = v.page_typical_us;
    figures_.page_maximum_us = v.page_maximum_us;
    std::size_t count = 0;
    std::uint64_t longest_us = 0;
    const auto longest = [](std::uint32_t maximum_us) { // as NorFlash waits for what SFDP does not say
        return std::uint64_t{maximum_us != 0 ? maximum_us : xspi::NorFlash::kUncodedUs};
    };
    for (const xspi::EraseType& type : v.erase) {
        if (!type.present() || type.size > kAreaSize) continue;
        figures_.erase[count++] = {type.size, type.typical_us, type.maximum_us, 0, 0};
        // Each at most twice over the area, and the smallest two times more.
        longest_us += std::uint64_t{2} * (kAreaSize / type.size + 1) * longest(type.maximum_us);
    }
    longest_us += std::uint64_t{4} * (kAreaSize / v.page_size) * longest(v.page_maximum_us);
    constexpr std::uint32_t kReadingMs = 20'000; // everything else, at the slowest clock
    result_.limit_ms = static_cast<std::uint32_t>(longest_us / 1000) + kReadingMs;
    xspi::mmio_barrier();
    say(Text() << (chip_.description().name[0] != 0 ? chip_.description().name : "flash") << " ("
               << Hex{figures_.identity, 6} << "), " << (figures_.size >> 20) << " MiB");
}

// Never cleared here: somebody may have set it for good.
bool FlashTest::check_protection() {
    const xspi::ProtectionScheme scheme = xspi::protection_scheme(chip_.description().identity, chip_.size());
    std::array<std::uint8_t, 3> bytes{};
    for (std::size_t i = 0; i < (scheme == xspi::ProtectionScheme::None ? 1 : bytes.size()); ++i) {
        const xspi::Command read = xspi::register_read(xspi::Mode::Spi, xspi::protection_reads(scheme)[i]);
        if (!chip_.read_register(read, 0, {&bytes[i], 1})) return false;
    }
    const xspi::ProtectionRegisters registers{bytes[0], bytes[1], bytes[2]};
    const xspi::ProtectedRange range = protected_range(scheme, registers);
    if (!range.meets(area_.begin(), std::uint64_t{area_.begin()} + kAreaSize)) return true;
    return verdict_.fail(TestError::Protected,
                         Text() << "the flash is write-protected from " << Hex{range.address} << " to "
                                << Hex{static_cast<std::uint32_t>(range.end() - 1)}
                                << " of its array: its status register is " << Hex{registers.status, 2},
                         area_.begin(), 0, registers.status);
}

// A bit for every block: erasing one will tell.
xspi::ProtectedRange FlashTest::protected_range(xspi::ProtectionScheme scheme,
                                                const xspi::ProtectionRegisters& registers) const {
    if (scheme == xspi::ProtectionScheme::None)
        return {0, (registers.status & kBlockProtection) != 0 ? chip_.size() : 0};
    if (xspi::individual_protection(scheme, registers)) return {};
    return xspi::protected_by_bits(scheme, registers, chip_.size());
}

bool FlashTest::stopped() {
    watch_.beat();
    if (!watch_.stop_requested()) return false;
    verdict_.fail(TestError::Stopped, Text() << "the test was stopped");
    return true;
}

bool FlashTest::run_steps() {
    struct Step {
        bool (FlashTest::*run)();
        std::uint32_t percent; // done when it ends, roughly as time goes
    };
    static constexpr std::array kSteps{
        Step{&FlashTest::read_single, 4},
        Step{&FlashTest::compare_sfdp, 5},
        Step{&FlashTest::read_own, 6},
        Step{&FlashTest::read_window, 7},
        Step{&FlashTest::erase_sectors, 40},
        Step{&FlashTest::program_addresses, 45},
        Step{&FlashTest::erase_blocks, 55},
        Step{&FlashTest::program_patterns, 60},
        Step{&FlashTest::program_odd_lengths, 63},
        Step{&FlashTest::cross_modes, 68},
        Step{&FlashTest::measure_words, 69},
        Step{&FlashTest::check_bystanders, 70},
    };
    for (const Step& step : kSteps) {
        if (stopped() || !(this->*step.run)()) return false;
        result_.progress = step.percent;
        xspi::mmio_barrier();
    }
    return true;
}

// "all of them in bit 3: IO3": one line that is always wrong names itself.
void FlashTest::add_lines(Text& text, const Mismatch& m) const {
    text << " (" << m.count << (m.count == 1 ? " byte differs" : " bytes differ") << ", in bits "
         << Hex{m.bits, 2};
    const bool one_bit = (m.bits & (m.bits - 1)) == 0;
    if (one_bit && chip_.mode() == xspi::Mode::OctalDtr) {
        std::uint32_t line = 0;
        while ((m.bits >> line & 1) == 0) ++line;
        text << ": IO" << line;
    }
    text << ")";
}

bool FlashTest::expect(const Mismatch& m, TestError error, std::string_view what) {
    if (!m) return true;
    Text text;
    text << what << " at " << Hex{m.address} << ": expected " << Hex{m.expected, 2} << ", found "
         << Hex{m.found, 2};
    add_lines(text, m);
    return verdict_.fail(error, text, m.address, m.expected, m.found);
}

std::uint32_t FlashTest::rate(std::uint32_t us) const {
    return static_cast<std::uint32_t>(std::uint64_t{kAreaSize} * 1'000'000 / std::max<std::uint32_t>(us, 1));
}

} // namespace firmware
