// What the QUADSPI tests share: a controller wired as on the WeAct boards, and chips that record their wires.
#pragma once
#include "core/bus.hpp"
#include "core/clocks.hpp"
#include "core/spi-device.hpp"
#include "core/time.hpp"
#include "core/violations.hpp"
#include "ip/quadspi/quadspi.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace quadspi_rig {

namespace q = vb::quadspi;
using Bytes = std::vector<std::uint8_t>;

// Answers every read from its memory, on as many lines as it is told, from the address that it was sent (24
// bits on `address_lines`, after an instruction of `opcode_clocks`).
struct WireChip : vb::SpiDevice {
    unsigned lines = 1, dummy = 0, opcode_clocks = 8, address_lines = 0;
    bool dtr = false;
    Bytes memory = Bytes(1u << 20, 0xFF);

    std::vector<Bytes> wires; // half cycles of each transaction
    std::vector<vb::SpiPins> pins;
    Bytes before; // what the last sample() found in its buffer
    bool selected = false;
    std::uint64_t sampled = 0;

    void select(const vb::SpiPins& p) override {
        selected = true;
        sampled = 0;
        wires.emplace_back();
        pins.push_back(p);
    }
    void drive(std::span<const std::uint8_t> h) override {
        wires.back().insert(wires.back().end(), h.begin(), h.end());
    }
    bool sample(std::span<std::uint8_t> half) override {
        before.assign(half.begin(), half.end());
        const std::uint64_t per_byte = (dtr ? 8 : 16) / lines, skip = 2 * dummy;
        for (auto& level : half) {
            const std::uint64_t at = sampled++;
            level = 0xFF;
            if (at < skip) continue;
            const std::uint64_t index = (at - skip) / per_byte, step = (at - skip) % per_byte;
            const std::uint8_t byte = memory[(address() + index) % memory.size()];
            const unsigned shift = 8 - lines * unsigned((dtr ? step : step / 2) + 1);
            const unsigned bits = (byte >> shift) & ((1u << lines) - 1);
            level = lines == 1 ? std::uint8_t(0xFD | bits << 1) : std::uint8_t(bits);
        }
        return false;
    }
    void exchange(std::span<std::uint8_t>) override {}
    std::uint8_t driven() const override { return lines == 1 ? 0x02 : lines == 2 ? 0x03 : 0x0F; }
    void deselect() override { selected = false; }
    void hardware_reset() override {}
    void power_on() override {}
    std::span<std::uint8_t> array() override { return memory; }

    std::uint32_t address() const {
        if (!address_lines) return 0;
        std::uint32_t value = 0;
        const Bytes& h = wires.back();
        const std::size_t step = dtr ? 1 : 2, first = 2 * opcode_clocks,
                          end = first + 24 / address_lines * step;
        for (std::size_t i = first; i < end && i < h.size(); i += step)
            value = value << address_lines | (h[i] & ((1u << address_lines) - 1));
        return value;
    }
};

// The levels of IO0 on the rising edges, as bytes.
inline Bytes serial(const Bytes& half_cycles) {
    Bytes out;
    for (std::size_t i = 0; i + 15 < half_cycles.size(); i += 16) {
        unsigned byte = 0;
        for (unsigned b = 0; b < 8; ++b) byte = byte << 1 | (half_cycles[i + 2 * b] & 1);
        out.push_back(std::uint8_t(byte));
    }
    return out;
}

struct Pads : vb::Pads {
    std::map<std::pair<char, unsigned>, vb::PadState> changed;
    vb::PadState pad(char port, unsigned pin) const override {
        auto it = changed.find({port, pin});
        if (it != changed.end()) return it->second;
        const bool tenth = (port == 'B' && pin == 6) || port == 'E';
        return {2, tenth && !(port == 'E' && pin == 2) ? 10u : 9u, 3, 0, false, false};
    }
};
struct Memory : vb::MemoryMap {
    vb::MemoryRegion* region = nullptr;
    void add_device(std::uint32_t, std::uint32_t, vb::BusDevice&) override {}
    void add_memory(vb::MemoryRegion& r) override { region = &r; }
    void changed(vb::MemoryRegion&, std::uint32_t, std::uint32_t) override {}
};
struct Lines : vb::InterruptLines {
    std::map<unsigned, bool> level;
    void set_line(unsigned irq, bool l) override { level[irq] = l; }
};

