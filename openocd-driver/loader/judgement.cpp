#include "openocd-driver/loader/judgement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace xspi {

namespace {

using Weight = LoaderFinding::Weight;

constexpr std::uint64_t k4GiB = std::uint64_t{1} << 32;
constexpr std::uint64_t kMuchRam = 64 << 10;

class Judgement {
  public:
    explicit Judgement(Loader& loader) : loader_(loader), memory_(loader.memory) {}

    void run() {
        functions();
        place_in_ram();
        size_and_sectors();
        page();
        kind_of_memory();
        never_loaded();
        habits();
        what_is_absent();
        std::stable_sort(loader_.findings.begin(), loader_.findings.end(),
                         [](const LoaderFinding& a, const LoaderFinding& b) { return a.weight > b.weight; });
    }

  private:
    template <typename... Arguments> void
    say(const char* id, Weight weight, fmt::format_string<Arguments...> words, Arguments&&... arguments) {
        loader_.findings.push_back({id, weight, fmt::format(words, std::forward<Arguments>(arguments)...)});
    }
    bool has(LoaderCall call) const { return loader_.entry(call).has_value(); }
    const char* name(LoaderCall call) const { return call_name(loader_.form, call); }

    void functions() {
        for (std::size_t i = 0; i < kLoaderCalls; i++)
            if (const auto call = LoaderCall(i); is_needed(loader_.form, call) && !has(call))
                say("XSPI-1310", Weight::Refused, "it has no {}, without which a flash cannot be programmed",
                    name(call));
    }

    // SRAM region and, on STM32F4, CCM: Armv7-M Architecture Reference Manual, B3.1.
    static bool is_ram(std::uint64_t begin, std::uint64_t end) {
        return (begin >= 0x10000000 && end <= 0x1FF00000) || (begin >= 0x20000000 && end <= 0x40000000);
    }
    void place_in_ram() {
        if (loader_.loaded.empty()) {
            if (!loader_.is_refused())
                say("XSPI-1313", Weight::Refused, "nothing of it goes to RAM: it holds no program");
            return;
        }
        if (!loader_.movable)
            for (const LoaderRange& range : loader_.image())
                if (!is_ram(range.address, range.end())) return not_in_ram(range);
        if (loader_.ram_need(1) > kMuchRam)
            say("XSPI-1319", Weight::Note,
                "it needs {} bytes of RAM: {} itself, {} for a buffer, {} for its stack", loader_.ram_need(1),
                loader_.image_size(), loader_.buffer_size(), loader_.stack.value_or(kLoaderStack));
    }
    void not_in_ram(const LoaderRange& range) {
        say("XSPI-1313", Weight::Refused,
            "0x{:08X} to 0x{:08X}, where it is to be loaded, is no RAM of an STM32", range.address,
            range.end() - 1);
    }

    void size_and_sectors() {
        if (memory_.size == 0 && memory_.sectors_end() == 0)
            return say("XSPI-1314", Weight::Refused, "it gives its memory neither a size nor sectors");
        if (memory_.sectors.empty())
            return say("XSPI-1314", Weight::Refused,
                       "it gives its memory no sectors: what an erase takes "
                       "along is unknown");
        for (const LoaderSectors& sectors : memory_.sectors)
            if (sectors.size == 0) return say("XSPI-1314", Weight::Refused, "it has sectors of no size");
        if (!in_order())
            return say("XSPI-1314", Weight::Refused, "its sectors overlap, or are not in ascending order");
        if (memory_.base + std::max(memory_.size, memory_.sectors_end()) > k4GiB)
            return say("XSPI-1314", Weight::Refused,
                       "its memory, {} bytes from 0x{:08X}, goes beyond the 32-bit address space",
                       std::max(memory_.size, memory_.sectors_end()), memory_.base);
        if (memory_.sectors_end() != memory_.size)
            say("XSPI-1315", Weight::Doubt,
                "its sectors hold {} bytes, its memory is said to have {}: either may be wrong",
                memory_.sectors_end(), memory_.size);
    }
    bool in_order() const {
        std::uint64_t end = 0;
        for (const LoaderSectors& sectors : memory_.sectors)
            if (std::exchange(end, sectors.end()) > sectors.offset) return false;
        return true;
    }

