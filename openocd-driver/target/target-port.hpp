// What the driver needs of a debugged target. OpenOcdTarget is the real one; unit tests have their own.
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace xspi {

// One of several that go out together: a write of `out`, or a read into `in`. Whole words.
struct Access {
    std::uint32_t address = 0;
    std::span<const std::uint8_t> out;
    std::span<std::uint8_t> in = {};
};

// Bytes that move fastest at once, and multiples of them.
inline constexpr std::uint32_t kTransferUnit = 2 * 6144;

class TargetPort {
  public:
    virtual ~TargetPort() = default;
    // Throw Failure (XSPI-02xx) when the probe or the target does not answer.
    virtual void read(std::uint32_t address, std::span<std::uint8_t> data) = 0;
    virtual void write(std::uint32_t address, std::span<const std::uint8_t> data) = 0;
    // In their order, by as few commands of the probe as it can: each of them takes as long as hundreds of
    // words. For some dozens of words; a long row of them moves faster by itself.
    virtual void access(std::span<const Access> accesses);
    virtual bool halted() = 0;
    virtual void halt() = 0;
    // `reset halt`, with all that scripts do for it. Throws Failure XSPI-1344.
    virtual void reset_halt() = 0;
    virtual void poll() = 0;
    virtual void start(std::uint32_t entry, std::uint32_t stack) = 0;
    // Until the code that start() started stops at its own breakpoint; registers are put back. False: it did
    // not stop by itself within that time and was halted.
    virtual bool wait_stopped(unsigned timeout_ms) = 0;
    // Whether a poll() found that somebody else reset the core since it was first seen halted.
    virtual bool was_reset() = 0;
    virtual void keep_alive() = 0;
    virtual void pause(unsigned ms) = 0; // keeps gdb patient meanwhile
    virtual std::int64_t milliseconds() = 0;
    virtual bool interrupted() = 0; // Ctrl-C
    virtual std::string name() = 0;

    // Until two looks in a row agree; a register may move by itself, so after some looks the last one counts.
    std::uint32_t read_word(std::uint32_t address);
    // Once: for registers where a second write does something else.
    void write_word(std::uint32_t address, std::uint32_t value);
    // Until the bits of `mask` are read back as written, some times at most.
    void put_word(std::uint32_t address, std::uint32_t value, std::uint32_t mask = 0xFFFFFFFF);
};

} // namespace xspi
