// What the XSPI tests share: a controller wired as on the NUCLEO, and a chip that records its wires.
#pragma once
#include "core/bus.hpp"
#include "core/clocks.hpp"
#include "core/spi-device.hpp"
#include "core/time.hpp"
#include "core/violations.hpp"
#include "ip/xspi/xspi-port.hpp"
#include "ip/xspi/xspi-registers.hpp"
#include "ip/xspi/xspi.hpp"
#include "soc/stm32h7rs/xspi-group.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace xspi_rig {

namespace x = vb::xspi;

// Answers every read from its array, in the protocol it is told to speak; 4-byte addresses when `addressed`.
struct WireChip : vb::SpiDevice {
    unsigned lines = 1;
    bool dtr = false, addressed = false, strobe = true;
    unsigned opcode_bytes = 1, dummy = 0;
    int ready_after = -1; // dummy cycles, when it answers sooner than the controller asks
    std::vector<std::uint8_t> memory = std::vector<std::uint8_t>(1u << 20, 0xFF);

    std::vector<std::vector<std::uint8_t>> driven; // half cycles of each transaction
    std::vector<vb::SpiPins> pins;
    bool selected = false;
    std::uint64_t sampled = 0; // half cycles in this transaction

    void select(const vb::SpiPins& p) override {
        selected = true;
        sampled = 0;
        driven.emplace_back();
        pins.push_back(p);
    }
    void drive(std::span<const std::uint8_t> h) override {
        driven.back().insert(driven.back().end(), h.begin(), h.end());
    }
    bool sample(std::span<std::uint8_t> half) override {
        const std::uint64_t per_byte = dtr ? 8 / lines : 16 / lines,
                            skip = 2 * (ready_after < 0 ? dummy : unsigned(ready_after));
        bool edges = false;
        for (auto& level : half) {
            const std::uint64_t at = sampled++;
            level = 0xFF;
            if (at < skip) continue;
            edges = strobe;
            std::uint64_t index = (at - skip) / per_byte, step = (at - skip) % per_byte;
            if (lines == 8 && dtr) index ^= 1; // D1 before D0
            const std::uint8_t byte = memory[(address() + index) % memory.size()];
            const unsigned shift = 8 - lines * unsigned((dtr ? step : step / 2) + 1);
            const unsigned bits = (byte >> shift) & ((1u << lines) - 1);
            level = lines == 1 ? std::uint8_t(0xFD | bits << 1) : std::uint8_t(bits);
        }
        return edges;
    }
    void exchange(std::span<std::uint8_t>) override {}
    void deselect() override { selected = false; }
    void hardware_reset() override {}
    void power_on() override {}
    std::span<std::uint8_t> array() override { return memory; }

    std::uint32_t address() const {
        if (!addressed) return 0;
        std::uint32_t value = 0;
        const auto& h = driven.back();
        const unsigned step = dtr ? 1 : 2, per_byte = 8 / lines * step;
        for (unsigned i = opcode_bytes * per_byte; i < (opcode_bytes + 4) * per_byte && i < h.size();
             i += step)
            value = value << lines | (h[i] & ((1u << lines) - 1));
        return value;
    }
};

struct Clocks : vb::ClockSource {
    std::uint64_t kernel = 200'000'000, ahb = 300'000'000;
    bool xspi = true, xspim = true;
    std::uint64_t core_hz() const override { return 600'000'000; }
    std::uint64_t ahb_hz() const override { return ahb; }
    std::uint64_t xspi_kernel_hz(unsigned) const override { return kernel; }
    bool xspi_enabled(unsigned) const override { return xspi; }
    bool xspim_enabled() const override { return xspim; }
    bool gpio_enabled(char) const override { return true; }
};
struct Power : vb::PortPower {
    bool powered = true, fast = true, compensation = true;
    bool port_powered(unsigned) const override { return powered; }
    bool high_speed(unsigned) const override { return fast; }
    bool compensated(unsigned) const override { return compensation; }
};
struct GpioPads : vb::Pads {
    std::map<unsigned, vb::PadState> changed; // by pin of port N
    vb::PadState pad(char, unsigned pin) const override {
        auto it = changed.find(pin);
        return it != changed.end() ? it->second : vb::PadState{2, 9, 3, 0, false, false};
    }
};
struct Memory : vb::MemoryMap {
    vb::MemoryRegion* region = nullptr;
    unsigned changes = 0;
    void add_device(std::uint32_t, std::uint32_t, vb::BusDevice&) override {}
    void add_memory(vb::MemoryRegion& r) override { region = &r; }
    void changed(vb::MemoryRegion&, std::uint32_t, std::uint32_t) override { ++changes; }
};
struct Lines : vb::InterruptLines {
    std::map<unsigned, bool> level;
    void set_line(unsigned irq, bool l) override { level[irq] = l; }
};

