#include "openocd-driver/memory/external-flash.hpp"

#include "flash-library/chips/vocabulary.hpp"
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/doctor/port-diagnosis.hpp"
#include "openocd-driver/doctor/speed-notice.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/plan/plan-geometry.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <array>

namespace xspi {

namespace {

// What every chip understands, for as long as nothing is known about this one.
ChipVocabulary unknown_chip(std::uint32_t size) {
    ChipVocabulary chip{};
    chip.read = plain_command(Mode::Spi, 0x03);
    chip.read.address_bytes = 3;
    chip.read.address_phase = {1, false};
    chip.read.data_phase = {1, false};
    chip.size = size; // for the controller: the whole window
    chip.page_size = 256;
    return chip;
}

// Neither the link's failures nor Ctrl-C do.
bool may_come_from_port(const Failure& failure) {
    using Kind = Failure::Kind;
    return failure.kind() != Kind::Link && failure.kind() != Kind::Interrupted &&
           failure.kind() != Kind::DamagedLink;
}

// Which layout of the chip's sector map is in use, where the chip says how to ask for it. It was reset: it
// takes three address bytes.
std::optional<std::uint8_t> layout_in_use(ChipSearch& search, const SectorMap& map) {
    const auto read = [&](const SectorMapDetection& detection, std::uint8_t& byte) {
        Command command = plain_command(Mode::Spi, detection.opcode);
        command.address_bytes = detection.current_address_bytes ? 3 : detection.address_bytes;
        if (command.address_bytes != 0) command.address_phase = command.opcode_phase;
        command.data_phase = command.opcode_phase;
        command.dummy_cycles = detection.dummy_cycles;
        return search.read(command, detection.address, {&byte, 1});
    };
    std::uint8_t id = 0;
    if (!detect_layout(map, read, id)) return std::nullopt;
    return id;
}

void tell(const std::string& text) { bridge_log(BRIDGE_WARNING, text.c_str()); }

void tell_about_unfinished(Unfinished work, const std::string_view board) {
    if (work == Unfinished::Nothing) return;
    const char* what = work == Unfinished::Busy ? "busy with an erase, a program or a register write"
                       : work == Unfinished::EraseSuspended ? "with an erase suspended"
                                                            : "with a program suspended";
    tell(fmt::format("XSPI-0416: the chip of {} was found {}, which its reset has ended in the middle: the "
                     "block concerned holds anything. Program or erase it again before it is used",
                     board, what));
}

} // namespace

ExternalFlash::ExternalFlash(const Board& board, const FlashFacts& flash)
    : board_{board, flash}, connection_(flash_connection(board.family, flash)),
      clock_(board.family.agent_flash_clock(board.facts, flash)), named_(find_chip_by_name(flash.chip)) {}

std::uint32_t ExternalFlash::size() const { return chip_.known() ? chip_.size : named_.size; }
std::uint32_t ExternalFlash::sector_size() const {
    return chip_.known() ? chip_.erase[0].size : named_.sector_size;
}
std::uint32_t ExternalFlash::reach() const {
    return board_.family.pins.controller(board_.flash.controller)->window.size;
}

RegisterOps ExternalFlash::port_ops() const {
    return board_.family.flash_port(board_.facts, board_.flash, clock_);
}

agent::Setup ExternalFlash::setup(const ChipVocabulary& vocabulary, std::uint32_t prescaler) const {
    agent::Setup setup;
    setup.controller_base = connection_.controller_base;
    setup.window_base = connection_.window_base;
    setup.prescaler = prescaler;
    setup.chip_select = connection_.chip_select;
    setup.chip = vocabulary;
    return setup;
}

agent::Setup ExternalFlash::first_setup() const { return setup(unknown_chip(reach()), clock_.spi_prescaler); }

void ExternalFlash::prepare(AgentFlash& flash, TargetPort& target) {
    if (ready_) {
        flash.configure(setup());
        if (still_there(flash)) return;
        ready_ = false;
    }
    try {
        find(flash);
    } catch (const Failure& failure) {
        if (stage_ != Stage::Done && may_come_from_port(failure)) find_cause(flash, target);
        throw;
    }
    tell_about_speed(target);
    for (const FlashRange& range : lifted_)
        ChipProtection(flash, chip_, mode_, board_.flash.mapped_base)
            .change_individual({range.address, range.length}, false);
    ready_ = true;
}

void ExternalFlash::find(AgentFlash& flash) {
    stage_ = Stage::Port;
    bring_up(flash);
    flash.configure(first_setup());
    stage_ = Stage::FirstAnswer;
    ChipSearch search(flash, connection_.data_lines);
    identify(search);
    enter_best_mode(flash);
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
                      "has no supply ({} V by the board's file); it hangs on the other port",
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
        require_registers(target, board_, carried_out_);
        if (stage_ == Stage::Port) return;
        require_free_lines(target, board_);
        if (stage_ == Stage::FirstAnswer) require_straight_first_lines(flash, board_);
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
// comes.
bool ExternalFlash::still_there(AgentFlash& flash) const { return identity_in_mode(flash) == chip_.identity; }

void ExternalFlash::identify(ChipSearch& search) {
    const auto [identity, powers_up_in, work] = search.find();
    powers_up_in_ = powers_up_in;
    tell_about_unfinished(work, board_.facts.name);
    if (!identity.answered())
        throw Failure(
            "XSPI-0401",
            "no chip answers on {}: RDID in 1S-1S-1S at {} MHz reads {:06X}. Is it fitted and powered "
            "({} V), and do CLK, NCS, IO0 and IO1 lie on the pins that the board's file names?{}",
            board_.facts.name, clock_.spi_hz / 1'000'000, identity.word(), board_.flash.supply_mv / 1000.0,
            connection_.data_lines < 8 ? " Or was it left in an octal mode? Over fewer than eight lines only "
                                         "its power or its RESET# ends that"
                                       : "");
    stage_ = Stage::Done; // it answers: what goes wrong now is no matter of port and lines
    SfdpResult sfdp = parse_sfdp(search.sfdp());
    ChipDescription chip;
    const SfdpTables* tables = sfdp.error == SfdpError::None ? &sfdp.tables : nullptr;
    const auto layout = tables != nullptr ? layout_in_use(search, tables->sector_map) : std::nullopt;
    DescribeError error = describe_chip(identity, tables, chip, layout);
    if (error != DescribeError::None)
        throw Failure("XSPI-0402", "the chip with JEDEC id {:06X} cannot be used: {}. SFDP: {}",
                      identity.word(), sentence_for(error),
                      sfdp.error == SfdpError::None ? "read" : sentence_for(sfdp.error));
    check_named_chip(chip);
    chip_ = chip;
    read_unique_id(search);
    if (powers_up_in_ != Mode::Spi)
        tell(fmt::format(
            "XSPI-0415: the chip powers up in {} (its non-volatile CR2 says so) and was brought to "
            "1S-1S-1S; software that expects 1S-1S-1S after a reset does not find it",
            name_of(powers_up_in_)));
}

void ExternalFlash::read_unique_id(ChipSearch& search) {
    unique_id_.clear();
    if (!has_unique_id(chip_.identity)) return;
    std::array<std::uint8_t, kUniqueIdBytes> id{};
    search.read(read_unique_id_command(), 0, id);
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

void ExternalFlash::enter_best_mode(AgentFlash& flash) {
    vocabulary_ = spi_vocabulary(chip_);
    mode_ = Mode::Spi;
    prescaler_ = clock_.spi_prescaler;
    flash.configure(setup());
    read_protection(flash, {});
    run_sequence(flash, enter_four_byte(chip_));
    ChipVocabulary octal{};
    if (connection_.data_lines < 8 || !octal_dtr_vocabulary(chip_, octal)) return;
    vocabulary_ = octal;
    enter_octal(flash);
}

void ExternalFlash::enter_octal(AgentFlash& flash) {
    run_sequence(flash, enter_octal_dtr(chip_));
    mode_ = Mode::OctalDtr;
    prescaler_ = clock_.prescaler;
    stage_ = Stage::Octal;
    flash.configure(setup());
    const auto id = identity_in_mode(flash);
    if (id == chip_.identity) return;
    throw Failure(
        "XSPI-0404",
        "{} answers {:06X} in 1S-1S-1S but {} in 8D-8D-8D at {} MHz: one of IO2 to IO7 or DQS is not "
        "where the board's file says, or the clock is too fast for the board",
        chip_.name[0] ? chip_.name : "the chip", chip_.identity.word(),
        id ? fmt::format("{:06X}", id->word()) : "nothing", clock_.hz / 1'000'000);
}

MemoryIdentity ExternalFlash::identity() const {
    return {std::string(board_.flash.controller), fmt::format("{:06X}", chip_.identity.word()), unique_id_};
}

PlanGeometry ExternalFlash::geometry() const { return plan_geometry(vocabulary_, chip_); }

void ExternalFlash::enter_power_up_state(AgentFlash& flash) {
    flash.configure(first_setup());
    ChipSearch(flash, connection_.data_lines).recover();
    ready_ = false;
}

} // namespace xspi
