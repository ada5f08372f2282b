#include "openocd-driver/plan/step-writer.hpp"
#include "openocd-driver/plan/target-contents.hpp"

#include <algorithm>

namespace xspi {
namespace {

// Calls `visit(offset, piece)` for each piece of `bytes` that lies in one page.
template <typename Visit> void for_each_page(std::uint32_t address, std::span<const std::uint8_t> bytes,
                                             std::uint32_t page_size, Visit visit) {
    std::size_t offset = 0;
    while (offset < bytes.size()) {
        const std::size_t rest_of_page = page_size - (address + offset) % page_size;
        const std::size_t length = std::min(rest_of_page, bytes.size() - offset);
        visit(offset, bytes.subspan(offset, length));
        offset += length;
    }
}

} // namespace

void StepWriter::erase(std::uint32_t address, std::uint32_t size, std::uint64_t typical_us) {
    PlanStep step;
    step.kind = StepKind::Erase;
    step.address = address;
    step.size = size;
    step.typical_us = typical_us;
    plan_.steps.push_back(std::move(step));
    count_erase({address, size}, typical_us);
}

void StepWriter::count_erase(const FlashRange& range, std::uint64_t typical_us) {
    ++plan_.statistics.erases;
    plan_.statistics.blocks_erased += static_cast<std::uint32_t>(layout_.blocks_in(range));
    plan_.statistics.estimated_us += typical_us;
}

void StepWriter::count_page(std::size_t bytes) {
    ++plan_.statistics.pages;
    plan_.statistics.bytes_programmed += bytes;
    plan_.statistics.estimated_us += geometry_.page_us;
}

// Each is on the wire while the chip programs the one before, which takes longer than that.
std::size_t StepWriter::longest_step() const {
    constexpr std::size_t kDoublings = 16;
    const std::uint64_t ramp = std::uint64_t{geometry_.first_step}
                               << std::min<std::size_t>(plan_.steps.size() - 1, kDoublings);
    return std::min<std::uint64_t>(ramp, geometry_.program_step);
}

void StepWriter::append(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    PlanStep* last = plan_.steps.empty() ? nullptr : &plan_.steps.back();
    const bool joins = last != nullptr && last->kind == StepKind::Program && last->erase_first_size == 0 &&
                       last->address + last->bytes.size() == address &&
                       last->bytes.size() + bytes.size() <= longest_step();
    if (!joins) {
        PlanStep step;
        step.kind = StepKind::Program;
        step.address = address;
        plan_.steps.push_back(std::move(step));
        last = &plan_.steps.back();
    }
    last->bytes.insert(last->bytes.end(), bytes.begin(), bytes.end());
    last->typical_us += geometry_.page_us;
}

bool StepWriter::program(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    bool any = false;
    for_each_page(address, bytes, geometry_.page_size,
                  [&](std::size_t offset, std::span<const std::uint8_t> piece) {
                      if (all_erased(piece)) return;
                      any = true;
                      append(static_cast<std::uint32_t>(address + offset), piece);
                      count_page(piece.size());
                  });
    return any;
}

PlanStep StepWriter::single_page(std::uint32_t address, std::vector<std::uint8_t> bytes) {
    count_page(bytes.size());
    PlanStep step;
    step.kind = StepKind::Program;
    step.address = address;
    step.bytes = std::move(bytes);
    step.typical_us = geometry_.page_us;
    return step;
}

void StepWriter::erase_and_program(std::uint32_t address, std::vector<std::uint8_t> bytes,
                                   std::uint64_t typical_us, std::vector<FlashRange> foreign) {
    PlanStatistics& statistics = plan_.statistics;
    const auto size = static_cast<std::uint32_t>(bytes.size());
    const std::uint64_t before_us = statistics.estimated_us;
    std::size_t used = 0; // up to the end of the last page that is not FFh
    for_each_page(address, bytes, geometry_.page_size,
                  [&](std::size_t offset, std::span<const std::uint8_t> piece) {
                      if (all_erased(piece)) return;
                      used = offset + piece.size();
                      count_page(piece.size());
                  });
    if (used == 0) return erase(address, size, typical_us);
    bytes.resize(used);
    PlanStep step;
    step.kind = StepKind::Program;
    step.address = address;
    step.erase_first_size = size;
    step.bytes = std::move(bytes);
    step.foreign = std::move(foreign);
    if (!geometry_.overwrites) count_erase({address, size}, typical_us);
    step.typical_us = statistics.estimated_us - before_us;
    std::uint64_t kept = 0;
    for (const FlashRange& range : step.foreign) kept += range.length;
    statistics.bytes_preserved += kept;
    statistics.preserved_at_once = std::max(statistics.preserved_at_once, kept);
    statistics.at_risk_us += statistics.estimated_us - before_us;
    plan_.steps.push_back(std::move(step));
}

void StepWriter::written(const FlashRange& range) { append_merged(plan_.verify, range); }

} // namespace xspi