using S = vb::XspiSignal;

inline std::vector<vb::XspiPin> nucleo_wiring() { // docs/hardware/nucleo-h7s3l8.md, flash
    return {{S::Clk, 'N', 6, 9}, {S::Ncs1, 'N', 1, 9}, {S::Dqs0, 'N', 0, 9}, {S::Io0, 'N', 2, 9},
            {S::Io1, 'N', 3, 9}, {S::Io2, 'N', 4, 9},  {S::Io3, 'N', 5, 9},  {S::Io4, 'N', 8, 9},
            {S::Io5, 'N', 9, 9}, {S::Io6, 'N', 10, 9}, {S::Io7, 'N', 11, 9}};
}

struct Rig {
    vb::Timeline timeline;
    vb::Violations violations{timeline, [] { return 0u; }};
    Clocks clocks;
    Power power;
    GpioPads pads;
    Memory memory, other_memory;
    Lines lines;
    WireChip wire_chip;
    vb::Picoseconds stalled = 0;
    vb::XspiPort port1{1, {}, pads, power, violations, nullptr};
    vb::XspiPort port2;
    vb::Xspim xspim{clocks, violations, port1, port2};
    vb::Xspi xspi1{vb::seat_of(1, xspim), timeline, violations, clocks, other_memory, lines,
                   [](vb::Picoseconds) {}};
    vb::Xspi xspi;

    explicit Rig(vb::SpiDevice* chip = nullptr)
        : port2(2, nucleo_wiring(), pads, power, violations, chip ? chip : &wire_chip),
          xspi(vb::seat_of(2, xspim), timeline, violations, clocks, memory, lines,
               [this](vb::Picoseconds t) { stalled += t; }) {
        xspim.attach(1, [this] { return xspi1.enabled(); });
        xspim.attach(2, [this] { return xspi.enabled(); });
    }

    void write(std::uint32_t offset, std::uint32_t value, unsigned size = 4) {
        xspi.write(offset, size, value, vb::Master::Core);
    }
    std::uint32_t read(std::uint32_t offset, unsigned size = 4) {
        return *xspi.read(offset, size, vb::Master::Core);
    }
    void pass(vb::Picoseconds t) { timeline.advance_to(timeline.now() + t); }
    std::uint32_t sr() { return read(x::kSr); }
    std::uint32_t flags() { return sr() & 0x3F; }
    unsigned level() { return sr() >> 8; }
    bool violated(const std::string& rule) const {
        const auto& all = violations.all();
        return std::any_of(all.begin(), all.end(), [&](const vb::Violation& v) { return v.rule == rule; });
    }
    std::string violated_rules() const {
        std::string text;
        for (const auto& v : violations.all()) text += v.rule + " " + v.what + "\n";
        return text;
    }

    // As ST's boot does: 50 MHz, Macronix, 32 MiB (or DEVSIZE given), enabled, threshold 4.
    void set_up(unsigned prescaler = 3, unsigned devsize = 24) {
        write(x::kDcr1, 1u << 24 | devsize << 16 | 1u << 8);
        write(x::kDcr2, prescaler);
        write(x::kCr, 3u << 8);
        write(x::kCr, 3u << 8 | x::cr::EN);
    }
    void mode(unsigned fmode, std::uint32_t more = 0) {
        write(x::kCr, 3u << 8 | x::cr::EN | fmode << 28 | more);
    }
};

inline constexpr std::uint32_t kInstruction1 = 0x1, kAddress1x32 = 0x3100, kData1 = 1u << 24;
// 8D-8D-8D with a 2-byte instruction and a 4-byte address, data with DQS.
inline constexpr std::uint32_t kOctalInstruction = 0x1C, kOctalAddress = 0x3C00, kDataDtr = 1u << 27,
                               kOctalData = 0xC000000, kDqs = 1u << 29;
inline constexpr std::uint32_t kDhqc = 1u << 28;
inline constexpr std::uint32_t kOctalRead = kOctalInstruction | kOctalAddress | kOctalData | kDqs;

} // namespace xspi_rig
