#include "firmware/update/dfu-device.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace firmware::update {

namespace {
using Kind = Answer::Kind;
constexpr Answer kAcknowledge{.kind = Kind::Acknowledge};
constexpr Answer kLater{.kind = Kind::Later};

constexpr std::array<std::uint8_t, 3> kCommands{kGetCommands, kSetAddress, kErase};
} // namespace

Answer DfuDevice::request(DfuRequest request, std::uint16_t value, std::uint16_t length, std::uint32_t now) {
    waiting_ = Waiting::Nothing;
    if (std::exchange(goes_on_, false) && request != DfuRequest::Download) {
        restart();
        if (request == DfuRequest::GetStatus) return status_when_idle();
    }
    switch (request) {
    case DfuRequest::Download: return download(value, length);
    case DfuRequest::Upload: return upload(value, length);
    case DfuRequest::GetStatus: return get_status(now);
    case DfuRequest::ClearStatus: return clear_status();
    case DfuRequest::Abort: return abort();
    case DfuRequest::GetState:
        reply_[0] = static_cast<std::uint8_t>(state_);
        return {.kind = Kind::Send, .data = std::span(reply_).first<1>()};
    case DfuRequest::Detach: break;
    }
    return refuse(DfuStatus::ErrStalledPacket);
}

void DfuDevice::fail(DfuStatus status) {
    state_ = DfuState::Error;
    status_ = status;
    writer_.cancel();
}

Answer DfuDevice::refuse(DfuStatus status) {
    fail(status);
    return {};
}

// ---- Download

Answer DfuDevice::download(std::uint16_t block, std::uint16_t length) {
    if (state_ != DfuState::Idle && state_ != DfuState::DownloadIdle)
        return refuse(DfuStatus::ErrStalledPacket);
    if (length == 0) {
        writer_.finish(true);
        state_ = DfuState::ManifestSync;
        return kAcknowledge;
    }
    if (length > kTransferSize || !writer_.takes_block()) return refuse(DfuStatus::ErrStalledPacket);
    block_ = block;
    length_ = length;
    arrived_ = false;
    state_ = DfuState::DownloadSync;
    return {.kind = Kind::Receive, .room = writer_.free_slot().first(length)};
}

void DfuDevice::received(std::uint32_t now) {
    if (state_ != DfuState::DownloadSync || arrived_) return;
    arrived_ = true;
    first_status_ = block_ < kFirstDataBlock;
    erase_waits_ = mass_erase_ = false;
    if (block_ == 0) return command(writer_.free_slot().first(length_), now);
    if (block_ < kFirstDataBlock) return fail(DfuStatus::ErrStalledPacket);
    const std::uint32_t before = std::uint32_t{block_} - kFirstDataBlock;
    const std::uint32_t address = pointer_ + before * kTransferSize;
    if (const DfuStatus status = writer_.block(alternate_, address, length_); status != DfuStatus::Ok)
        fail(status);
    changed_ = true;
}

void DfuDevice::command(std::span<const std::uint8_t> bytes, std::uint32_t now) {
    constexpr std::size_t kWithAddress = 5;
    std::uint32_t address = 0;
    if (bytes.size() == kWithAddress) std::memcpy(&address, bytes.data() + 1, sizeof(address));
    if (bytes[0] == kSetAddress && bytes.size() == kWithAddress) {
        pointer_ = address;
        upload_size_ = 0;
    } else if (bytes[0] == kErase && bytes.size() == kWithAddress) {
        pointer_ = address;
        erase_waits_ = !erase(now);
        changed_ = true;
    } else if (bytes[0] == kErase && bytes.size() == 1) {
        mass_erase_ = changed_ = true;
        if (const DfuStatus status = writer_.erase_all(alternate_, now); status != DfuStatus::Ok)
            fail(status);
    } else if (!(bytes[0] == kGetCommands && bytes.size() == 1)) {
        // Nothing here is protected against reading, so there is nothing to lift.
        fail(bytes[0] == kReadUnprotect ? DfuStatus::ErrVendor : DfuStatus::ErrStalledPacket);
    }
}

// False: there is no room for it at present.
bool DfuDevice::erase(std::uint32_t now) {
    if (!writer_.takes_erase(alternate_)) return false;
    if (const DfuStatus status = writer_.erase(alternate_, pointer_, now); status != DfuStatus::Ok)
        fail(status);
    return true;
}

// ---- Upload

Answer DfuDevice::upload(std::uint16_t block, std::uint16_t length) {
    if (state_ != DfuState::Idle && state_ != DfuState::UploadIdle)
        return refuse(DfuStatus::ErrStalledPacket);
    if (length > kTransferSize || block == 1) return refuse(DfuStatus::ErrStalledPacket);
    if (block == 0) {
        const std::size_t size = std::min<std::size_t>(length, kCommands.size());
        return {.kind = Kind::Send, .data = std::span(kCommands).first(size)};
    }
    // The host's blocks may be smaller than ours; it says the size with the first one.
    if (upload_size_ == 0) upload_size_ = length;
    const std::uint64_t before = std::uint64_t{block} - kFirstDataBlock;
    const std::uint64_t address = pointer_ + before * upload_size_;
    if (areas_[alternate_].find(pointer_) == nullptr || address > 0xFFFFFFFF)
        return refuse(DfuStatus::ErrAddress);
    const auto at = static_cast<std::uint32_t>(address);
    const std::uint32_t size = std::min<std::uint32_t>(length, areas_[alternate_].room(at, false));
    state_ = size == length ? DfuState::UploadIdle : DfuState::Idle;
    if (size == 0) return {.kind = Kind::Send};
    writer_.read(alternate_, at, size);
    waiting_ = Waiting::Upload;
    return kLater;
}

