#include "openocd-driver/plan/program-plan.hpp"

#include <fmt/format.h>

namespace xspi {
namespace {

std::string size_text(std::uint64_t bytes) {
    if (bytes >= 1u << 20 && bytes % (1u << 20) == 0) return fmt::format("{} MiB", bytes >> 20);
    if (bytes >= 1024 && bytes % 1024 == 0) return fmt::format("{} KiB", bytes >> 10);
    return fmt::format("{} bytes", bytes);
}

std::string line_of(const PlanStep& step, std::uint32_t base, bool overwrites) {
    const std::uint32_t address = base + step.address;
    if (step.kind == StepKind::Erase) {
        return fmt::format("0x{:08X}  erase    {}\n", address, size_text(step.size));
    }
    if (step.erase_first_size == 0) {
        return fmt::format("0x{:08X}  program  {}\n", address, size_text(step.bytes.size()));
    }
    if (overwrites)
        return fmt::format("0x{:08X}  program  {}{}\n", address, size_text(step.bytes.size()),
                           step.foreign.empty() ? "" : " (old bytes among them)");
    return fmt::format("0x{:08X}  erase    {}, program {} (old bytes written back)\n", address,
                       size_text(step.erase_first_size), size_text(step.bytes.size()));
}

} // namespace

std::string to_text(const ProgramPlan& plan, std::uint32_t base) {
    const PlanStatistics& s = plan.statistics;
    if (plan.empty()) return fmt::format("nothing to do: {} blocks hold what they should\n", s.blocks_kept);
    std::string text;
    for (const PlanStep& step : plan.steps) text += line_of(step, base, plan.overwrites);
    if (plan.arming) text += line_of(*plan.arming, base, plan.overwrites);
    text +=
        fmt::format("{} blocks: {} kept, {} erased ({} erases), {} programmed ({} pages, {}), {} preserved; "
                    "the chip's own limit is {:.3f} s\n",
                    s.blocks_touched, s.blocks_kept, s.blocks_erased, s.erases, s.blocks_programmed, s.pages,
                    size_text(s.bytes_programmed), size_text(s.bytes_preserved),
                    static_cast<double>(s.estimated_us) / 1e6);
    return text;
}

} // namespace xspi
