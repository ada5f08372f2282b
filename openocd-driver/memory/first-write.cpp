#include "openocd-driver/memory/first-write.hpp"

#include "openocd-driver/memory/send-step.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace xspi {

namespace {

constexpr std::uint8_t kErased = 0xFF;

void write_wrapped(PageBytes& content, std::uint32_t offset, std::span<const std::uint8_t> data,
                   std::uint32_t page) {
    const std::uint32_t begin = offset / page * page;
    for (std::size_t i = 0; i < data.size(); ++i) content[begin + (offset + i) % page] = data[i];
}

std::uint32_t length_of(const PlanStep& step) {
    const auto bytes = std::uint32_t(step.bytes.size());
    return step.kind == StepKind::Erase ? step.size : std::max(bytes, step.erase_first_size);
}

} // namespace

PlanStep telling_part(const PlanStep& step, std::uint32_t page) {
    if (step.kind == StepKind::Erase) return step;
    FlashRange longest;
    const std::uint64_t end = step.address + std::uint64_t(step.bytes.size());
    for (std::uint64_t at = step.address; at < end;) {
        const std::uint64_t next = std::min((at / page + 1) * page, end);
        if (next - at > longest.length) longest = {std::uint32_t(at), std::uint32_t(next - at)};
        at = next;
    }
    PlanStep part = step;
    part.address = longest.address;
    const auto from = step.bytes.begin() + std::ptrdiff_t(longest.address - step.address);
    part.bytes.assign(from, from + std::ptrdiff_t(longest.length));
    return part;
}

std::size_t telling_step(const std::vector<PlanStep>& steps, std::uint32_t page) {
    const auto shows = [page](const PlanStep& step) { return length_of(telling_part(step, page)); };
    std::size_t best = 0;
    std::uint32_t most = 0;
    for (std::size_t i = 0; i < steps.size() && most < page; ++i)
        if (const std::uint32_t shown = shows(steps[i]); shown > most) {
            best = i;
            most = shown;
        }
    return best;
}

// A write that fills its page, the agent sends without an erase before.
PageBytes after_step(const PlanStep& step, std::uint32_t address, PageBytes old, std::uint32_t page) {
    const std::uint32_t offset = step.address - address;
    const bool erases = step.kind == StepKind::Erase || step.bytes.size() < step.erase_first_size;
    if (erases) write_wrapped(old, offset, PageBytes(length_of(step), kErased), page);
    write_wrapped(old, offset, step.bytes, page);
    return old;
}

FirstWrite::FirstWrite(AgentFlash& flash, const PlanGeometry& geometry, const PlanStep& step)
    : flash_(flash), geometry_(geometry),
      step_(step), page_{step.address / geometry.page_size * geometry.page_size, geometry.page_size},
      doubtful_size_(halves_are_equal()), old_(flash.read(page_.address, page_.length)),
      wanted_(after_step(step, page_.address, old_, page_.length)) {}

// A chip with one address bit less than its name says has everything twice. Few bytes are enough where that
// is not so.
bool FirstWrite::halves_are_equal() {
    const std::uint32_t half = geometry_.size / 2;
    const std::uint32_t some = std::min(half, geometry_.page_size);
    if (flash_.read(0, some) != flash_.read(half, some)) return false;
    const std::array<agent::Range, 2> halves{{{0, half}, {half, half}}};
    const auto digests = flash_.digest(halves);
    return digests[0].digest == digests[1].digest;
}

void FirstWrite::carry_out() {
    send_step(step_, flash_);
    flash_.finish();
    found_ = flash_.read(page_.address, page_.length);
}

std::uint32_t FirstWrite::smaller_page() const {
    if (found_ == wanted_) return 0;
    for (std::uint32_t page = page_.length / 2; page >= kSmallestPage; page /= 2)
        if (after_step(step_, page_.address, old_, page) == found_) return page;
    return 0;
}

// A page of half the size would look otherwise, too.
bool FirstWrite::proves() const {
    const bool page = after_step(step_, page_.address, old_, page_.length / 2) != wanted_;
    return found_ == wanted_ && page && (!doubtful_size_ || found_ != old_);
}

std::uint32_t FirstWrite::smaller_size() {
    if (!doubtful_size_ || found_ != wanted_ || found_ == old_) return 0;
    std::uint32_t size = geometry_.size;
    while (size / 2 >= page_.length && flash_.read(page_.address ^ (size / 2), page_.length) == found_)
        size /= 2;
    return size == geometry_.size ? 0 : size;
}

void FirstWrite::put_back(std::uint32_t page) {
    for (std::uint32_t at = 0; at < page_.length; at += page) {
        const auto from = old_.begin() + std::ptrdiff_t(at);
        flash_.program(page_.address + at, PageBytes(from, from + std::ptrdiff_t(page)), page);
    }
    flash_.finish();
}

} // namespace xspi
