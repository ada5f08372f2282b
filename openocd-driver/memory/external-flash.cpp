#include "openocd-driver/memory/external-flash.hpp"

#include "flash-library/board/flash-port.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "flash-library/plan/plan-geometry.hpp"
#include "openocd-driver/failure.hpp"

#include <algorithm>

namespace xspi {

namespace {

// For the controller's DEVSIZE before the chip is known: the whole window.
constexpr std::uint32_t kUnknownSize = stm32h7rs::kWindowSize;

// What every chip understands, for as long as nothing is known about this one.
ChipVocabulary unknown_chip() {
    ChipVocabulary chip{};
    chip.read = plain_command(Mode::Spi, 0x03);
    chip.read.address_bytes = 3;
    chip.read.address_phase = {1, false};
    chip.read.data_phase = {1, false};
    chip.size = kUnknownSize;
    chip.page_size = 256;
    return chip;
}

agent::TransferRequest reading(const Command& command, std::uint32_t address, std::uint32_t length) {
    agent::TransferRequest request;
    request.command = command;
    request.address = address;
    request.read_length = length;
    return request;
}

agent::TransferRequest reading_identity(const Command& command) {
    return reading(command, 0, command.data_phase.dtr ? 6 : 3);
}

// In octal DTR Macronix parts give every byte of the id on both clock edges (Linux's spi-nor compares every
// second byte), others give the bytes one after another.
ChipIdentity to_identity(const std::vector<std::uint8_t>& id) {
    bool doubled = id.size() == 6 && id[0] == id[1] && id[2] == id[3] && id[4] == id[5];
    return doubled ? ChipIdentity{id[0], id[2], id[4]} : ChipIdentity{id[0], id[1], id[2]};
}

} // namespace

ExternalFlash::ExternalFlash(const BoardFacts& facts)
    : facts_(facts), clock_(hclk5_flash_clock(facts, kHsiHz)), named_(find_chip_by_name(facts.flash)) {}

std::uint32_t ExternalFlash::size() const { return chip_.known() ? chip_.size : named_.size; }
std::uint32_t ExternalFlash::sector_size() const {
    return chip_.known() ? chip_.erase[0].size : named_.sector_size;
}
std::uint32_t ExternalFlash::reach() const { return stm32h7rs::kWindowSize; }

unsigned ExternalFlash::data_lines() const {
    return facts_.pin(Signal::Io7).connected() ? 8 : facts_.pin(Signal::Io3).connected() ? 4 : 1;
}

agent::Setup ExternalFlash::setup(const ChipVocabulary& vocabulary, std::uint32_t prescaler) const {
    agent::Setup setup;
    setup.controller_base = controller_registers(facts_);
    setup.window_base = facts_.mapped_base;
    setup.prescaler = prescaler;
    setup.chip_select = chip_select(facts_);
    setup.chip = vocabulary;
    return setup;
}

void ExternalFlash::prepare(AgentFlash& flash, TargetPort&) {
    if (ready_) {
        flash.configure(setup());
        if (still_there(flash)) return;
        ready_ = false;
    }
    flash.register_ops(flash_port_ops(facts_, clock_).span());
    flash.configure(setup(unknown_chip(), clock_.spi_prescaler));
    run(flash, recover_to_spi(data_lines()));
    identify(flash);
    enter_best_mode(flash);
    ready_ = true;
}

// Without power or reset in between it is. After them neither chip nor pins are what they were, and no DQS
// comes.
bool ExternalFlash::still_there(AgentFlash& flash) const {
    auto id = flash.try_transfer(reading_identity(read_id_command(chip_, mode_)));
    return id && to_identity(*id) == chip_.identity;
}

ChipIdentity ExternalFlash::read_identity(AgentFlash& flash, Command command) const {
    return to_identity(flash.transfer(reading_identity(command)));
}

void ExternalFlash::identify(AgentFlash& flash) {
    ChipIdentity identity = read_identity(flash, read_id_command());
    if (!identity.answered())
        throw Failure(
            "XSPI-0401",
            "no chip answers on {}: RDID in 1S-1S-1S at {} MHz reads {:06X}. Is it fitted and powered "
            "({} V), and do CLK, NCS, IO0 and IO1 lie on the pins that the board's file names?",
            facts_.name, clock_.spi_hz / 1'000'000, identity.word(), facts_.supply_mv / 1000.0);
    std::vector<std::uint8_t> bytes = read_sfdp(flash);
    SfdpResult sfdp = parse_sfdp(bytes);
    ChipDescription chip;
    DescribeError error =
        describe_chip(identity, sfdp.error == SfdpError::None ? &sfdp.tables : nullptr, chip);
    if (error != DescribeError::None)
        throw Failure("XSPI-0402", "the chip with JEDEC id {:06X} cannot be used: {}. SFDP: {}",
                      identity.word(), sentence_for(error),
                      sfdp.error == SfdpError::None ? "read" : sentence_for(sfdp.error));
    check_named_chip(chip);
    chip_ = chip;
}

void ExternalFlash::check_named_chip(const ChipDescription& chip) const {
    if (facts_.flash.empty() || chip.name[0] == '\0') return;
    std::string_view named = facts_.flash, found = chip.name;
    bool same = named.starts_with(found) || found.starts_with(named);
    if (!same)
        throw Failure(
            "XSPI-0403",
            "the board's file names a {}, but a {} (JEDEC id {:06X}, {} MiB) answers: another board, or "
            "another chip was fitted; correct `flash` in the board's file",
            named, found, chip.identity.word(), chip.size >> 20);
}

std::vector<std::uint8_t> ExternalFlash::read_sfdp(AgentFlash& flash) const {
    std::vector<std::uint8_t> bytes = flash.transfer(reading(read_sfdp_command(), 0, 256));
    for (;;) {
        std::size_t wanted = (sfdp_bytes_wanted(bytes) + 7) & ~std::size_t(7);
        if (wanted <= bytes.size()) return bytes;
        auto more = flash.transfer(
            reading(read_sfdp_command(), std::uint32_t(bytes.size()), std::uint32_t(wanted - bytes.size())));
        bytes.insert(bytes.end(), more.begin(), more.end());
    }
}

void ExternalFlash::run(AgentFlash& flash, const Sequence& sequence) const {
    for (const SequenceStep& step : sequence) {
        agent::TransferRequest request;
        request.command = step.command;
        request.address = step.address;
        request.delay_us = step.delay_us;
        request.busy_timeout_us = step.wait_ready_timeout_us;
        flash.transfer(request, {step.data.data(), step.data_length});
    }
}

void ExternalFlash::enter_best_mode(AgentFlash& flash) {
    vocabulary_ = spi_vocabulary(chip_);
    mode_ = Mode::Spi;
    prescaler_ = clock_.spi_prescaler;
    flash.configure(setup());
    run(flash, enter_four_byte(chip_));
    ChipVocabulary octal{};
    if (data_lines() < 8 || !octal_dtr_vocabulary(chip_, octal)) return;
    run(flash, enter_octal_dtr(chip_));
    vocabulary_ = octal;
    mode_ = Mode::OctalDtr;
    prescaler_ = clock_.prescaler;
    flash.configure(setup());
    ChipIdentity identity = read_identity(flash, read_id_command(chip_, mode_));
    if (identity != chip_.identity)
        throw Failure(
            "XSPI-0404",
            "{} answers {:06X} in 1S-1S-1S but {:06X} in 8D-8D-8D at {} MHz: one of IO4 to IO7 or DQS is not "
            "where the board's file says, or the clock is too fast for the board",
            chip_.name[0] ? chip_.name : "the chip", chip_.identity.word(), identity.word(),
            clock_.hz / 1'000'000);
}

PlanGeometry ExternalFlash::geometry() const { return plan_geometry(vocabulary_); }

std::string ExternalFlash::describe() const {
    if (!chip_.known()) return "not probed yet\n";
    std::string text = fmt::format(
        "{} (JEDEC id {:06X}, from {}), {} MiB, {} at {} MHz\n", chip_.name[0] ? chip_.name : "chip",
        chip_.identity.word(), chip_.described_by == DescribedBy::Sfdp ? "SFDP" : "the table by id",
        chip_.size >> 20, name_of(mode_), clock_.kernel_hz / (prescaler_ + 1) / 1'000'000);
    text += fmt::format("page {} bytes, {} us typical, {} us at most\n", vocabulary_.page_size,
                        vocabulary_.page_typical_us, vocabulary_.page_maximum_us);
    for (const EraseType& type : vocabulary_.erase)
        if (type.present())
            text += fmt::format("erase {} KiB: {} ms typical, {} ms at most\n", type.size / 1024,
                                type.typical_us / 1000, type.maximum_us / 1000);
    return text;
}

Json ExternalFlash::facts() const {
    Json facts{{"kind", "external"}, {"size", size()}, {"identified", chip_.known()}};
    if (!chip_.known()) return facts;
    Json erase = Json::array();
    for (const EraseType& type : vocabulary_.erase)
        if (type.present())
            erase.push_back(
                {{"size", type.size}, {"typical_us", type.typical_us}, {"maximum_us", type.maximum_us}});
    facts["chip"] = chip_.name;
    facts["jedec_id"] = fmt::format("{:06X}", chip_.identity.word());
    facts["described_by"] = chip_.described_by == DescribedBy::Sfdp ? "SFDP" : "table";
    facts["mode"] = name_of(mode_);
    facts["clock_hz"] = clock_.kernel_hz / (prescaler_ + 1);
    facts["page"] = {{"size", vocabulary_.page_size},
                     {"typical_us", vocabulary_.page_typical_us},
                     {"maximum_us", vocabulary_.page_maximum_us}};
    facts["erase"] = std::move(erase);
    return facts;
}

void ExternalFlash::enter_power_up_state(AgentFlash& flash) {
    flash.configure(setup(unknown_chip(), clock_.spi_prescaler));
    run(flash, recover_to_spi(data_lines()));
    ready_ = false;
}

} // namespace xspi
