#include "openocd-driver/memory/external-flash.hpp"

#include "flash-library/chips/vocabulary.hpp"
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/doctor/port-diagnosis.hpp"
#include "openocd-driver/doctor/speed-notice.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/plan/plan-geometry.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace xspi {

namespace {

// Neither the link's failures nor Ctrl-C do.
bool may_come_from_port(const Failure& failure) {
    using Kind = Failure::Kind;
    return failure.kind() != Kind::Link && failure.kind() != Kind::Interrupted &&
           failure.kind() != Kind::DamagedLink;
}

void tell(const std::string& text) { bridge_log(BRIDGE_WARNING, text.c_str()); }

void tell_about_unfinished(Unfinished work, const std::string_view board) {
    if (work == Unfinished::Nothing) return;
    const char* what = work == Unfinished::Busy ? "busy with an erase, a program or a register write"
                       : work == Unfinished::EraseSuspended ? "with an erase suspended"
                       : work == Unfinished::Suspended      ? "with an erase or a program suspended"
                                                            : "with a program suspended";
    tell(fmt::format("XSPI-0416: the chip of {} was found {}, which its reset ended half-way: that block may "
                     "hold anything. Program or erase it before use",
                     board, what));
}

} // namespace

ExternalFlash::ExternalFlash(const Board& board, const FlashFacts& flash)
    : board_{board, flash}, connection_(flash_connection(board.family, flash)),
      clock_(board.family.agent_flash_clock(board.facts, flash)), named_(find_chip_by_name(flash.chip)),
      eeprom_(find_eeprom(flash.chip)) {
    limit_to_eeprom();
}

std::uint32_t ExternalFlash::size() const { return chip_.known() ? chip_.size : named_.size; }
std::uint32_t ExternalFlash::sector_size() const {
    return chip_.known() ? chip_.erase[0].size : named_.sector_size;
}
std::uint32_t ExternalFlash::reach() const {
    const std::uint32_t window = board_.family.pins.controller(board_.flash.controller)->window.size;
    return window != 0 ? window : room_above(board_.family.occupied, board_.flash.mapped_base);
}

RegisterOps ExternalFlash::port_ops() const {
    return board_.family.flash_port(board_.facts, board_.flash, clock_);
}

agent::Setup ExternalFlash::setup() const { return agent_setup(connection_, vocabulary_, prescaler_); }
agent::Setup ExternalFlash::first_setup() const {
    return agent_setup(connection_, unknown_chip(std::bit_floor(reach())), clock_.spi_prescaler);
}

BringUpRates ExternalFlash::rates() const {
    return {clock_.kernel_hz, clock_.spi_prescaler, clock_.prescaler,
            division_of(board_.family, connection_.kind)};
}

Reach ExternalFlash::reach_of_board() const {
    Reach reach;
    reach.lines = std::uint8_t(connection_.data_lines);
    reach.supply_mv = board_.flash.supply_mv;
    reach.clock_hz = clock_.hz;
    reach.spi_hz = clock_.spi_hz;
    return reach;
}

// EEPROMs carry less than what is safe for every flash. They are looked for at what all of them carry, as the
// board's file may name none, or a faster one than is fitted.
void ExternalFlash::limit_to_eeprom() {
    const bool perhaps = is_spi(connection_.kind) && board_.flash.chip.empty();
    if (eeprom_ == nullptr && !perhaps) return;
    const auto at_least = [this](std::uint32_t& prescaler, std::uint32_t hz) {
        prescaler = std::max(
            prescaler, prescaler_for(clock_.kernel_hz, hz, division_of(board_.family, connection_.kind)));
    };
    at_least(clock_.spi_prescaler, kEepromLowSupplyHz);
    if (eeprom_ != nullptr) at_least(clock_.prescaler, maximum_hz(*eeprom_, board_.flash.supply_mv));
    clock_.hz = clock_.kernel_hz / (clock_.prescaler + 1);
    clock_.spi_hz = clock_.kernel_hz / (clock_.spi_prescaler + 1);
}

// What is there while a clock runs: FMC's banks.
void ExternalFlash::require_free_address(TargetPort& target) const {
    if (mappable()) return;
    const std::uint32_t base = board_.flash.mapped_base;
    for (const OccupiedRange& range : board_.family.occupied) {
        if (!range.gated() || !range.meets(base, std::max(size(), 1u))) continue;
        if ((target.read_word(range.clock.address) & range.clock.mask) == 0) continue;
        throw Failure("XSPI-0428",
                      "flash {} was given the address 0x{:08X}, where {} answers now: {} is set. `reset "
                      "halt` first, or "
                      "choose another `address` in the board's file",
                      board_.flash.name, base, range.region.name, range.clock.name);
    }
}

