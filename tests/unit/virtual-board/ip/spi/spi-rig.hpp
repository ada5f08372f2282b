// What the SPI tests share: a master wired as on the WeAct boards (SCK PB3, MISO PB4, MOSI PD7, NSS PD6), and
// a chip that records its wires.
#pragma once
#include "core/bus.hpp"
#include "core/clocks.hpp"
#include "core/spi-device.hpp"
#include "core/time.hpp"
#include "core/violations.hpp"
#include "ip/spi/spi-v2.hpp"
#include "ip/spi/spi.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace spi_rig {

using Bytes = std::vector<std::uint8_t>;

// Takes SI with every clock, and gives `reply` on SO, most significant bit first.
struct WireChip : vb::SpiDevice {
    Bytes reply;
    bool answers = true;
    std::vector<std::vector<bool>> heard; // bits of each transaction
    std::vector<vb::SpiPins> pins;
    std::uint8_t levels = 0; // in the last clock
    bool selected = false;
    std::size_t clocks = 0, sampled = 0;

    void select(const vb::SpiPins& p) override {
        selected = true;
        clocks = 0;
        pins.push_back(p);
        heard.emplace_back();
    }
    void drive(std::span<const std::uint8_t>) override {}
    void exchange(std::span<std::uint8_t> half) override {
        for (std::size_t i = 0; i < half.size(); i += 2) {
            heard.back().push_back(half[i] & 1);
            levels = half[i];
        }
        answer(half);
    }
    bool sample(std::span<std::uint8_t> half) override {
        sampled += half.size() / 2;
        answer(half);
        return false;
    }
    void answer(std::span<std::uint8_t> half) {
        for (std::size_t i = 0; i < half.size(); i += 2, ++clocks) {
            const bool bit = clocks / 8 < reply.size() && (reply[clocks / 8] >> (7 - clocks % 8) & 1);
            half[i] = half[i + 1] = answers ? std::uint8_t(0xFD | bit << 1) : 0xFF;
        }
    }
    std::uint8_t driven() const override { return answers ? 0x02 : 0; }
    void deselect() override { selected = false; }
    void hardware_reset() override {}
    void power_on() override {}
    std::span<std::uint8_t> array() override { return {}; }

    Bytes bytes(std::size_t transaction = 0) const { // whole ones
        Bytes out;
        if (transaction >= heard.size()) return out;
        const auto& bits = heard[transaction];
        for (std::size_t i = 0; i + 8 <= bits.size(); i += 8) {
            unsigned byte = 0;
            for (std::size_t b = 0; b < 8; ++b) byte = byte << 1 | unsigned(bits[i + b]);
            out.push_back(std::uint8_t(byte));
        }
        return out;
    }
};

struct Pads : vb::Pads {
    std::map<std::pair<char, unsigned>, vb::PadState> changed;
    vb::PadState pad(char port, unsigned pin) const override {
        const auto it = changed.find({port, pin});
        if (it != changed.end()) return it->second;
        return {2, 5, 3, 0, false, false};
    }
};
struct Lines : vb::InterruptLines {
    std::map<unsigned, bool> level;
    void set_line(unsigned irq, bool l) override { level[irq] = l; }
};

constexpr vb::PadState kOutputLow{1, 0, 0, 0, false, false}, kOutputHigh{1, 0, 0, 0, true, false};

inline vb::SpiSeat seat(vb::SpiDevice* chip) {
    vb::SpiSeat seat;
    seat.chip = chip;
    seat.sck = {'B', 3, 5, {}};
    seat.miso = {'B', 4, 5, {}};
    seat.mosi = {'D', 7, 5, {}};
    seat.nss = {'D', 6, {}, true};
    seat.tied_high = 0x0C;
    return seat;
}

// Kernel clock 100 MHz.
struct Bench {
    vb::Timeline timeline;
    vb::Violations violations{timeline, [] { return 0u; }};
    Pads pads;
    Lines lines;
    WireChip chip;
    std::uint64_t kernel = 100'000'000;
    bool clocked = true;

    vb::SpiWiring wiring() {
        vb::SpiWiring w;
        w.enable_bit = "RCC_APB2ENR.SPI1EN";
        w.clocked = [this] { return clocked; };
        w.kernel_hz = [this] { return kernel; };
        w.limits.highest_hz = 60'000'000;
        return w;
    }
    bool violated(const std::string& rule) const {
        const auto& all = violations.all();
        return std::any_of(all.begin(), all.end(), [&](const vb::Violation& v) { return v.rule == rule; });
    }
    std::string violated_rules() const {
        std::string text;
        for (const auto& v : violations.all()) text += v.rule + " " + v.what + "\n";
        return text;
    }
};

