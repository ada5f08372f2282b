#include "ip/quadspi/quadspi-command.hpp"

#include "ip/quadspi/quadspi-registers.hpp"

namespace vb::quadspi {
namespace {

constexpr unsigned kLinesOfMode[4] = {0, 1, 2, 4};

SerialPhase phase(unsigned mode, bool dtr, unsigned size, std::uint32_t value) {
    const unsigned lines = kLinesOfMode[mode];
    return {lines, lines && dtr, lines ? size + 1 : 0, value};
}

} // namespace

Command Command::read_registers(const Registers& r) {
    Command c;
    const bool ddr = r.ccr & ccr::DDRM; // of address, alternate bytes and data; never of the instruction
    c.dual = r.cr & cr::DFM;
    const bool again = (r.ccr & ccr::SIOO) && r.instruction_sent;
    if (!again) c.instruction = phase(field(r.ccr, 8, 2), false, 0, field(r.ccr, 0, 8));
    // Each of two flashes holds every second byte, so it gets half of the address.
    c.address = phase(field(r.ccr, 10, 2), ddr, field(r.ccr, 12, 2), c.dual ? r.ar / 2 : r.ar);
    c.alternate = phase(field(r.ccr, 14, 2), ddr, field(r.ccr, 16, 2), r.abr);
    c.dummy_cycles = field(r.ccr, 18, 5);
    c.data_lines = kLinesOfMode[field(r.ccr, 24, 2)];
    c.data_dtr = c.data_lines && ddr;
    c.sample_shift = r.cr & cr::SSHIFT;
    return c;
}

bool Command::only_data() const {
    return data_lines && !instruction.lines && !address.lines && !alternate.lines;
}

} // namespace vb::quadspi
