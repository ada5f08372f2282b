// The memory-mapped window of a serial memory controller: decides what the core may fetch, load and store
// there.
//
// Fetches cannot be watched one by one (the CPU executes from a pointer), so entering memory-mapped mode
// compares real reads over the wires with the chip's array, some lines in each chunk of 1 MiB, chosen where
// the array is not blank. If all agree, the window is the array itself. If not, the window is a buffer:
// chunks that agree are copied, the others hold what the wires gave if that was one constant byte, else 0xDE
// (0xDEDE is UDF in Thumb), so that code there faults; every load from such a chunk is a real read over the
// wires and corrects its line.
#pragma once
#include "core/bus.hpp"
#include "core/violations.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vb {

// A mapped load is served from the line that was fetched for the previous one, or from the prefetch FIFO,
// which goes on linearly without end. 32 bytes is the Cortex-M7's cache line and AXI burst.
inline constexpr std::uint32_t kMappedLine = 32;
// The window of a controller in the address map of every STM32.
inline constexpr std::uint64_t kWindowBytes = 256u << 20;

// Whose window it is, and how its violations are named.
struct WindowIdentity {
    std::string controller; // "XSPI2"
    std::uint32_t base = 0;
    const char* registers = ""; // that describe the read
    const char *differs_rule = "", *load_rule = "", *store_rule = "";
};

// What the window asks of its controller.
class WindowHost {
  public:
    virtual ~WindowHost() = default;
    // A load or store arrives: BUSY rises. False: the controller refuses (bus error).
    virtual bool mapped_access(std::uint32_t offset, unsigned size) = 0;
    // False: the read never completes.
    virtual bool mapped_read(std::uint32_t offset, std::span<std::uint8_t> bytes) = 0;
    virtual bool mapped_write(std::uint32_t offset, std::span<const std::uint8_t> bytes) = 0;
    // What the controller makes of a load that the window has served (errata).
    virtual std::uint32_t mapped_value(std::uint32_t, unsigned, std::uint32_t value) { return value; }
    // The core waits for a line: does it follow the previous one?
    virtual void mapped_wait(bool sequential) = 0;
};

class MappedWindow : public BusDevice {
  public:
    MappedWindow(WindowIdentity identity, WindowHost& host, MemoryMap& memory, Violations& violations);

    std::string name() const override { return region_.name; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) override;
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override;
    void reset() override { disarm(); }

    // Adds the region to the memory map, not accessible, backed by the array that is there at reset (empty:
    // no chip).
    void attach(std::span<std::uint8_t> array);
    // Memory-mapped mode begins over that array; `device_bytes` is the size that the controller is told.
    void arm(std::span<std::uint8_t> array, std::uint64_t device_bytes);
    void disarm();
    const MemoryRegion& region() const { return region_; }
    bool shows_array() const { return exact_; }

  private:
    static constexpr std::uint32_t kChunk = 1u << 20;
    static constexpr std::uint32_t kScanStep = 4096;
    static constexpr std::uint8_t kUndefined = 0xDE;

    struct Sampled {
        bool equal;
        std::optional<std::uint8_t> constant;
    };
    Sampled sample_chunk(std::uint32_t start);
    std::vector<std::uint32_t> informative_lines(std::uint32_t start, std::uint32_t end) const;
    std::span<std::uint8_t> scratch(std::uint32_t size);
    bool blank(std::uint32_t offset, std::uint32_t length) const;
    void verify();
    void fill_chunk(std::uint32_t start, const Sampled& sampled);
    bool load_line(std::uint32_t offset);
    void recheck_chunk(std::uint32_t offset);
    bool line_differs(std::uint32_t line, std::span<const std::uint8_t> bytes) const;
    void refuse(const char* what) const;

    WindowIdentity identity_;
    WindowHost& host_;
    MemoryMap& memory_;
    Violations& violations_;
    MemoryRegion region_;
    std::span<const std::uint8_t> array_;
    std::vector<std::uint8_t> scratch_; // what the region shows when it is not the array
    std::vector<bool> good_;            // by chunk, when not exact_
    bool exact_ = false;
    std::uint32_t last_line_ = ~0u;
};

} // namespace vb
