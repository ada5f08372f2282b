// A host and two memories around the update's logic: jobs are done one by one, when the test says so, at a
// time of its own.
#pragma once
#include "firmware/update/dfu-device.hpp"
#include "firmware/update/memory-string.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace update_bench {

using namespace firmware::update;
using Kind = Answer::Kind;
using Bytes = std::vector<std::uint8_t>;

inline constexpr std::uint32_t kExternal = 0x90000000, kInternal = 0x08000000;

inline std::array<Area, 2> two_areas() {
    Area external{.name = "External", .block = 0x10000, .block_us = 150'000, .page_us = 400};
    external.add({kExternal, 0x1000, 64, true, 45'000});
    Area internal{.name = "Internal", .unit = 32, .page = 32, .page_us = 100};
    internal.add({kInternal, 0x20000, 1, false, 1'000'000});
    internal.add({kInternal + 0x20000, 0x20000, 3, true, 1'000'000});
    return {external, internal};
}

inline Bytes pattern(std::size_t size, std::uint8_t seed = 1) {
    Bytes bytes(size);
    std::uint32_t word = seed;
    for (std::uint8_t& byte : bytes)
        byte = static_cast<std::uint8_t>((word = word * 1664525 + 1013904223) >> 24);
    return bytes;
}

struct Bench {
    explicit Bench(std::uint8_t boot_area = 0, std::uint32_t boot_address = kExternal)
        : writer(areas, boot_area, boot_address, room) {}

    std::array<Area, 2> areas = two_areas();
    std::array<std::uint8_t, 0x20000> room{}; // for the old application's first sector
    Writer writer;
    DfuDevice device{writer, areas};
    std::uint32_t now = 1000;
    std::array<Bytes, 2> memory{Bytes(64 * 0x1000, 0x55), Bytes(4 * 0x20000, 0x55)};
    std::vector<std::string> jobs;
    bool application = true;         // what Check finds
    DfuStatus fails = DfuStatus::Ok; // the next job

    std::uint8_t& at(std::uint8_t area, std::uint32_t address) {
        return memory[area].at(address - (area == 0 ? kExternal : kInternal));
    }
    // One job; false: there is none.
    bool work() {
        Job job = writer.take(now);
        if (job.of_old && job.kind == Job::Kind::Read) { // it only looks
            std::copy_n(&at(job.area, job.address), job.size, job.room.begin());
            writer.done(DfuStatus::Ok);
            job = writer.take(now);
        }
        if (!job) return false;
        jobs.push_back(said(job));
        if (job.kind == Job::Kind::Erase)
            for (std::uint32_t i = 0; i < job.size; ++i) at(job.area, job.address + i) = 0xFF;
        if (job.kind == Job::Kind::Program)
            for (std::uint32_t i = 0; i < job.size; ++i) at(job.area, job.address + i) &= job.data[i];
        if (job.kind == Job::Kind::Read)
            for (std::uint32_t i = 0; i < job.size; ++i) job.room[i] = at(job.area, job.address + i);
        const bool bad = job.kind == Job::Kind::Check && !application;
        writer.done(bad ? DfuStatus::ErrFirmware : fails);
        fails = DfuStatus::Ok;
        return true;
    }
    void work_all() {
        while (work()) {}
    }
    static std::string said(const Job& job) {
        const char* const names[] = {"none", "erase", "program", "read", "check"};
        return std::string(names[static_cast<int>(job.kind)]) + " " + std::to_string(job.area) + " " +
               std::to_string(job.address & 0xFFFFFF) + " " + std::to_string(job.size);
    }

    Answer ask(DfuRequest request, std::uint16_t value = 0, std::uint16_t length = 0) {
        return device.request(request, value, length, now);
    }
    // Of a GETSTATUS: status, poll time in ms, state.
    struct Status {
        int status, poll, state;
        bool operator==(const Status&) const = default;
    };
    Status status(Answer answer) const {
        if (answer.kind != Kind::Send || answer.data.size() != 6) return {-1, -1, -1};
        return {answer.data[0], answer.data[1] | answer.data[2] << 8 | answer.data[3] << 16, answer.data[4]};
    }
    Status status() { return status(ask(DfuRequest::GetStatus, 0, 6)); }
    int state() { return status().state; }

    Kind send(std::uint16_t block, const Bytes& bytes) {
        const Answer answer = ask(DfuRequest::Download, block, static_cast<std::uint16_t>(bytes.size()));
        if (answer.kind != Kind::Receive) return answer.kind;
        std::copy(bytes.begin(), bytes.end(), answer.room.begin());
        device.received(now);
        return answer.kind;
    }
    static Bytes command(std::uint8_t code, std::uint32_t address) {
        return {code, static_cast<std::uint8_t>(address), static_cast<std::uint8_t>(address >> 8),
                static_cast<std::uint8_t>(address >> 16), static_cast<std::uint8_t>(address >> 24)};
    }
    // As dfu-util does it: busy once, then idle. What it ends in.
    int run_command(const Bytes& bytes) {
        send(0, bytes);
        if (const int s = state(); s != 4) return s;
        return state();
    }
    int set_address(std::uint32_t address) { return run_command(command(kSetAddress, address)); }
    int erase(std::uint32_t address) { return run_command(command(kErase, address)); }
    // Waits as long as the device says.
    int send_and_wait(const Bytes& bytes) {
        send(2, bytes);
        for (int i = 0; i < 1000; ++i) {
            const Status s = status();
            if (s.state != 4) return s.state;
            now += static_cast<std::uint32_t>(s.poll) * 1000;
            work();
        }
        return -1;
    }
    // A whole download the way dfu-util does it, without its end. What it ends in.
    int download(std::uint32_t address, const Bytes& bytes, std::uint32_t sector = 0x1000) {
        for (std::uint32_t a = address / sector * sector; a < address + bytes.size(); a += sector)
            if (const int s = erase(a); s != 5) return s;
        for (std::size_t done = 0; done < bytes.size(); done += kTransferSize) {
            if (const int s = set_address(address + static_cast<std::uint32_t>(done)); s != 5) return s;
            const auto end = std::min(bytes.size(), done + kTransferSize);
            const Bytes chunk(bytes.begin() + static_cast<std::ptrdiff_t>(done),
                              bytes.begin() + static_cast<std::ptrdiff_t>(end));
            if (const int s = send_and_wait(chunk); s != 5) return s;
        }
        return 5;
    }
    Kind finish_later() {
        work_all();
        return device.later().kind;
    }
    bool holds(std::uint8_t area, std::uint32_t address, const Bytes& bytes) {
        for (std::size_t i = 0; i < bytes.size(); ++i)
            if (at(area, address + static_cast<std::uint32_t>(i)) != bytes[i]) return false;
        return true;
    }
};

} // namespace update_bench
