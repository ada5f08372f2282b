// An OTG core with all that it needs, brought up as RM0433 says, and the host's packets at its other end.
#pragma once
#include "ip/otg/otg-registers.hpp"
#include "ip/otg/otg.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

#include <array>

namespace vb::test {

inline constexpr std::array<std::uint8_t, 8> kGetStatus = {0x80, 0, 0, 0, 0, 0, 2, 0};

struct OtgBench : RegisterBench {
    std::optional<OtgTrouble> clock, supply, sleep;
    std::uint64_t ahb = 64'000'000;
    bool clocked = true, vbus = false, line = false;
    Otg core;
    OtgFifoWindows windows;

    explicit OtgBench(const OtgKind& kind = h74x_otg())
        : core("OTG", kind, timeline, violations, wiring()), windows(core, violations) {
        core.reset();
    }
    OtgWiring wiring() {
        OtgWiring wiring;
        wiring.clocked = [this] { return clocked; };
        wiring.ahb_hz = [this] { return ahb; };
        wiring.clock_trouble = [this] { return clock; };
        wiring.supply_trouble = [this] { return supply; };
        wiring.sleep_trouble = [this] { return sleep; };
        wiring.vbus_pin = [this] { return vbus; };
        wiring.interrupt = [this](bool level) { line = level; };
        return wiring;
    }

    void set(std::uint32_t offset, std::uint32_t bits) { change(core, offset, 0, bits); }
    std::uint32_t read(std::uint32_t offset) { return get(core, offset); }
    void write(std::uint32_t offset, std::uint32_t value) { put(core, offset, value); }

    // Full speed, VBUS overridden, FIFOs of 66 and 16 words.
    void bring_up() {
        using namespace otg;
        set(GUSBCFG, PHYSEL | FDMOD);
        set(GCCFG, PWRDWN);
        set(GRSTCTL, CSRST);
        change(core, GUSBCFG, 0xFu << kTrdtShift, 6u << kTrdtShift);
        set(GOTGCTL, BVALOEN | BVALOVAL);
        set(DCFG, 3);
        write(GRXFSIZ, 66);
        write(DIEPTXF0, 16u << 16 | 66);
        write(GINTSTS, ~0u);
        write(DIEPMSK, XFRC);
        write(DOEPMSK, XFRC | STUP);
        write(DAINTMSK, 0x00010001);
        write(GINTMSK, RXFLVL | IEPINT | OEPINT | USBRST | ENUMDNE | USBSUSP | WKUPINT);
        write(GAHBCFG, GINT | TXFELVL);
        change(core, DCTL, SDIS, 0);
        core.plug(true);
    }
    void bus_reset() {
        core.start_reset();
        pass(50 * kPerMillisecond);
        core.end_reset(true);
        write(otg::GINTSTS, ~0u);
    }
    // Up to where firmware has the SETUP and STUP.
    void take_setup(std::span<const std::uint8_t> setup = kGetStatus) {
        core.setup(0, 0, setup);
        core.in(0, 0); // the first token after it ends the setup stage
        read(otg::GRXSTSP);
        fifo();
        fifo();
        read(otg::GRXSTSP);
        write(otg::doep(0, otg::INT), ~0u);
    }
    std::uint32_t fifo(unsigned endpoint = 0) {
        return windows.read(endpoint * otg::kWindow, 4, Master::Core).value_or(0xBADBADBA);
    }
    void fifo(unsigned endpoint, std::uint32_t word) {
        windows.write(endpoint * otg::kWindow, 4, word, Master::Core);
    }
    void enable_in(unsigned n, std::uint32_t bytes, std::uint32_t packets) {
        write(otg::diep(n, otg::TSIZ), packets << 19 | bytes);
        set(otg::diep(n, otg::CTL), otg::EPENA | otg::CNAK);
    }
    void enable_out(unsigned n, std::uint32_t bytes, std::uint32_t packets) {
        write(otg::doep(n, otg::TSIZ), packets << 19 | bytes);
        set(otg::doep(n, otg::CTL), otg::EPENA | otg::CNAK);
    }
    // A bulk endpoint of 64 bytes, an IN one with FIFO 1.
    void activate(std::uint32_t control) {
        const std::uint32_t fifo = control < otg::OUT_ENDPOINTS ? 1u << 22 : 0;
        write(control, otg::USBAEP | 2u << 18 | fifo | 64);
    }
};

} // namespace vb::test