void ExternalFlash::require_room(const ChipDescription& chip) const {
    if (chip.size <= reach()) return;
    throw Failure(
        "XSPI-0429",
        "flash {} has {} MiB, but from its address 0x{:08X} on only {} KiB are free on {}: choose another "
        "`address` in the board's file",
        board_.flash.name, chip.size >> 20, board_.flash.mapped_base, reach() >> 10, board_.facts.mcu);
}

void ExternalFlash::prepare(AgentFlash& flash, TargetPort& target) {
    require_free_address(target);
    if (ready_) {
        flash.configure(setup());
        if (still_there(flash)) return;
        ready_ = false;
    }
    try {
        find(flash, target);
    } catch (const Failure& failure) {
        if (may_come_from_port(failure)) find_cause(flash, target);
        throw;
    }
    tell_about_speed(target);
    for (const FlashRange& range : lifted_)
        ChipProtection(flash, chip_, mode_, board_.flash.mapped_base)
            .change_individual({range.address, range.length}, false);
    ready_ = true;
}

void ExternalFlash::find(AgentFlash& flash, TargetPort& target) {
    stage_ = Stage::Port;
    bring_up(flash);
    stage_ = Stage::Controller;
    ChipSearch port(flash, connection_);
    SfdpStore store;
    BringUp chip(port, reach_of_board(), rates(), store, reach());
    explain(chip.start());
    stage_ = Stage::FirstAnswer;
    if (eeprom_ != nullptr)
        identify_eeprom(chip, port, target);
    else
        identify(chip, port, target);
    enter_best_mode(chip, flash);
    stage_ = Stage::Done;
}

void ExternalFlash::bring_up(AgentFlash& flash) {
    carried_out_ = port_ops();
    const auto timeout = flash.try_register_ops(carried_out_);
    if (!timeout) return;
    carried_out_.count = timeout->index;
    if (timeout->step == Step::Compensation)
        throw Failure("XSPI-0405",
                      "no powered chip on XSPIM port {}: the port's I/O compensation cell does not get ready "
                      "within {} ms (SBS_CCCSR 0x{:08X}). In this order: no chip is fitted; it or the port "
                      "has no supply ({} V by the board's file); it is on the other port",
                      board_.family.pins.port_of(board_.flash), timeout->elapsed_us / 1000, timeout->value,
                      board_.flash.supply_mv / 1000.0);
    throw Failure("XSPI-0311",
                  "setting up clocks, supply and pins of the flash port: {}. Register 0x{:08X} is 0x{:08X} "
                  "after {} us; check crystal and supply against the board's facts",
                  timeout_meaning(timeout->step), timeout->address, timeout->value, timeout->elapsed_us);
}

// The registers come first: with them wrong no line works. A link that breaks meanwhile has nothing to add.
void ExternalFlash::find_cause(AgentFlash& flash, TargetPort& target) const {
    try {
        if (stage_ != Stage::Done) require_registers(target, board_, carried_out_);
        if (stage_ == Stage::Port) return;
        const NorSetup first = first_setup();
        require_controller(target, std::array{first, chip_.size != 0 ? setup() : first});
        if (stage_ == Stage::Done || stage_ == Stage::Controller) return;
        require_free_lines(target, board_);
        if (stage_ == Stage::FirstAnswer && !is_spi(connection_.kind))
            require_straight_first_lines(flash, board_);
        if (stage_ == Stage::Octal) find_octal_cause(flash);
    } catch (const Failure& failure) {
        if (may_come_from_port(failure)) throw;
    }
}

// At the clock of the single-line phase, which also a badly laid out board carries.
void ExternalFlash::find_octal_cause(AgentFlash& flash) const {
    flash.configure(first_setup());
    require_strobe(flash, board_, chip_);
    require_straight_octal_lines(flash, board_, chip_);
}

// Nothing: no strobe came, as from a chip in another mode.
std::optional<ChipIdentity> ExternalFlash::identity_in_mode(AgentFlash& flash) const {
    const Command command = read_id_command(chip_, mode_);
    const auto answer = flash.try_transfer(reading(command, 0, identity_length(command)));
    return answer ? std::optional(identity_from(*answer)) : std::nullopt;
}

// Without power or reset in between it is. After them neither chip nor pins are what they were, and no DQS
// comes; over four lines RDID still answers, but QE may be gone.
bool ExternalFlash::still_there(AgentFlash& flash) const {
    if (chip_.eeprom()) return eeprom_answers(flash);
    return identity_in_mode(flash) == chip_.identity && (!quad(mode_) || quad_is_enabled(flash));
}

// True also of chips that have no such bit.
bool ExternalFlash::quad_is_enabled(AgentFlash& flash) const {
    const QuadEnableBit bit = quad_enable_bit(chip_.quad_enable);
    if (bit.mask == 0) return true;
    const auto answer = flash.try_transfer(
        reading(register_read(mode_ == Mode::Qpi ? Mode::Qpi : Mode::Spi, bit.read_opcode), 0, 1));
    return answer && (answer->front() & bit.mask) != 0;
}

