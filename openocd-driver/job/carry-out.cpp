#include "openocd-driver/job/carry-out.hpp"

#include "openocd-driver/memory/send-step.hpp"

#include <algorithm>
#include <deque>
#include <span>
#include <utility>
#include <vector>

namespace xspi {

namespace {

// A request takes as long as some kilobytes: small steps that need no erase go in one.
bool is_piece(const PlanStep& step) {
    constexpr std::size_t kSmall = 2048;
    return step.kind == StepKind::Program && step.erase_first_size == 0 && step.bytes.size() <= kSmall;
}

// How many steps from the first on go with it; 1: it goes by itself. most: bytes, and two words for each.
std::size_t steps_at_once(std::span<const PlanStep> steps, std::size_t most) {
    std::size_t count = 0;
    for (std::size_t bytes = 0; count < steps.size() && is_piece(steps[count]); ++count) {
        bytes += sizeof(agent::Range) + steps[count].bytes.size();
        if (bytes > most) break;
    }
    return std::max<std::size_t>(count, 1);
}

std::uint32_t send_pieces(std::span<const PlanStep> steps, AgentFlash& flash) {
    std::vector<AgentFlash::Piece> pieces;
    for (const PlanStep& step : steps) pieces.push_back({step.address, step.bytes});
    return flash.program_pieces(pieces);
}

} // namespace

void carry_out(const ProgramPlan& plan, std::optional<std::size_t> done_before, AgentFlash& flash,
               const Progress& progress, const StepDone& step_done) {
    std::uint64_t done_us = 0;
    std::deque<std::pair<std::uint32_t, std::size_t>> under_way; // sequence number, step
    const auto report_done = [&] {
        std::erase_if(under_way, [&](const auto& sent) {
            if (!flash.done(sent.first)) return false;
            done_us += plan.steps[sent.second].typical_us;
            step_done(sent.second);
            return true;
        });
    };
    const bool in_pieces = flash.takes_pieces() && !plan.overwrites && !done_before;
    const std::size_t most_at_once = std::min<std::size_t>(kTransferUnit, flash.ring_size() / 4);
    std::size_t most = kFirstStep; // the chip waits for the first
    for (std::size_t n = 0, count = 1; n < plan.steps.size(); n += count) {
        const auto rest = std::span(plan.steps).subspan(n);
        count = in_pieces ? steps_at_once(rest, most) : 1;
        most = std::min(2 * most, most_at_once);
        if (n == done_before) {
            done_us += rest.front().typical_us;
            continue;
        }
        const std::uint32_t sequence =
            count == 1 ? send_step(rest.front(), flash) : send_pieces(rest.first(count), flash);
        for (std::size_t i = 0; i < count; ++i) under_way.emplace_back(sequence, n + i);
        report_done();
        progress(done_us, plan.statistics.estimated_us);
    }
    while (!under_way.empty()) {
        flash.advance();
        report_done();
        if (!under_way.empty()) progress(done_us, plan.statistics.estimated_us);
    }
}

} // namespace xspi
