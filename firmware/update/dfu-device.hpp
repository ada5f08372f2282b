// The device's side of DFU 1.1 with DfuSe's commands: states, answers and poll times. Carries no data itself.
#pragma once
#include "firmware/update/dfu-protocol.hpp"
#include "firmware/update/writer.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace firmware::update {

struct Answer {
    enum class Kind : std::uint8_t {
        Stall,
        Acknowledge, // no data
        Send,        // `data` to the host
        Receive,     // the host's data into `room`
        Later        // later() has it
    };
    Kind kind = Kind::Stall;
    std::span<const std::uint8_t> data = {};
    std::span<std::uint8_t> room = {};
};

class DfuDevice {
  public:
    DfuDevice(Writer& writer, std::span<const Area, Writer::kAreas> areas) : writer_(writer), areas_(areas) {}

    // A request of the class. now: microseconds, modulo 2^32.
    Answer request(DfuRequest request, std::uint16_t value, std::uint16_t length, std::uint32_t now);
    void received(std::uint32_t now); // the data that Receive asked for are there
    // The answer to the last request, which was Later; Later again: not yet.
    Answer later();
    Answer set_alternate(std::uint16_t number);
    std::uint8_t alternate() const { return alternate_; }
    void restart(); // the bus was reset, or the cable is gone
    // The last answer was the last one: once it is out, the application is to be started.
    bool leaving() const { return state_ == DfuState::Manifest; }

    DfuState state() const { return state_; }

  private:
    Answer download(std::uint16_t block, std::uint16_t length);
    Answer upload(std::uint16_t block, std::uint16_t length);
    Answer get_status(std::uint32_t now);
    Answer clear_status();
    Answer abort();
    Answer after_download(std::uint32_t now);
    Answer status_when_idle();
    Answer refuse(DfuStatus status); // stalls
    void fail(DfuStatus status);     // what was downloaded so far shall not start
    Answer status_answer(DfuState state, std::uint32_t poll_us);
    void command(std::span<const std::uint8_t> bytes, std::uint32_t now);
    bool erase(std::uint32_t now);

    enum class Waiting : std::uint8_t { Nothing, Upload, Abort, Manifest, Alternate, Status };

    Writer& writer_;
    std::span<const Area, Writer::kAreas> areas_;
    DfuState state_ = DfuState::Idle;
    DfuStatus status_ = DfuStatus::Ok;
    std::uint8_t alternate_ = 0;
    std::uint32_t pointer_ = 0;
    std::uint32_t upload_size_ = 0;        // of a block of the upload under way; 0: the next one says it
    std::uint16_t block_ = 0, length_ = 0; // of the download under way
    bool arrived_ = false;                 // its data are here
    bool first_status_ = false;            // of a command
    bool erase_waits_ = false;             // there was no room for it
    bool mass_erase_ = false;
    bool changed_ = false; // since the last end of a download
    bool goes_on_ = false; // perhaps: the host has chosen a memory in the middle of a download
    Waiting waiting_ = Waiting::Nothing;
    std::array<std::uint8_t, 6> reply_{};
};

} // namespace firmware::update
