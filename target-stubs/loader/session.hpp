// A memory of a board, as the functions of a loader work on it. It lasts from one Init to the next, in the
// image's own RAM.
#pragma once
#include "flash-library/core/timebase.hpp"
#include "flash-library/core/window-guard.hpp"
#include "target-stubs/loader-facts.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace xspi::loader {

// Offsets count from the memory's first byte. What returns false has failed, and the memory may hold anything
// of what was to be erased or programmed.
class Session {
  public:
    // At the beginning of each call: nothing reads ahead in windows that are closed.
    void enter() const { guard_.start(facts_.closed); }
    // The clocks, then the memory. False: another microcontroller, or the memory cannot be found.
    bool start();
    // Whole sectors; what is erased is read back.
    bool erase(std::uint32_t offset, std::uint32_t size);
    bool erase_all();
    bool program(std::uint32_t offset, std::span<const std::uint8_t> data); // and read back
    bool read(std::uint32_t offset, std::span<std::uint8_t> data);
    // The first byte that differs, or `size` of the data; nothing where the memory cannot be read.
    bool compare(std::uint32_t offset, std::span<const std::uint8_t> data, std::uint32_t& same);
    bool holds_only(std::uint32_t offset, std::uint32_t size, std::uint8_t value);
    // Bytes from there on, added up.
    bool add_up(std::uint32_t offset, std::uint32_t size, std::uint32_t& sum);
    // As code executes it, and as a probe reads it; afresh.
    virtual bool map() = 0;

  protected:
    explicit Session(const Facts& facts) : facts_(facts), timebase_(facts.initial_core_hz) {} // outlives this
    ~Session() = default;

    virtual bool find() = 0; // clocks and port are up
    virtual bool erase_range(std::uint32_t offset, std::uint32_t size) = 0;
    virtual bool erase_whole() = 0;
    virtual bool program_range(std::uint32_t offset, std::span<const std::uint8_t> data) = 0;
    virtual bool read_range(std::uint32_t offset, std::span<std::uint8_t> data) = 0; // it is mapped
    virtual void beat() = 0; // feeds the watchdog that an application may have started

    const Facts& facts_;
    Timebase timebase_;
    WindowGuard guard_;

  private:
    bool inside(std::uint32_t offset, std::size_t size) const {
        return offset <= facts_.size && size <= facts_.size - offset;
    }
    bool is_the_boards() const;
    // look(position, bytes) until it returns false. False: the memory cannot be read.
    template <typename Look> bool look_through(std::uint32_t offset, std::uint32_t size, Look look);

    std::array<std::uint8_t, 512> held_{};
};

} // namespace xspi::loader
