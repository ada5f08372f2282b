#include "chips/macronix-octal-model.hpp"

#include "chips/nor-rules.hpp"

#include <fmt/format.h>
#include <utility>

namespace vb {
namespace {

// As ST's component driver has it: the register commands' address in OPI is 0, that of CR is 1.
bool good_register_address(NorOp op, std::uint32_t address) {
    using enum NorOp;
    switch (op) {
    case read_status:
    case read_security:
    case read_id: return address == 0;
    case read_configuration: return address == 1;
    case write_status: return address <= 1;
    default: return true;
    }
}

} // namespace

void MacronixOctalModel::load_defaults(NorReset reset) {
    registers_.load_defaults();
    wel = false;
    if (reset == NorReset::power_on && registers_.wpsel) locks_.lock_all(true);
}

void MacronixOctalModel::set_non_volatile(const NorNonVolatile& bits) {
    registers_.write_status(bits.status.value_or(0));
    registers_.write_configuration(bits.configuration.value_or(7));
    registers_.wpsel = bits.wpsel;
    registers_.set_mode(bits.mode, true);
}

void MacronixOctalModel::check_register_address() const {
    const std::uint32_t address = chip_.transfer().address;
    if (!good_register_address(command().op, address))
        complain(nor_rule::kReserved, fmt::format("address 0x{:08X} is none of the register's", address));
}

std::uint64_t MacronixOctalModel::highest_read_clock(const NorCommand& c, unsigned& dummy) const {
    if (c.op != NorOp::octal_read) return UINT64_MAX;
    dummy = registers_.dummy_cycles();
    for (const auto& limit : chip_.part().octal_read_limits)
        if (limit.dummy_cycles == dummy) return limit.hz;
    return UINT64_MAX;
}

// In 8D each byte of a register is there on both edges: C2 C2 81 81 39 39 (the octal DTR driver of Linux
// checks the ID so).
void MacronixOctalModel::reply(std::vector<std::uint8_t>& ring) {
    using enum NorOp;
    auto one = [&](std::uint8_t value) { ring.assign(2, value); };
    const std::uint32_t address = chip_.transfer().address;
    switch (command().op) {
    case read_status: one(registers_.status(chip_.busy(), wel)); break;
    case read_configuration: one(registers_.configuration()); break;
    case read_configuration2:
        if (!NorRegisters::has_configuration2(address))
            chip_.report(nor_rule::kReserved, fmt::format("CR2 has no register at 0x{:08X}", address));
        one(registers_.configuration2(address));
        break;
    case read_security: {
        const NorOperation* suspended = chip_.suspended();
        const bool program = suspended && suspended->work == NorWork::program;
        one(registers_.security(program, suspended && !program));
        break;
    }
    case read_fast_boot: ring.assign(registers_.fast_boot.begin(), registers_.fast_boot.end()); break;
    case read_dpb: one(locks_.locked(address) ? 0xFF : 0x00); break;
    default: one(0xFF); break;
    }
}

void MacronixOctalModel::execute() {
    using enum NorOp;
    switch (command().op) {
    case write_status: change_status(); break;
    case write_configuration2: change_configuration2(); break;
    case write_security: chip_.start_register_write([this] { registers_.lock_secured_otp(); }); break;
    case set_burst_length:
        if (auto value = register_value(); value && chip_.begin_instant())
            registers_.set_burst_length(*value);
        break;
    case write_fast_boot: change_fast_boot(); break;
    case erase_fast_boot: chip_.start_register_write([this] { registers_.fast_boot.fill(0xFF); }); break;
    case write_dpb: change_dpb(); break;
    case gang_lock:
    case gang_unlock:
        if (!chip_.begin_instant()) break;
        wel = false;
        locks_.lock_all(command().op == gang_lock);
        break;
    case write_protect_selection: chip_.start_register_write([this] { registers_.wpsel = true; }); break;
    default: break;
    }
}

bool MacronixOctalModel::protects(std::uint32_t first, std::uint32_t count) const {
    return locks_.protects(first, count, registers_.wpsel, registers_.block_protect(),
                           registers_.protect_from_bottom());
}

// One register's new value. In 8D it takes both edges; the chip is taken to keep D0, which is on the falling
// edge as in the array. No document says which, so software has to send it twice.
std::optional<std::uint8_t> MacronixOctalModel::register_value() {
    const auto& bytes = chip_.transfer().bytes;
    if (bytes.size() != (dtr() ? 2u : 1u)) {
        complain(nor_rule::kByteBoundary,
                 fmt::format("{} bytes of data for a register of one", bytes.size()));
        return std::nullopt;
    }
    if (dtr() && bytes[0] != bytes[1])
        complain(
            nor_rule::kRegisterPair,
            fmt::format("0x{:02X} on the rising edge, 0x{:02X} on the falling edge", bytes[0], bytes[1]));
    return bytes.back();
}

// In SPI one command writes SR or SR and CR; in OPI the address says which.
void MacronixOctalModel::change_status() {
    const NorTransfer& transfer = chip_.transfer();
    std::optional<std::uint8_t> status, configuration;
    if (transfer.protocol == Protocol::spi && transfer.bytes.size() == 2) {
        status = transfer.bytes[0];
        configuration = transfer.bytes[1];
    } else {
        (transfer.address == 1 ? configuration : status) = register_value();
    }
    if (!status && !configuration) return;
    if (configuration && *configuration & 0x10)
        chip_.report(nor_rule::kNotModelled, "CR.PBE: the preamble is not modelled");
    auto apply = [this, status, configuration] {
        if (status) registers_.write_status(*status);
        if (configuration) registers_.write_configuration(*configuration);
    };
    // No cell has to change: done at once. The sequence to 8D-8D-8D in SFDP FF0Ah writes SR = 0 and the drive
    // strength and goes on without a wait; ST's boot images of 2024 for this chip do just that.
    if (!registers_.changes_cells(status, configuration)) {
        if (!chip_.begin_instant()) return;
        apply();
        wel = false;
        return;
    }
    chip_.start_register_write(std::move(apply));
}

void MacronixOctalModel::change_configuration2() {
    const auto value = register_value();
    if (!value) return;
    const std::uint32_t address = chip_.transfer().address;
    const bool non_volatile = NorRegisters::configuration2_is_non_volatile(address);
    if (!(non_volatile ? chip_.begin_register_write() : chip_.begin_instant())) return;
    const auto result = registers_.write_configuration2(address, *value);
    if (result.verdict == NorRegisters::Cr2Write::reserved) chip_.report(nor_rule::kReserved, result.why);
    if (result.verdict == NorRegisters::Cr2Write::not_modelled)
        chip_.report(nor_rule::kNotModelled, result.why);
    if (result.verdict == NorRegisters::Cr2Write::reserved || !non_volatile) {
        wel = false;
        return;
    }
    chip_.run_register_write([] {});
}

void MacronixOctalModel::change_dpb() {
    const auto value = register_value();
    if (value && !chip_.begin_instant()) return;
    if (value) locks_.lock(chip_.transfer().address, *value != 0);
    wel = false;
}

void MacronixOctalModel::change_fast_boot() {
    const auto& bytes = chip_.transfer().bytes;
    if (bytes.size() != 4) {
        complain(nor_rule::kByteBoundary, "the fast boot register has 4 bytes");
        return;
    }
    std::array<std::uint8_t, 4> value{};
    const std::size_t swap = dtr() ? 1 : 0;
    for (std::size_t i = 0; i < 4; ++i) value[i] = bytes[i ^ swap];
    if (!(value[0] & 1))
        chip_.report(nor_rule::kNotModelled, "fast boot register: FBE# = 0, fast boot is not modelled");
    chip_.start_register_write([this, value] {
        for (std::size_t i = 0; i < 4; ++i) registers_.fast_boot[i] &= value[i];
    });
}

} // namespace vb