void ExternalFlash::identify(BringUp& up, ChipSearch& port, TargetPort& target) {
    const BringUpProblem absent = up.find();
    powers_up_in_ = up.found().powers_up_in;
    if (absent.error == BringUpError::NoChip) require_no_eeprom(port, target);
    tell_about_unfinished(up.found().work, board_.facts.name);
    explain(absent);
    stage_ = Stage::Done; // it answers: what goes wrong now is no matter of port and lines
    explain(up.describe());
    check_named_chip(up.chip());
    if (!mappable()) require_room(up.chip());
    chip_ = up.chip();
    read_unique_id(port);
    if (powers_up_in_ != Mode::Spi)
        tell(fmt::format(
            "XSPI-0415: the chip powers up in {} (its non-volatile {} says so) and was brought to "
            "1S-1S-1S; software that expects 1S-1S-1S after a reset does not find it",
            name_of(powers_up_in_), octal(powers_up_in_) ? "CR2" : "configuration register"));
}

void ExternalFlash::read_unique_id(ChipSearch& port) {
    unique_id_.clear();
    if (!has_unique_id(chip_.identity)) return;
    std::array<std::uint8_t, kUniqueIdBytes> id{};
    port.read(read_unique_id_command(), 0, id);
    for (const std::uint8_t byte : id) unique_id_ += fmt::format("{:02X}", byte);
}

void ExternalFlash::check_named_chip(const ChipDescription& chip) const {
    if (board_.flash.chip.empty()) return;
    std::string_view named = board_.flash.chip, found = chip.name;
    const bool known = !found.empty();
    if (known && !named.starts_with(found) && !found.starts_with(named))
        throw Failure(
            Failure::Kind::WrongChip, "XSPI-0403",
            "the board's file names a {}, but a {} (JEDEC id {:06X}, {} MiB) answers: another board, or "
            "another chip was fitted; correct `flash` in the board's file",
            named, found, chip.identity.word(), chip.size >> 20);
    if (named_.size != 0 && named_.size != chip.size)
        throw Failure(
            Failure::Kind::WrongChip, "XSPI-0406",
            "the board's file names a {} of {} MiB, but the chip that answers (JEDEC id {:06X}) has "
            "{} MiB: another chip was fitted; correct `flash` in the board's file",
            named, named_.size >> 20, chip.identity.word(), chip.size >> 20);
}

void ExternalFlash::take(const BringUp& up) {
    vocabulary_ = up.vocabulary();
    mode_ = up.mode();
    prescaler_ = up.prescaler();
    if (octal(mode_)) stage_ = Stage::Octal;
    if (quad(mode_)) stage_ = Stage::Quad;
}

void ExternalFlash::enter_best_mode(BringUp& up, AgentFlash& flash) {
    explain(up.take_single());
    take(up);
    read_protection(flash, {});
    BringUpProblem problem;
    try {
        problem = up.enter_best();
    } catch (...) {
        take(up); // how far it came
        throw;
    }
    take(up);
    explain(problem);
    tell_about_quad(up.quad_enabled());
}

MemoryIdentity ExternalFlash::identity() const {
    return {std::string(board_.flash.controller),
            chip_.eeprom() ? chip_.name : fmt::format("{:06X}", chip_.identity.word()), unique_id_};
}

PlanGeometry ExternalFlash::geometry() const { return plan_geometry(vocabulary_, chip_); }

// A chip in octal DTR would have to leave it to be asked so.
std::string ExternalFlash::reading_fault(AgentFlash& flash, std::uint32_t address, std::uint8_t expected) {
    if (!quad(mode_) || mode_ == Mode::Qpi) return {};
    const ChipVocabulary single = spi_vocabulary(chip_);
    flash.configure(agent_setup(connection_, single, clock_.spi_prescaler));
    const bool held = flash.transfer(reading(single.read, address, 1)).front() == expected;
    const bool enabled = quad_is_enabled(flash);
    flash.configure(setup());
    if (!held) return {};
    if (!enabled)
        return "The chip holds that byte, but its QE is 0: IO2 and IO3 are not data lines. Something clears "
               "it";
    return fmt::format(
        "The chip holds that byte, read in 1S-1S-1S at {} MHz: what is wrong is its reading in {} at "
        "{} MHz, by other dummy cycles than its tables say, by IO2 or IO3, or by a clock too fast for "
        "the board: lower `clock`",
        clock_.spi_hz / 1'000'000, name_of(mode_), rates().hz_of(prescaler_) / 1'000'000);
}

void ExternalFlash::enter_power_up_state(AgentFlash& flash) {
    flash.configure(first_setup());
    ChipSearch(flash, connection_).recover();
    ready_ = false;
}

} // namespace xspi
