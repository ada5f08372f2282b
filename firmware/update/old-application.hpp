// The application that a download changes. Before anything of it is changed it is made unable to start; its
// sector with the vector table is kept, and comes back at the download's end if the host has sent no new one.
// One with a trailer needs none of this: its SHA-256 says whether all of it belongs together.
#pragma once
#include "firmware/update/area.hpp"
#include "firmware/update/job.hpp"
#include "firmware/update/ranges.hpp"
#include "flash-library/application/trailer.hpp"
#include "flash-library/application/vector-table.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace firmware::update {

class OldApplication {
  public:
    // room: for the sector that the vector table lies in. Of a sector that is larger nothing is kept, and
    // nothing of what is here happens.
    OldApplication(const Area& area, std::uint8_t number, std::uint32_t address, std::span<std::uint8_t> room)
        : room_(room.data()), address_(address), size_(area.room(address, false)), once_(area.unit > 1) {
        job_.area = number;
        job_.of_old = true;
        const Sectors* run = area.find(address);
        if (run == nullptr || run->size > room.size()) return;
        job_.size = run->size;
        job_.address = address - (address - run->address) % run->size;
        forget();
    }

    // The download is at its end, or never was.
    void forget() {
        state_ = job_.size != 0 ? State::Unknown : State::Harmless;
        replaced_ = false;
    }
    void replace() { replaced_ = true; } // the host erases the sector
    bool comes_back() const { return state_ >= State::Disarmed && !replaced_; }
    // It could be started, and the host has not erased its sector: nothing can be programmed there.
    bool occupies(const Job& job) const {
        return state_ >= State::Armed && !replaced_ && job.area == job_.area &&
               job.address < job_.address + job_.size && job_.address < job.address + job.size;
    }

    // The next of what makes it unable to start; no job: it is.
    Job disarm() {
        if (state_ >= State::Disarmed || state_ == State::Harmless) return {};
        if (state_ == State::Unknown && !(once_ && replaced_)) {
            job_.room = {room_, job_.size};
            return job(Job::Kind::Read);
        }
        if (once_) { // no bit of it can be cleared
            state_ = State::Armed;
            return job(Job::Kind::Erase);
        }
        // Its Thumb bit alone, then the rest: in between it has changed or has not.
        std::memset(vector_.data(), 0, vector_.size());
        if (state_ == State::Armed) {
            std::memcpy(vector_.data(), vector(), vector_.size());
            vector_[0] &= 0xFE;
        }
        Job program = job(Job::Kind::Program);
        program.address = address_ + xspi::kResetVectorOffset;
        program.size = vector_.size();
        program.data = vector_;
        return program;
    }

    // The next of what brings it back: an erase where there was none, and a program of all bytes.
    std::span<std::uint8_t> bytes() { return {room_, job_.size}; }
    std::uint32_t first() const { return job_.address; }
    Job bring_back() {
        job_.data = bytes();
        return job(state_ == State::Disarmed ? Job::Kind::Erase : Job::Kind::Program);
    }
    bool erased() const { return state_ == State::Erased; }

    // Of a job that is of_old. What cannot be read cannot be started.
    void done(const Job& job, DfuStatus status) {
        switch (state_) {
        case State::Unknown:
            if (job.kind != Job::Kind::Read) break; // the download was given up meanwhile
            state_ = status == DfuStatus::Ok && starts() ? State::Armed : State::Harmless;
            break;
        case State::Armed: state_ = once_ ? State::Erased : State::ThumbCleared; break;
        case State::Erased: state_ = State::Harmless; break;
        case State::Harmless: break;
        default: state_ = static_cast<State>(static_cast<std::uint8_t>(state_) + 1);
        }
    }

  private:
    enum class State : std::uint8_t {
        Harmless, // cannot be started, or has a trailer, or is back but for its head
        Unknown,
        Armed, // can be started
        ThumbCleared,
        Disarmed, // cannot
        Erased    // nor, and its sector is erased
    };

    Job job(Job::Kind kind) const {
        Job job = job_;
        job.kind = kind;
        return job;
    }
    const std::uint8_t* vector() const {
        return room_ + (address_ - job_.address) + xspi::kResetVectorOffset;
    }
    bool starts() const {
        std::array<std::uint32_t, xspi::kTrailerMarkOffset / 4 + 1> table;
        std::memcpy(table.data(), vector() - xspi::kResetVectorOffset, sizeof(table));
        return xspi::leads_into_flash({address_, table[0], table[1]}, size_) &&
               table.back() != xspi::kTrailerMark;
    }

    Job job_; // of its sector; size 0: of none
    std::uint8_t* room_;
    std::uint32_t address_, size_;
    bool once_; // a unit is programmed once only
    bool replaced_ = false;
    State state_ = State::Harmless;
    std::array<std::uint8_t, 4> vector_{};
};

} // namespace firmware::update