template <typename Master> struct Rig : Bench {
    Master spi;

    template <typename... Kind> explicit Rig(Kind... kind)
        : spi(kind..., timeline, violations, pads, lines, wiring()) {
        spi.reset();
        set_pad('D', 6, kOutputHigh);
    }
    void solder() { spi.solder(seat(&chip)); }
    void write(std::uint32_t offset, std::uint32_t value, unsigned size = 4) {
        spi.write(offset, size, value, vb::Master::Core);
    }
    std::uint32_t read(std::uint32_t offset, unsigned size = 4) {
        return spi.read(offset, size, vb::Master::Core).value_or(0xBADBADBA);
    }
    void set_pad(char port, unsigned pin, vb::PadState state) {
        pads.changed[{port, pin}] = state;
        spi.pads_changed();
    }
    void select() { set_pad('D', 6, kOutputLow); }
    void deselect() { set_pad('D', 6, kOutputHigh); }
    void pass(vb::Picoseconds t) { timeline.advance_to(timeline.now() + t); }
    void pass_ns(std::uint64_t t) { pass(t * vb::kPerNanosecond); }
};

// F4 and F7, ready at 50 MHz: 20 ns a bit.
struct OldRig : Rig<vb::Spi> {
    explicit OldRig(vb::SpiKind kind = vb::SpiKind::F4) : Rig(kind) { solder(); }
    static constexpr std::uint32_t kMaster = vb::spi::cr1::MSTR | vb::spi::cr1::SSM | vb::spi::cr1::SSI;
    void set_up(std::uint32_t more = 0, std::uint32_t cr2 = 0) {
        if (cr2) write(vb::spi::kCr2, cr2);
        write(vb::spi::kCr1, kMaster | more);
        write(vb::spi::kCr1, kMaster | more | vb::spi::cr1::SPE);
    }
    std::uint32_t sr() { return read(vb::spi::kSr, 2); }
    void send(std::uint32_t value, unsigned size = 1) { write(vb::spi::kDr, value, size); }
    std::uint32_t receive(unsigned size = 1) { return read(vb::spi::kDr, size); }
    // One byte after the other, as simple software does it.
    Bytes transfer(const Bytes& out) {
        Bytes in;
        for (std::uint8_t byte : out) {
            send(byte);
            pass_ns(160);
            in.push_back(std::uint8_t(receive()));
        }
        return in;
    }
};

// H7, at 50 MHz, AFCNTR, packets of one byte.
struct NewRig : Rig<vb::SpiV2> {
    NewRig() { solder(); }
    static constexpr std::uint32_t kCfg1 = 7, kMaster = vb::spi_v2::cfg2::MASTER | vb::spi_v2::cfg2::SSM |
                                                        vb::spi_v2::cfg2::AFCNTR;
    void set_up(std::uint32_t count, std::uint32_t cfg2 = 0, std::uint32_t cfg1 = kCfg1,
                std::uint32_t cr1 = 0) {
        write(vb::spi_v2::kCr1, vb::spi_v2::cr1::SSI | cr1);
        write(vb::spi_v2::kCfg1, cfg1);
        write(vb::spi_v2::kCfg2, kMaster | cfg2);
        write(vb::spi_v2::kCr2, count);
        enable(cr1);
    }
    void enable(std::uint32_t cr1 = 0) {
        write(vb::spi_v2::kCr1, vb::spi_v2::cr1::SSI | vb::spi_v2::cr1::SPE | cr1);
    }
    void disable() { write(vb::spi_v2::kCr1, vb::spi_v2::cr1::SSI); }
    void start() { write(vb::spi_v2::kCr1, read(vb::spi_v2::kCr1) | vb::spi_v2::cr1::CSTART); }
    std::uint32_t sr() { return read(vb::spi_v2::kSr); }
    void send(std::uint32_t value, unsigned size = 1) { write(vb::spi_v2::kTxdr, value, size); }
    std::uint32_t receive(unsigned size = 1) { return read(vb::spi_v2::kRxdr, size); }
};

} // namespace spi_rig
