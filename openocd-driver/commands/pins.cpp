// Which pin carries what, of any STM32.
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/pins/pins-answer.hpp"

namespace xspi {

Answer pins_command(const CommandCall& call) {
    expect_words(call, "pins MCU [PIN | SIGNAL [PIN]]", 1, 3);
    const auto word = [&](std::size_t i) { return i < call.words.size() ? call.words[i] : std::string(); };
    return pins_answer({word(0), word(1), word(2)});
}

} // namespace xspi
