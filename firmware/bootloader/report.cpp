#include "firmware/bootloader/report.hpp"
#include "firmware/common/board.hpp"
#include "firmware/common/led.hpp"
#include "firmware/common/rtt.hpp"
#include "flash-library/core/timebase.hpp"

namespace firmware {

namespace {
Text id_text(unsigned id) {
    Text line;
    line << "BOOT-";
    for (unsigned power = 1000; power != 0; power /= 10) line << std::uint32_t{id / power % 10};
    return line << ": ";
}
} // namespace

void say(const Text& text) { rtt::write((Text() << "BOOT: " << text.view() << "\r\n").view()); }

void say(Reason reason, const Text& text) {
    rtt::write((id_text(static_cast<unsigned>(reason))
                << text.view() << ". " << advice(reason, xspi::data_lines(kBoard.flashes[0]) >= 8) << "\r\n")
                   .view());
}

void notice(unsigned id, const Text& text) { rtt::write((id_text(id) << text.view() << "\r\n").view()); }

void blink_for_ever(Reason reason, std::uint32_t core_hz) {
    constexpr std::uint32_t kOnUs = 200'000, kOffUs = 300'000, kPauseUs = 1'500'000;
    const xspi::Timebase timebase(core_hz);
    timebase.start();
    constexpr xspi::LedPin pin = last_led(kBoard);
    const Led led(pin);
    led.start();
    for (;;) {
        for (unsigned blink = 0; blink < static_cast<unsigned>(reason); ++blink) {
            led.set(true);
            timebase.delay_us(kOnUs);
            led.set(false);
            timebase.delay_us(kOffUs);
        }
        timebase.delay_us(kPauseUs);
    }
}

} // namespace firmware
