#include "firmware/update/writer.hpp"

#include <algorithm>

namespace firmware::update {

namespace {
constexpr std::uint32_t aligned_down(std::uint32_t value, std::uint32_t size) { return value - value % size; }

// Of a range: whole blocks, then sectors.
std::uint32_t erase_us(const Area& area, const Range& range) {
    const Sectors* run = area.find(range.first);
    if (run == nullptr) return 0;
    const std::uint32_t size = range.end - range.first;
    const std::uint32_t in_blocks = area.block != 0 ? size / area.block : 0;
    return in_blocks * area.block_us + (size - in_blocks * area.block) / run->size * run->erase_us;
}
} // namespace

// ---- From the host

DfuStatus Writer::erase(std::uint8_t area, std::uint32_t address, std::uint32_t now) {
    const Sectors* run = areas_[area].find(address);
    if (run == nullptr) return DfuStatus::ErrAddress;
    if (!run->writable) return DfuStatus::ErrErase;
    const std::uint32_t first = run->address + aligned_down(address - run->address, run->size);
    erases_[area].add(first, first + run->size);
    if (area == head_.area() && head_.address() - first < run->size) replace_head();
    if (unfilled_[area].full()) unfilled_[area].clear();
    unfilled_[area].add(first, first + run->size);
    last_erase_ = now;
    return DfuStatus::Ok;
}

DfuStatus Writer::erase_all(std::uint8_t area, std::uint32_t now) {
    DfuStatus status = DfuStatus::ErrErase;
    for (const Sectors& run : areas_[area].sectors()) {
        if (!run.writable) continue;
        erases_[area].add(run.address, static_cast<std::uint32_t>(run.end()));
        status = DfuStatus::Ok;
    }
    if (area == head_.area()) replace_head();
    last_erase_ = now - kQuietUs - 1; // there is nothing to wait for
    return status;
}

// The host erases what the head lies in.
void Writer::replace_head() {
    head_.drop();
    old_.replace();
}

DfuStatus Writer::block(std::uint8_t area, std::uint32_t address, std::uint32_t length) {
    const Sectors* run = areas_[area].find(address);
    if (run == nullptr) return DfuStatus::ErrAddress;
    if (!run->writable) return DfuStatus::ErrWrite;
    if (areas_[area].room(address, true) < length) return DfuStatus::ErrAddress;
    Slot& slot = slots_[(first_ + blocks_) % kSlots];
    slot.area = area;
    slot.address = address;
    slot.length = length;
    const std::span<std::uint8_t> bytes = std::span(slot.bytes).first(length);
    if (!file_.take(address, bytes)) return DfuStatus::ErrFile;
    if (area == head_.area()) head_.take_from(areas_[area], address, bytes);
    const std::uint32_t first = run->address + aligned_down(address - run->address, run->size);
    unfilled_[area].remove(first, address + length);
    wrote_ = true;
    if (run->size > kTransferSize) wrote_part_ = true;
    ++blocks_;
    return DfuStatus::Ok;
}

void Writer::finish(bool check) {
    finishing_ = true;
    check_ = check;
}

// A download of which every sector that was erased for it has got data lacks nothing but its end. Where a
// sector takes several blocks that cannot be told.
bool Writer::complete() const {
    return wrote_ && !wrote_part_ && unfilled_[0].empty() && unfilled_[1].empty();
}

void Writer::restart() {
    if (complete() && error_ == DfuStatus::Ok) {
        finish(false);
    } else {
        cancel();
    }
    error_ = DfuStatus::Ok;
}

void Writer::cancel() {
    blocks_ = under_way() ? 1 : 0; // the one under way
    for (Ranges& ranges : erases_) ranges.clear();
    for (Ranges& ranges : unfilled_) ranges.clear();
    head_.drop();
    old_.forget();
    file_.restart();
    read_ = {};
    finishing_ = check_ = wrote_ = wrote_part_ = false;
}

void Writer::read(std::uint8_t area, std::uint32_t address, std::uint32_t length) {
    read_ = {.kind = Job::Kind::Read, .area = area, .address = address, .size = length};
    read_.room = std::span(slots_[0].bytes).first(length);
}

bool Writer::idle() const {
    return !job_ && blocks_ == 0 && erases_[0].empty() && erases_[1].empty() && !finishing_ &&
           read_.kind == Job::Kind::None;
}

// ---- How long it takes

std::uint32_t Writer::job_us(const Job& job) const {
    const Area& area = areas_[job.area];
    if (job.kind == Job::Kind::Erase) return erase_us(area, {job.address, job.address + job.size});
    if (job.kind != Job::Kind::Program) return 0;
    return (job.size + area.page - 1) / area.page * area.page_us;
}

// An eighth at least: it takes longer than it typically does.
std::uint32_t Writer::rest_of_job_us(std::uint32_t now) const {
    const std::uint32_t typical = job_us(job_), passed = now - job_began_;
    return passed < typical ? std::max(typical - passed, typical / 8) : typical / 8;
}

std::uint32_t Writer::remaining_us(std::uint32_t now) const {
    std::uint32_t us = rest_of_job_us(now);
    for (std::size_t area = 0; area < kAreas; ++area)
        for (const Range& range : erases_[area])
            if (!(job_.kind == Job::Kind::Erase && job_.area == area && range.first == job_.address))
                us += erase_us(areas_[area], range);
            else
                us += erase_us(areas_[area], {range.first + job_.size, range.end});
    for (std::size_t i = under_way() ? 1 : 0; i < blocks_; ++i) {
        const Slot& slot = slots_[(first_ + i) % kSlots];
        us += job_us({.kind = Job::Kind::Program, .area = slot.area, .size = slot.length});
    }
    return us;
}

std::uint32_t Writer::until_slot_is_free_us(std::uint32_t now) const {
    const std::uint32_t us = rest_of_job_us(now);
    if (takes_block() || job_.kind == Job::Kind::Program) return us;
    const Slot& slot = slots_[first_];
    return us + job_us({.kind = Job::Kind::Program, .area = slot.area, .size = slot.length});
}

// ---- The jobs

// The block around `address` if all of it is to be erased, else its sector; `address` lies in the range.
Job Writer::erase_at(std::uint8_t number, const Range& range, std::uint32_t address) const {
    const Area& area = areas_[number];
    const Sectors& run = *area.find(address);
    Job job{.kind = Job::Kind::Erase, .area = number};
    job.size = run.size;
    job.address = run.address + aligned_down(address - run.address, run.size);
    const std::uint32_t block = area.block != 0 ? aligned_down(address, area.block) : 0;
    if (area.block != 0 && block >= range.first && range.end - block >= area.block &&
        run.contains(block + area.block - 1)) {
        job.size = area.block;
        job.address = block;
    }
    return job;
}

// Hosts erase page by page: a block's pages come one after the other, and one erase of the block takes a
// fraction.
Job Writer::next_erase(std::uint32_t now) const {
    const bool quiet = finishing_ || wrote_ || now - last_erase_ > kQuietUs || read_.kind != Job::Kind::None;
    for (std::uint8_t area = 0; area < kAreas; ++area) {
        if (erases_[area].empty()) continue;
        const Range& range = erases_[area].front();
        const Job job = erase_at(area, range, range.first);
        const std::uint32_t block = areas_[area].block;
        const bool may_grow = block != 0 && job.size != block && range.first % block == 0;
        if (!may_grow || quiet) return job;
    }
    return {};
}

Job Writer::next_block() const {
    const Slot& slot = slots_[first_];
    for (const Range& range : erases_[slot.area])
        if (range.meets(slot.address, slot.address + slot.length))
            return erase_at(slot.area, range, std::max(range.first, slot.address));
    return {.kind = Job::Kind::Program,
            .area = slot.area,
            .address = slot.address,
            .size = slot.length,
            .data = std::span(slot.bytes).first(slot.length)};
}

// Of the application that is there: all but what lies before it in its own memory.
bool Writer::changes_application(const Job& job) const {
    return job.area != head_.area() || job.address + std::uint64_t{job.size} > head_.address();
}

Job Writer::after_disarming(const Job& job) {
    if (!job || !changes_application(job)) return job;
    if (job.kind == Job::Kind::Program && old_.occupies(job)) {
        end_with(DfuStatus::ErrCheckErased);
        return {};
    }
    const Job first = old_.disarm();
    return first ? first : job;
}

Job Writer::next_change(std::uint32_t now) { return blocks_ != 0 ? next_block() : next_erase(now); }

Job Writer::next_job(std::uint32_t now) {
    if (error_ != DfuStatus::Ok) return read_;
    if (const Job job = next_change(now)) return after_disarming(job);
    if (!erases_[0].empty() || !erases_[1].empty()) return {};
    if (finishing_)
        if (const Job job = last_job()) return job;
    return read_;
}

// Nothing else is left to do.
Job Writer::last_job() {
    if (wrote_ && file_.ends_in_suffix()) {
        end_with(DfuStatus::ErrFile);
        return {};
    }
    if (old_.comes_back()) {
        if (old_.erased()) head_.take_from(areas_[head_.area()], old_.first(), old_.bytes());
        return old_.bring_back();
    }
    if (head_.held()) return head_.next();
    if (check_) return {.kind = Job::Kind::Check};
    const Job read = read_; // asked for meanwhile
    cancel();
    read_ = read;
    return {};
}

void Writer::end_with(DfuStatus error) {
    cancel();
    error_ = error;
}

Job Writer::take(std::uint32_t now) {
    job_ = next_job(now);
    job_began_ = now;
    return job_;
}

void Writer::done(DfuStatus status) {
    const Job job = job_;
    job_ = {};
    switch (job.kind) {
    case Job::Kind::None: return;
    case Job::Kind::Erase: erases_[job.area].remove(job.address, job.address + job.size); break;
    case Job::Kind::Read:
        if (!job.of_old) read_ = {.size = read_.size};
        break;
    case Job::Kind::Check: cancel(); break;
    case Job::Kind::Program:
        if (job.of_head) {
            if (head_.held()) head_.programmed();
        } else if (!job.of_old) {
            first_ = (first_ + 1) % kSlots;
            --blocks_;
        }
    }
    if (job.of_old) old_.done(job, status);
    if (status != DfuStatus::Ok && !(job.of_old && job.kind == Job::Kind::Read)) end_with(status);
}

} // namespace firmware::update