    void page() {
        if (memory_.page == 0)
            return say("XSPI-1314", Weight::Refused,
                       "its page has no bytes: how many it programs at once is "
                       "unknown");
        std::uint32_t smallest = UINT32_MAX;
        for (const LoaderSectors& sectors : memory_.sectors)
            if (sectors.size != 0) smallest = std::min(smallest, sectors.size);
        if (memory_.page > smallest)
            say("XSPI-1316", Weight::Doubt, "its page of {} bytes is larger than its sector of {}",
                memory_.page, smallest);
        else if (!std::has_single_bit(memory_.page))
            say("XSPI-1316", Weight::Doubt, "its page of {} bytes is no power of two", memory_.page);
    }

    void kind_of_memory() {
        constexpr std::uint32_t kRam = 0x20000000, kExternal = 0x60000000, kDevices = 0xE0000000;
        if (memory_.erased != 0xFF)
            say("XSPI-1327", Weight::Doubt,
                "its memory reads 0x{:02X} where it is erased; NOR flash reads 0xFF", memory_.erased);
        if (memory_.base < kRam && (memory_.base != 0 || loader_.form == LoaderForm::Flm))
            say("XSPI-1325", Weight::Note,
                "it programs the microcontroller's own memory at 0x{:08X}, not an external one",
                memory_.base);
        else if (memory_.base < kExternal || memory_.base >= kDevices)
            say("XSPI-1325", has(LoaderCall::Read) ? Weight::Note : Weight::Doubt,
                "nothing shows its memory at 0x{:08X}: {}", memory_.base,
                has(LoaderCall::Read) ? "only its Read does" : "what it programs cannot be read back");
        if (loader_.form == LoaderForm::Stldr && is_no_flash(memory_.type))
            say("XSPI-1329", Weight::Doubt, "its memory is {}, no flash",
                type_name(loader_.form, memory_.type));
    }
    static bool is_no_flash(std::uint16_t stldr_type) {
        constexpr std::uint16_t kSram = 4, kPsram = 5, kPcCard = 6, kSdram = 9;
        return stldr_type == kSram || stldr_type == kPsram || stldr_type == kPcCard || stldr_type == kSdram;
    }

    void never_loaded() {
        for (const LoaderRange& range : loader_.never_loaded) {
            const auto over = [&](const LoaderRange& zero) {
                return range.address < zero.end() && zero.address < range.end();
            };
            if (std::any_of(loader_.zeroed.begin(), loader_.zeroed.end(), over))
                say("XSPI-1330", Weight::Note,
                    "its description is linked for 0x{:08X}, where its own variables lie: it is never loaded",
                    range.address);
            else if (!loader_.movable && !is_ram(range.address, range.end()))
                say("XSPI-1330", Weight::Note,
                    "its description is linked for 0x{:08X}, which is no RAM: it is never loaded",
                    range.address);
        }
    }

    void habits() {
        const LoaderHabits& habits = loader_.habits;
        if (habits.static_base && loader_.form != LoaderForm::ProbeRs)
            say("XSPI-1320", Weight::Note, "it reaches its variables by R9 and does not set it: R9 is {}",
                variables_lie_outside() ? "the first word behind it, where its file reserves nothing"
                                        : "its first writable section");
        if (habits.enables_interrupts)
            say("XSPI-1321", Weight::Note, "it enables interrupts: none may be pending when it is called");
        if (habits.floating_point) say("XSPI-1322", Weight::Note, "it uses the FPU, which is enabled for it");
    }
    bool variables_lie_outside() const {
        std::uint64_t end = 0;
        for (const FileSegment& segment : loader_.loaded) end = std::max(end, segment.end());
        for (const LoaderRange& range : loader_.zeroed) end = std::max(end, range.end());
        return loader_.static_base >= end;
    }

    void what_is_absent() {
        if (loader_.form == LoaderForm::Stldr && !has(LoaderCall::Read))
            say("XSPI-1323", Weight::Note,
                "it has no Read: its memory is read where the core sees it, once "
                "Init has mapped it");
        if (name(LoaderCall::EraseChip) != nullptr && !has(LoaderCall::EraseChip))
            say("XSPI-1324", Weight::Note, "it has no {}: all of its memory is erased sector by sector",
                name(LoaderCall::EraseChip));
    }

    Loader& loader_;
    const LoaderMemory& memory_;
};

} // namespace

void judge(Loader& loader) { Judgement(loader).run(); }

} // namespace xspi
