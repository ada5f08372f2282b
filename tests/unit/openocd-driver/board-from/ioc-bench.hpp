// Small .ioc files, made up.
#pragma once
#include "openocd-driver/board-from/ioc-board.hpp"

#include <string>

namespace xspi {

inline const std::string kH750 = "Mcu.Family=STM32H7\nMcu.Name=STM32H750VBTx\nMcu.UserName=STM32H750VBTx\n";
inline const std::string kQuad =
    "PB2.Signal=QUADSPI_CLK\nPB6.Signal=QUADSPI_BK1_NCS\nPD11.Signal=QUADSPI_BK1_IO0\n"
    "PD12.Signal=QUADSPI_BK1_IO1\nPE2.Signal=QUADSPI_BK1_IO2\nPD13.Signal=QUADSPI_BK1_IO3\n";

inline IocFile ioc(const std::string& text) { return IocFile(text, "bench.ioc"); }
inline BoardDraft draft(const std::string& text) { return draft_from_ioc(ioc(text), "bench"); }

// A line of the board's file, without the comment behind it; "": none with that key.
inline std::string line(const std::string& text, const std::string& key) {
    const std::string file = text_of(draft(text));
    const std::size_t at = file.find(" " + key + " ");
    if (at == file.npos) return "";
    std::string found = file.substr(at + 1, file.find('\n', at) - at - 1);
    const std::size_t comment = found.find(";#");
    if (comment != found.npos) found.resize(comment);
    found.erase(found.find_last_not_of(' ') + 1);
    return found.substr(found.find_first_not_of(' ', key.size()));
}

} // namespace xspi
