// What happened on the board, as JSON. Other tools rely on the names in it (docs/virtual-board.md, the
// report).
#pragma once
#include "core/board.hpp"
#include "probe/swd-link.hpp"
#include "usb-host/usb-transfer.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace vb {

struct ProbeActivity {
    SwdCounters swd;
    std::uint64_t usb_commands = 0;
    std::optional<UsbCounters> usb = std::nullopt; // of the board's own USB, where there is a host
};

nlohmann::ordered_json make_report(Board& board, const ProbeActivity& probe);

std::string text_of(const nlohmann::ordered_json& report);

} // namespace vb
