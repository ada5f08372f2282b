// What a command means before CS# rises: is it known and admitted now, and what does the chip answer?
#include "chips/nor-rules.hpp"
#include "chips/serial-nor.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace vb {
namespace {

const char* name_of_protocol(Protocol p) {
    return p == Protocol::spi ? "SPI" : p == Protocol::octal_str ? "8S-8S-8S" : "8D-8D-8D";
}

bool addresses_array(NorOp op) {
    using enum NorOp;
    switch (op) {
    case program:
    case erase_sector:
    case erase_block:
    case write_buffer_initial:
    case write_buffer_continue:
    case read_buffer:
    case read_dpb:
    case write_dpb: return true;
    default: return is_array_read(op);
    }
}

// HARDWARE 11: the register commands' address in OPI is 0, that of CR is 1.
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

std::string SerialNor::name_of(const NorCommand& command) const {
    return fmt::format("command 0x{:02X} in {}", command.opcode, name_of_protocol(now_.protocol));
}

void SerialNor::decode_opcode() {
    unsigned opcode = now_.bytes[0];
    if (now_.protocol != Protocol::spi) opcode = opcode << 8 | now_.bytes[1];
    const NorCommand* close = nullptr; // right first byte, wrong second
    for (const NorCommand& c : part_.commands) {
        if (!c.in(now_.protocol)) continue;
        if (c.opcode == opcode) now_.command = &c;
        if (now_.protocol != Protocol::spi && c.opcode >> 8 == opcode >> 8) close = &c;
    }
    if (!now_.command) {
        now_.phase = Phase::ignored;
        if (close)
            now_.not_understood =
                Complaint{nor_rule::kWrongComplement,
                          fmt::format("opcode 0x{:04X} in {}: the second byte should be 0x{:02X}", opcode,
                                      name_of_protocol(now_.protocol), close->opcode & 0xFF)};
        else
            now_.not_understood =
                Complaint{nor_rule::kUnknownOpcode, fmt::format("opcode 0x{:02X} is unknown in {}", opcode,
                                                                name_of_protocol(now_.protocol))};
        return;
    }
    if (!admit(*now_.command)) {
        now_.phase = Phase::ignored;
    } else if (now_.command->address_bytes) {
        enter_input(Phase::address);
    } else {
        decode_address();
    }
}

bool SerialNor::admit(const NorCommand& command) {
    const bool resets = command.op == NorOp::reset_enable || command.op == NorOp::reset;
    if (timeline_.now() < ready_at_) {
        // Resets are repeated in every protocol; those that come after the one that worked are not heard.
        if (!resets)
            report(nor_rule::kRecovering,
                   fmt::format("{}: the chip still recovers for {:.1f} us", name_of(command),
                               double(ready_at_ - timeline_.now()) / kPerMicrosecond));
        // Busy in a reset, it says so: ST's flash algorithms wait for nothing but WIP = 0 after one.
        return command.op == NorOp::read_status && resetting();
    }
    if (powered_down_ && !resets && command.op != NorOp::release_power_down) {
        report(nor_rule::kDeepPowerDown, name_of(command) + ": the chip is in deep power-down");
        return false;
    }
    // Software that does not know what the chip is doing has to send it: it has no effect here, and no other.
    const bool releases = command.op == NorOp::release_power_down;
    if (releases && (timer_.busy() || timer_.suspended())) return false;
    if (timer_.busy() && !works_while_busy(command.op)) {
        report(nor_rule::kBusy, name_of(command) + ": an operation is in progress (WIP = 1)");
        return false;
    }
    if (timer_.suspended() && !works_while_suspended(command.op)) {
        report(nor_rule::kSuspended, name_of(command) + ": not allowed while an operation is suspended");
        return false;
    }
    return admit_clock(command);
}

// Too high a clock: what the chip takes in is not executed, what it answers is garbage (see begin_reply).
bool SerialNor::admit_clock(const NorCommand& command) {
    const bool spi = now_.protocol == Protocol::spi;
    const std::uint64_t limit = !spi                        ? part_.octal_hz
                                : command.op == NorOp::read ? part_.read_hz
                                                            : part_.spi_hz;
    if (now_.pins.clock_hz <= limit) return true;
    report(nor_rule::kClockTooHigh,
           fmt::format("{}: clock of {:.1f} MHz, at most {:.1f} MHz", name_of(command),
                       double(now_.pins.clock_hz) / 1e6, double(limit) / 1e6));
    return command.data == NorData::out;
}

void SerialNor::decode_address() {
    const NorCommand& command = *now_.command;
    now_.address = 0;
    for (unsigned i = 0; i < command.address_bytes; ++i) now_.address = now_.address << 8 | now_.bytes[i];
    if (command.address_bytes && !admit_address()) {
        now_.phase = Phase::ignored;
        return;
    }
    if (command.data == NorData::none) {
        now_.phase = Phase::complete;
    } else if (command.data == NorData::in) {
        enter_input(Phase::data_in);
    } else {
        constexpr unsigned kClocks[] = {0, 4, 8, 20};
        now_.dummy_left =
            command.dummy == NorDummy::array ? registers_.dummy_cycles() : kClocks[unsigned(command.dummy)];
        now_.phase = Phase::dummy;
        if (now_.dummy_left == 0) begin_reply();
    }
}

bool SerialNor::admit_address() {
    const NorCommand& command = *now_.command;
    if (!addresses_array(command.op)) {
        if (!good_register_address(command.op, now_.address))
            report(nor_rule::kReserved, fmt::format("{}: address 0x{:08X} is none of the register's",
                                                    name_of(command), now_.address));
        return true;
    }
    if (now_.protocol == Protocol::octal_dtr && now_.address % 2) {
        report(nor_rule::kOddAddress,
               fmt::format("{}: odd address 0x{:08X}", name_of(command), now_.address));
        return false;
    }
    if (now_.address >= part_.bytes) {
        report(nor_rule::kOutOfRange,
               fmt::format("{}: address 0x{:08X} is beyond the {} MiB of {}", name_of(command), now_.address,
                           part_.bytes >> 20, part_.name));
        now_.address %= part_.bytes; // the chip does not decode the upper bits
    }
    return true;
}

void SerialNor::begin_reply() {
    const NorCommand& command = *now_.command;
    const bool from_array = is_array_read(command.op);
    WireReply reply = from_array ? array_reply() : register_reply();
    const bool spi = now_.protocol == Protocol::spi;
    reply.garbage |= now_.floated;
    reply.garbage |= now_.pins.clock_hz > (!spi                        ? part_.octal_hz
                                           : command.op == NorOp::read ? part_.read_hz
                                                                       : part_.spi_hz);
    now_.out.begin(lane_of(now_.protocol), reply);
    now_.phase = Phase::data_out;
}

WireReply SerialNor::array_reply() {
    WireReply reply{array_.bytes(), now_.address, now_.protocol == Protocol::octal_dtr, false};
    if (now_.command->op != NorOp::octal_read) return reply;
    if (const std::uint32_t wrap = registers_.wrap_bytes()) {
        reply.ring = array_.bytes().subspan(now_.address & ~(wrap - 1), wrap);
        reply.position = now_.address & (wrap - 1);
    }
    for (const auto& limit : part_.octal_read_limits) {
        if (limit.dummy_cycles != registers_.dummy_cycles() || now_.pins.clock_hz <= limit.hz) continue;
        report(nor_rule::kDummyCycles,
               fmt::format("{}: CR2 at 0x300 asks for {} dummy cycles, good for {:.1f} MHz, the clock is "
                           "{:.1f} MHz",
                           name_of(*now_.command), limit.dummy_cycles, double(limit.hz) / 1e6,
                           double(now_.pins.clock_hz) / 1e6));
        reply.garbage = true;
    }
    return reply;
}

// In 8D each byte of a register is there on both edges: C2 C2 81 81 39 39 (the octal DTR driver of Linux
// checks the ID so). SFDP, page buffer and fast boot register: order of the array, by BFPT DWORD 18 bit 31;
// not documented.
WireReply SerialNor::register_reply() {
    using enum NorOp;
    const bool dtr = now_.protocol == Protocol::octal_dtr;
    auto one = [&](std::uint8_t value) { reply_.assign(2, value); };
    switch (now_.command->op) {
    case read_sfdp: return {sfdp_, now_.address % sfdp_.size(), dtr, false};
    case read_buffer: return {page_buffer_, now_.address % part_.page, dtr, false};
    case read_fast_boot: return {registers_.fast_boot, 0, dtr, false};
    case read_id:
        reply_.clear();
        for (std::uint8_t byte : part_.id) reply_.insert(reply_.end(), dtr ? 2 : 1, byte);
        break;
    case read_status: one(registers_.status(timer_.busy() || resetting())); break;
    case read_configuration: one(registers_.configuration()); break;
    case read_configuration2:
        if (!NorRegisters::has_configuration2(now_.address))
            report(nor_rule::kReserved, fmt::format("CR2 has no register at 0x{:08X}", now_.address));
        one(registers_.configuration2(now_.address));
        break;
    case read_security: {
        const bool suspended = timer_.suspended();
        const bool program = suspended && timer_.operation()->work == NorWork::program;
        one(registers_.security(program, suspended && !program));
        break;
    }
    case read_dpb: one(protection_.locked(now_.address) ? 0xFF : 0x00); break;
    default: one(0xFF); break;
    }
    return {reply_, 0, false, false};
}

} // namespace vb
