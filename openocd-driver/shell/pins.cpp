#include "openocd-driver/pins/pins-answer.hpp"
#include "openocd-driver/shell/subcommand.hpp"

#include <memory>

namespace xspi {

Run add_pins(CLI::App& app) {
    const auto question = std::make_shared<PinsQuestion>();
    app.add_option("MCU", question->mcu, "an order code, or its beginning: STM32F407VE")->required();
    app.add_option("SIGNAL", question->signal,
                   "a signal or a part of its name (QUADSPI_BK1_IO0, IO0, SPI1), or a pin");
    app.add_option("PIN", question->pin, "the pin that is to carry the signal");
    return [question] { return pins_answer(*question); };
}

} // namespace xspi