// ST's open pin data for the H743: the pins of the WeAct boards for bank 1, of port E for bank 2.
inline vb::QuadspiSeat bank1(vb::SpiDevice* chip) {
    return {chip,
            {'B', 2, 9, {}},
            {'B', 6, 10, true},
            {{{'D', 11, 9, {}}, {'D', 12, 9, {}}, {'E', 2, 9, {}}, {'D', 13, 9, {}}}}};
}
inline vb::QuadspiSeat bank2(vb::SpiDevice* chip) {
    return {chip,
            {'B', 2, 9, {}},
            {'C', 11, 9, {}},
            {{{'E', 7, 10, {}}, {'E', 8, 10, {}}, {'E', 9, 10, {}}, {'E', 10, 10, {}}}}};
}

struct Rig {
    vb::Timeline timeline;
    vb::Violations violations{timeline, [] { return 0u; }};
    Pads pads;
    Memory memory;
    Lines lines;
    WireChip one, two;
    std::uint64_t kernel = 100'000'000;
    bool clocked = true, hung = false;
    vb::Picoseconds stalled = 0;
    vb::Quadspi quadspi;

    struct Choice {
        bool second = false;             // a chip on bank 2, too
        vb::Picoseconds select_high = 0; // that the chip wants after a read
        q::Errata errata{};
        vb::SpiDevice* chip = nullptr; // instead of `one`
    };
    Rig() : Rig(Choice{}) {}
    explicit Rig(const Choice& choice) : quadspi(timeline, violations, pads, memory, lines, wiring(choice)) {
        quadspi.reset();
    }

    vb::QuadspiWiring wiring(const Choice& choice) {
        vb::QuadspiWiring w;
        w.enable_bit = "RCC_AHB3ENR.QSPIEN";
        w.clocked = [this] { return clocked; };
        w.kernel_hz = [this] { return kernel; };
        w.stall = [this](vb::Picoseconds t) { stalled += t; };
        w.hang = [this] { hung = true; };
        w.seats = {bank1(choice.chip ? choice.chip : &one), bank2(choice.second ? &two : nullptr)};
        w.seats[0].high_after_read = choice.select_high;
        w.errata = choice.errata;
        return w;
    }
    void write(std::uint32_t offset, std::uint32_t value, unsigned size = 4) {
        quadspi.write(offset, size, value, vb::Master::Core);
    }
    std::uint32_t read(std::uint32_t offset, unsigned size = 4) {
        return quadspi.read(offset, size, vb::Master::Core).value_or(0xBADBADBA);
    }
    Bytes read_bytes(unsigned count) {
        Bytes got;
        for (unsigned i = 0; i < count; ++i) got.push_back(std::uint8_t(read(q::kDr, 1)));
        return got;
    }
    std::optional<std::uint32_t> load(std::uint32_t offset, unsigned size = 4) {
        if (!memory.region->accessible || offset + size > memory.region->bytes.size()) return std::nullopt;
        return memory.region->on_read->read(offset, size, vb::Master::Core);
    }
    void pass(vb::Picoseconds t) { timeline.advance_to(timeline.now() + t); }
    std::uint32_t sr() { return read(q::kSr); }
    std::uint32_t flags() { return sr() & 0x3F; }
    bool busy() { return sr() & q::sr::BUSY; }
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
    // 50 MHz, 1 MiB or FSIZE given, NCS high for 5 clocks, threshold 4, enabled.
    void set_up(std::uint32_t more = 0, unsigned prescaler = 1, unsigned fsize = 19) {
        write(q::kDcr, fsize << 16 | 4u << 8);
        write(q::kCr, prescaler << 24 | 3u << 8 | more);
        write(q::kCr, prescaler << 24 | 3u << 8 | more | q::cr::EN);
    }
    void command(std::uint32_t ccr) { write(q::kCcr, ccr); }
};

// CCR as one writes it in words: modes 1, 2, 3 for 1, 2, 4 lines.
constexpr std::uint32_t instruction(std::uint32_t opcode, unsigned mode = 1) { return opcode | mode << 8; }
constexpr std::uint32_t address24(unsigned mode) { return mode << 10 | 2u << 12; }
constexpr std::uint32_t alternate(unsigned mode, unsigned bytes) { return mode << 14 | (bytes - 1) << 16; }
constexpr std::uint32_t dummies(unsigned cycles) { return cycles << 18; }
constexpr std::uint32_t data(unsigned mode) { return mode << 24; }
constexpr std::uint32_t fmode(unsigned mode) { return mode << 26; }

inline void fill(WireChip& chip, unsigned salt = 0) {
    for (std::size_t i = 0; i < chip.memory.size(); ++i)
        chip.memory[i] = std::uint8_t(i * 37 + (i >> 8) + salt);
}

} // namespace quadspi_rig
