// How a loader comes into RAM, and how the core is made ready for it.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/agent-image.hpp"
#include "openocd-driver/run/loader-calls.hpp"
#include "openocd-driver/run/sealed.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <xxhash.h>

#include <algorithm>

namespace xspi {

namespace {

constexpr std::int64_t kStartMs = 1000;
constexpr unsigned kLoads = 10;      // until the link is called broken
constexpr std::size_t kPiece = 1024; // what is loaded again at once

} // namespace

// As a loader may rely on it: a reset leaves most of this as it is to be, but not on every core.
void LoaderCalls::prepare_core() {
    constexpr std::uint32_t kIcer = 0xE000E180, kIcpr = 0xE000E280; // Armv7-M ARM, B3.4
    constexpr std::uint32_t kSystCsr = 0xE000E010, kIcsr = 0xE000ED04, kCpacr = 0xE000ED88,
                            kDemcr = 0xE000EDFC;
    constexpr std::uint32_t kPendsvClr = 1u << 27, kPendstClr = 1u << 25;
    constexpr std::uint32_t kFpu = 0xFu << 20, kTrcena = 1u << 24;
    constexpr std::uint32_t kVcHardErr = 1u << 10; // a fault stops the core where it is
    constexpr unsigned kBanks = 8;                 // of 32 interrupts
    for (std::uint32_t bank = 0; bank < kBanks; ++bank) {
        target_.write_word(kIcer + 4 * bank, 0xFFFFFFFF);
        target_.write_word(kIcpr + 4 * bank, 0xFFFFFFFF);
    }
    target_.put_word(kSystCsr, 0, 1);
    target_.write_word(kIcsr, kPendsvClr | kPendstClr);
    target_.put_word(kCpacr, target_.read_word(kCpacr) | kFpu, kFpu);
    target_.put_word(kDemcr, target_.read_word(kDemcr) | kTrcena | kVcHardErr, kTrcena | kVcHardErr);
}

void LoaderCalls::put(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    if (const auto d = write_and_compare(target_, address, bytes))
        throw Failure(
            Failure::Kind::DamagedLink, "XSPI-1339",
            "RAM does not hold the loader {}: at 0x{:08X} 0x{:02X} was written and 0x{:02X} read back, "
            "time after time: data arrive damaged over the probe, or that RAM is broken or has no "
            "clock; {}",
            file_, d->address, d->wrote, d->found, kMendTheLink);
}

void LoaderCalls::load_caller() {
    const auto image = caller_image();
    std::vector<std::uint8_t> beside(image.begin(), image.end());
    caller::Control control;
    control.static_base = placed_.static_base;
    control.stack_limit = placed_.stack.address;
    std::memcpy(beside.data() + header_.control, &control, sizeof(control));
    put(placed_.beside, beside);
    put(placed_.stack.address, bytes_of(caller::kCanary));
}

void LoaderCalls::start() {
    queue_.clear();
    sequence_ = attempt_ = programs_ = calls_ = under_way_ = 0;
    changed_before_ = changed_;
    target_.start(placed_.beside + header_.entry, std::uint32_t(placed_.stack.end()));
    running_ = true;
    const std::int64_t began = target_.milliseconds();
    while (look().magic != caller::kMagic) {
        look_at_core();
        if (target_.milliseconds() - began > kStartMs) stopped(nullptr);
    }
}

// A reset leaves RAM as it is: what the loader has not changed is there still. The caller looks, which is
// faster than the probe, and zeroes.
void LoaderCalls::load_image() {
    if (!placed_.zeroed.empty()) {
        std::vector<caller::Range> ranges;
        for (const LoaderRange& range : placed_.zeroed)
            ranges.push_back({range.address, std::uint32_t(range.size)});
        zero(ranges);
    }
    for (unsigned tries = 0; tries < kLoads; ++tries) {
        const std::vector<Piece> wrong = wrong_pieces();
        if (wrong.empty()) return;
        for (std::size_t first = 0, next = 0; first < wrong.size(); first = next) {
            std::vector<std::uint8_t> bytes;
            for (next = first;
                 next < wrong.size() && wrong[next].address == wrong[first].address + bytes.size(); ++next)
                bytes.insert(bytes.end(), wrong[next].bytes.begin(), wrong[next].bytes.end());
            target_.write(wrong[first].address, bytes);
        }
    }
    damaged();
}

std::vector<LoaderCalls::Piece> LoaderCalls::wrong_pieces() {
    std::vector<Piece> pieces;
    std::vector<caller::Range> ranges;
    for (const FileSegment& segment : placed_.loaded)
        for (std::size_t at = 0; at < segment.bytes.size(); at += kPiece) {
            const auto bytes =
                std::span(reinterpret_cast<const std::uint8_t*>(segment.bytes.data()), segment.bytes.size())
                    .subspan(at, std::min(kPiece, segment.bytes.size() - at));
            pieces.push_back({segment.address + std::uint32_t(at), bytes});
            ranges.push_back({pieces.back().address, std::uint32_t(bytes.size())});
        }
    const auto digests = digest(ranges);
    std::vector<Piece> wrong;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (digests[i].digest != XXH3_64bits(pieces[i].bytes.data(), pieces[i].bytes.size()))
            wrong.push_back(pieces[i]);
    return wrong;
}

} // namespace xspi
