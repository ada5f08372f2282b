#include "ip/xspi/xspi-command.hpp"

#include "ip/xspi/xspi-registers.hpp"

namespace vb::xspi {
namespace {

constexpr unsigned kLinesOfMode[8] = {0, 1, 2, 4, 8, 16, 0, 0};

Phase phase(std::uint32_t ccr, unsigned low, unsigned size_low, std::uint32_t value) {
    Phase p;
    p.lines = kLinesOfMode[field(ccr, low, 3)];
    p.dtr = field(ccr, low + 3, 1);
    p.bytes = p.lines ? field(ccr, size_low, 2) + 1 : 0;
    p.value = value;
    return p;
}

} // namespace

Command Command::read_registers(const Registers& r) {
    Command c;
    c.instruction = phase(r.ccr, 0, 4, r.ir);
    c.address = phase(r.ccr, 8, 12, r.ar);
    c.alternate = phase(r.ccr, 16, 20, r.abr);
    c.data_lines = kLinesOfMode[field(r.ccr, 24, 3)];
    c.data_dtr = field(r.ccr, 27, 1);
    c.strobe = r.ccr & ccr::DQSE;
    c.dummy_cycles = field(r.tcr, 0, 5);
    c.hold_quarter = r.tcr & tcr::DHQC;
    c.sample_shift = r.tcr & tcr::SSHIFT;
    const std::uint32_t mtyp = field(r.dcr1, 24, 3);
    c.swapped_pairs = mtyp == 1 || mtyp == 3;
    const std::uint32_t msel = field(r.cr, 30, 2);
    c.first_io = msel == 1 ? 4 : 0;
    c.off_board = msel >= 2 || (r.cr & cr::DMM) || c.data_lines == 16 || c.instruction.lines == 16 ||
                  c.address.lines == 16 || c.alternate.lines == 16;
    return c;
}

} // namespace vb::xspi
