// What kept the external flash from its best mode, in words.
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/memory/external-flash.hpp"

namespace xspi {

namespace {

[[noreturn]] void unknown_chip_problem(const BringUpProblem& p) {
    throw Failure("XSPI-0402", "the chip with JEDEC id {:06X} cannot be used: {}{}", p.found.word(),
                  sentence_for(p.describe),
                  p.sfdp == SfdpError::None ? "" : fmt::format(". SFDP: {}", sentence_for(p.sfdp)));
}

[[noreturn]] void identity_problem(const BringUpProblem& p, const char* chip, const char* lines) {
    throw Failure(
        "XSPI-0404",
        "{} answers {:06X} in 1S-1S-1S but {} in {} at {} MHz: {} is not where the board's file says, "
        "or the clock is too fast for the board",
        chip, p.expected.word(), p.answered ? fmt::format("{:06X}", p.found.word()) : "nothing",
        name_of(p.mode), p.hz / 1'000'000, lines);
}

[[noreturn]] void speed_problem(const BringUpProblem& p, const char* chip, std::uint32_t base,
                                std::uint32_t slow_hz) {
    throw Failure(
        "XSPI-0404",
        "{} reads 0x{:02X} at 0x{:08X} in 1S-1S-1S at {} MHz but {} at {} MHz: the clock is too fast for the "
        "board; lower `clock` in the board's file",
        chip, p.expected_byte, base + p.address, slow_hz / 1'000'000,
        p.answered ? fmt::format("0x{:02X}", p.found_byte) : "nothing", p.hz / 1'000'000);
}

[[noreturn]] void reading_problem(const BringUpProblem& p, const char* chip, std::uint32_t base) {
    throw Failure(
        "XSPI-0404",
        "{} reads 0x{:02X} at 0x{:08X} in 1S-1S-1S but {} in {} at {} MHz: one of IO2 and IO3 is not "
        "where the board's file says, the clock is too fast for the board, or the chip has other dummy "
        "cycles "
        "than its tables say",
        chip, p.expected_byte, base + p.address,
        p.answered ? fmt::format("0x{:02X}", p.found_byte) : "nothing", name_of(p.mode), p.hz / 1'000'000);
}

} // namespace

void ExternalFlash::explain(const BringUpProblem& p) const {
    const char* chip = chip_.name[0] ? chip_.name : "the chip";
    switch (p.error) {
    case BringUpError::None:
    case BringUpError::Controller: return; // the agent's failures are exceptions
    case BringUpError::NoChip:
    case BringUpError::OtherChip:
        throw Failure(
            "XSPI-0401",
            "no chip answers on {}: RDID in 1S-1S-1S at {} MHz reads {:06X}. Is it fitted and powered "
            "({} V), and are {} on the pins that the board's file names? Is {} high, "
            "which is "
            "HOLD# or RESET# of many chips?{}",
            board_.facts.name, clock_.spi_hz / 1'000'000, p.found.word(), board_.flash.supply_mv / 1000.0,
            mappable() ? "CLK, NCS, IO0 and IO1" : "SCK, NCS, MOSI and MISO",
            mappable() ? "IO3" : "the chip's pin 7",
            connection_.data_lines >= 8 ? ""
            : board_.flash.reset_pin_nrst
                ? " Or was it left in an octal mode? Its RESET# is on NRST: the reset "
                  "button ends that"
                : " Or was it left in an octal mode? With fewer than eight lines only "
                  "power-off or RESET# ends that");
    case BringUpError::UnknownChip: unknown_chip_problem(p);
    case BringUpError::FastMode:
        if (octal(p.mode)) identity_problem(p, chip, "one of IO2 to IO7 or DQS");
        if (p.found.answered()) identity_problem(p, chip, "one of IO2 and IO3");
        if (p.mode == Mode::Spi) speed_problem(p, chip, board_.flash.mapped_base, clock_.spi_hz);
        reading_problem(p, chip, board_.flash.mapped_base);
    }
}

void ExternalFlash::tell_about_quad(QuadEnabled how) const {
    if (how == QuadEnabled::NonVolatile)
        bridge_log(
            BRIDGE_WARNING,
            fmt::format(
                "XSPI-0417: the chip of {} had QE = 0 and has QE = 1 now, permanently: it accepts no "
                "volatile write of that bit. IO2 and IO3 are data lines from now on, not WP# and HOLD#",
                board_.facts.name)
                .c_str());
    if (how == QuadEnabled::Refused)
        bridge_log(
            BRIDGE_WARNING,
            fmt::format(
                "XSPI-0418: the chip of {} does not accept QE = 1 and is used in "
                "1S-1S-1S, over one line. Its status register is locked, by SRWD with WP# low or permanently",
                board_.facts.name)
                .c_str());
}

} // namespace xspi
