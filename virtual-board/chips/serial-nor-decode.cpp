// What a command means before CS# rises: is it known and admitted now, and what does the chip answer?
#include "chips/nor-rules.hpp"
#include "chips/serial-nor.hpp"

#include <fmt/format.h>

namespace vb {
namespace {

const char* name_of_protocol(Protocol p) {
    switch (p) {
    case Protocol::spi: return "SPI";
    case Protocol::qpi: return "QPI";
    case Protocol::octal_str: return "8S-8S-8S";
    default: return "8D-8D-8D";
    }
}

} // namespace

std::string SerialNor::name_of(const NorCommand& command) const {
    return fmt::format("command 0x{:02X} in {}", command.opcode, name_of_protocol(now_.protocol));
}

void SerialNor::decode_opcode() {
    unsigned opcode = now_.bytes[0];
    const bool octal = is_octal(now_.protocol);
    if (octal) opcode = opcode << 8 | now_.bytes[1];
    const NorCommand* close = nullptr; // right first byte, wrong second
    for (const NorCommand& c : part_.commands) {
        if (!c.in(now_.protocol)) continue;
        if (c.opcode == opcode) now_.command = &c;
        if (octal && c.opcode >> 8 == opcode >> 8) close = &c;
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
    if (auto refusal = model_->refuse(*now_.command)) {
        now_.not_understood = std::move(refusal);
        now_.not_understood->what = name_of(*now_.command) + ": " + now_.not_understood->what;
        now_.phase = Phase::ignored;
    } else if (!admit(*now_.command)) {
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
        return command.op == NorOp::read_status && resetting() && model_->status_while_resetting();
    }
    if (powered_down_ && resets && !model_->reset_wakes()) return false;
    if (powered_down_ && !resets && command.op != NorOp::release_power_down) {
        report(nor_rule::kDeepPowerDown, name_of(command) + ": the chip is in deep power-down");
        return false;
    }
    // Software that does not know what the chip is doing has to send it: it has no effect here, and no other.
    const bool releases = command.op == NorOp::release_power_down;
    if (releases && (timer_.busy() || timer_.suspended())) return false;
    if (timer_.busy() && !model_->while_busy(command.op)) {
        report(nor_rule::kBusy, name_of(command) + ": an operation is in progress (WIP = 1)");
        return false;
    }
    if (timer_.suspended() && !model_->while_suspended(command.op)) {
        report(nor_rule::kSuspended, name_of(command) + ": not allowed while an operation is suspended");
        return false;
    }
    return admit_clock(command);
}

// Too high a clock: what the chip takes in is not executed, what it answers is garbage (see begin_reply).
bool SerialNor::admit_clock(const NorCommand& command) {
    const std::uint64_t limit = model_->highest_clock(command);
    if (now_.pins.clock_hz <= limit) return true;
    report(nor_rule::kClockTooHigh,
           fmt::format("{}: clock of {:.1f} MHz, at most {:.1f} MHz", name_of(command),
                       double(now_.pins.clock_hz) / 1e6, double(limit) / 1e6));
    return command.data == NorData::out;
}

void SerialNor::decode_address() {
    const NorCommand& command = *now_.command;
    now_.address = 0;
    for (unsigned i = 0; i < now_.address_bytes; ++i) now_.address = now_.address << 8 | now_.bytes[i];
    if (command.address_bytes && !admit_address()) {
        now_.phase = Phase::ignored;
        return;
    }
    if (command.data == NorData::none) {
        now_.phase = Phase::complete;
    } else if (command.data == NorData::in) {
        enter_input(Phase::data_in);
    } else {
        begin_dummy();
    }
}

void SerialNor::begin_dummy() {
    const NorCommand& command = *now_.command;
    constexpr unsigned kClocks[] = {0, 4, 8, 20};
    switch (command.dummy) {
    case NorDummy::fixed: now_.dummy_left = command.dummy_clocks; break;
    case NorDummy::array:
    case NorDummy::model: now_.dummy_left = model_->dummy_cycles(command); break;
    default: now_.dummy_left = kClocks[unsigned(command.dummy)]; break;
    }
    now_.mode_left = command.mode_clocks;
    now_.first_dummy = now_.dummy_left && is_array_read(command.op) && model_->continues_by_first_dummy();
    now_.phase = Phase::dummy;
    if (now_.dummy_left == 0 && now_.mode_left == 0) begin_reply();
}

bool SerialNor::admit_address() {
    const NorCommand& command = *now_.command;
    if (!addresses_array(command.op)) {
        model_->check_register_address();
        return true;
    }
    if (now_.protocol == Protocol::octal_dtr && now_.address % 2) {
        report(nor_rule::kOddAddress,
               fmt::format("{}: odd address 0x{:08X}", name_of(command), now_.address));
        return false;
    }
    if (now_.address_bytes < 4) now_.address |= model_->upper_address();
    if (now_.address >= part_.bytes) {
        // What comes instead of an opcode while the chip expects an address may be meant to end that.
        if (now_.continued)
            now_.beyond = true;
        else
            complain_beyond();
        now_.address %= part_.bytes; // the chip does not decode the upper bits
    }
    return true;
}

void SerialNor::complain_beyond() {
    const std::string size =
        part_.bytes >> 20 ? fmt::format("{} MiB", part_.bytes >> 20) : fmt::format("{} bytes", part_.bytes);
    report(nor_rule::kOutOfRange, now_.continued
                                      ? fmt::format("{}: the address is beyond the {} of {}",
                                                    name_of(*now_.command), size, part_.name)
                                      : fmt::format("{}: address 0x{:08X} is beyond the {} of {}",
                                                    name_of(*now_.command), now_.address, size, part_.name));
}

void SerialNor::begin_reply() {
    const NorCommand& command = *now_.command;
    WireReply reply = is_array_read(command.op) ? array_reply() : register_reply();
    reply.garbage |= now_.floated;
    reply.garbage |= now_.pins.clock_hz > model_->highest_clock(command);
    now_.out.begin(lane(Phase::data_out), reply);
    now_.phase = Phase::data_out;
}

WireReply SerialNor::array_reply() {
    const NorCommand& command = *now_.command;
    WireReply reply{array_.bytes(), now_.address, now_.protocol == Protocol::octal_dtr, false};
    if (const std::uint32_t wrap = model_->wrap_bytes(command)) {
        reply.ring = array_.bytes().subspan(now_.address & ~(wrap - 1), wrap);
        reply.position = now_.address & (wrap - 1);
    }
    unsigned dummy = 0;
    const std::uint64_t limit = model_->highest_read_clock(command, dummy);
    if (now_.pins.clock_hz > limit) {
        report(nor_rule::kDummyCycles,
               fmt::format("{}: {} {} dummy cycles, good for {:.1f} MHz, the clock is {:.1f} MHz",
                           name_of(command), model_->dummy_setting(), dummy, double(limit) / 1e6,
                           double(now_.pins.clock_hz) / 1e6));
        reply.garbage = true;
    }
    return reply;
}

// In 8D each byte of the ID is there on both edges. SFDP, page buffer and fast boot register: order of the
// array, by BFPT DWORD 18 bit 31; not documented.
WireReply SerialNor::register_reply() {
    using enum NorOp;
    const bool dtr = now_.protocol == Protocol::octal_dtr;
    switch (now_.command->op) {
    case read_sfdp: return {sfdp_, now_.address % sfdp_.size(), dtr, false};
    case read_buffer: return {page_buffer_, now_.address % part_.page, dtr, false};
    case read_id:
        reply_.clear();
        for (std::uint8_t byte : part_.id) reply_.insert(reply_.end(), dtr ? 2 : 1, byte);
        break;
    default: model_->reply(reply_); break;
    }
    return {reply_, 0, dtr && now_.command->op == read_fast_boot, false};
}

} // namespace vb