// ---- States

Answer DfuDevice::status_answer(DfuState state, std::uint32_t poll_us) {
    const std::uint32_t poll_ms = (poll_us + 999) / 1000;
    reply_ = {static_cast<std::uint8_t>(status_),      static_cast<std::uint8_t>(poll_ms),
              static_cast<std::uint8_t>(poll_ms >> 8), static_cast<std::uint8_t>(poll_ms >> 16),
              static_cast<std::uint8_t>(state),        0};
    return {.kind = Kind::Send, .data = reply_};
}

Answer DfuDevice::get_status(std::uint32_t now) {
    if (writer_.error() != DfuStatus::Ok && state_ != DfuState::Error) fail(writer_.error());
    if (state_ == DfuState::DownloadSync && arrived_) return after_download(now);
    if (state_ == DfuState::ManifestSync) {
        waiting_ = Waiting::Manifest;
        return later();
    }
    return status_answer(state_, 0);
}

// Hosts give up after a hundred zeroes in a row; so what is not done says how long it takes. A command wants
// to be busy once, whatever it is.
Answer DfuDevice::after_download(std::uint32_t now) {
    constexpr std::uint32_t kShortestUs = 1'000;
    if (erase_waits_) erase_waits_ = !erase(now);
    if (state_ == DfuState::Error) return status_answer(state_, 0);
    std::uint32_t poll_us = 0;
    if (mass_erase_ && !writer_.idle())
        poll_us = std::max(kShortestUs, writer_.remaining_us(now));
    else if (erase_waits_ || !writer_.takes_block())
        poll_us = std::max(kShortestUs, writer_.until_slot_is_free_us(now));
    if (poll_us == 0 && !first_status_) {
        state_ = DfuState::DownloadIdle;
        return status_answer(state_, 0);
    }
    first_status_ = false;
    return status_answer(DfuState::DownloadBusy, poll_us);
}

Answer DfuDevice::status_when_idle() {
    waiting_ = Waiting::Status;
    return later();
}

Answer DfuDevice::clear_status() {
    if (state_ == DfuState::Error) {
        state_ = DfuState::Idle;
        status_ = DfuStatus::Ok;
        writer_.restart();
        changed_ = false;
        return kAcknowledge;
    }
    return refuse(DfuStatus::ErrStalledPacket);
}

// How a download ends whose host does not ask the application to be started: only then is it programmed to
// its end.
Answer DfuDevice::abort() {
    const bool whole = state_ == DfuState::DownloadIdle;
    if (!whole && state_ != DfuState::Idle && state_ != DfuState::DownloadSync &&
        state_ != DfuState::UploadIdle)
        return refuse(DfuStatus::ErrStalledPacket);
    state_ = DfuState::Idle;
    if (!whole) writer_.cancel();
    if (!changed_ || !whole) return kAcknowledge;
    writer_.finish(false);
    waiting_ = Waiting::Abort;
    return kLater;
}

Answer DfuDevice::later() {
    if (!writer_.idle()) return kLater;
    const Waiting waiting = waiting_;
    waiting_ = Waiting::Nothing;
    if (waiting == Waiting::Upload && writer_.error() == DfuStatus::Ok)
        return {.kind = Kind::Send, .data = writer_.read_bytes()};
    if (waiting == Waiting::Upload) return refuse(writer_.error());
    changed_ = false;
    if (writer_.error() != DfuStatus::Ok) fail(writer_.error());
    if (waiting == Waiting::Manifest && state_ != DfuState::Error) state_ = DfuState::Manifest;
    if (waiting == Waiting::Manifest || waiting == Waiting::Status) return status_answer(state_, 0);
    return kAcknowledge;
}

// In the middle of a download either its file goes on with the other memory, and the next request is of the
// download, or the host was started again, which asks for the status first.
Answer DfuDevice::set_alternate(std::uint16_t number) {
    if (number >= areas_.size()) return {};
    alternate_ = static_cast<std::uint8_t>(number);
    if (state_ == DfuState::DownloadIdle && changed_) {
        goes_on_ = true;
        return kAcknowledge;
    }
    restart();
    if (writer_.idle()) return kAcknowledge;
    waiting_ = Waiting::Alternate;
    return kLater;
}

void DfuDevice::restart() {
    writer_.restart();
    state_ = DfuState::Idle;
    status_ = DfuStatus::Ok;
    upload_size_ = 0;
    changed_ = goes_on_ = false;
    waiting_ = Waiting::Nothing;
}

} // namespace firmware::update
