// What a command does once CS# has risen.
#include "chips/nor-rules.hpp"
#include "chips/serial-nor.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace vb {

void SerialNor::execute(const NorCommand& command, bool reset_enabled) {
    using enum NorOp;
    if (needs_write_enable(command.op) && !registers_.wel) {
        report(nor_rule::kNoWriteEnable, name_of(command) + ": WEL is 0");
        return;
    }
    if (command.data == NorData::in && now_.bytes.empty()) {
        report(nor_rule::kNoData, name_of(command) + ": CS# rose before any data");
        return;
    }
    switch (command.op) {
    case write_enable:
    case write_disable:
        if (begin_instant()) registers_.wel = command.op == write_enable;
        break;
    case program:
        load_page_buffer(true);
        program_page();
        break;
    case write_buffer_initial:
    case write_buffer_continue: load_page_buffer(command.op == write_buffer_initial); break;
    case write_buffer_confirm: program_page(); break;
    case erase_sector: erase(part_.sector, now_.address); break;
    case erase_block: erase(part_.block, now_.address); break;
    case erase_chip: erase(part_.chip, 0); break;
    case reset_enable: reset_enabled_ = true; break;
    case reset:
        if (reset_enabled)
            software_reset();
        else
            report(nor_rule::kResetNotEnabled,
                   name_of(command) + ": the command before was not reset enable");
        break;
    case suspend: suspend_operation(); break;
    case resume:
        if (timer_.suspended()) registers_.wel = true;
        timer_.resume();
        break;
    case power_down: powered_down_ = true; break;
    case release_power_down:
        if (std::exchange(powered_down_, false)) ready_at_ = timeline_.now() + part_.power_down_exit;
        break;
    default: execute_register_write(command); break;
    }
}

void SerialNor::execute_register_write(const NorCommand& command) {
    using enum NorOp;
    switch (command.op) {
    case write_status: change_status(); break;
    case write_configuration2: change_configuration2(); break;
    case write_security: start_register_write([this] { registers_.lock_secured_otp(); }); break;
    case set_burst_length:
        if (auto value = register_value(); value && begin_instant()) registers_.set_burst_length(*value);
        break;
    case write_fast_boot: change_fast_boot(); break;
    case erase_fast_boot: start_register_write([this] { registers_.fast_boot.fill(0xFF); }); break;
    case write_dpb: change_dpb(); break;
    case gang_lock:
    case gang_unlock:
        if (!begin_instant()) break;
        registers_.wel = false;
        protection_.lock_all(command.op == gang_lock);
        break;
    case write_protect_selection: start_register_write([this] { registers_.wpsel = true; }); break;
    default: break;
    }
}

void SerialNor::finish_read() {
    if (!is_array_read(now_.command->op)) return;
    const std::uint64_t count = now_.out.bytes();
    bytes_read_ += count;
    if (!timer_.suspended()) return;
    const NorOperation& operation = *timer_.operation();
    if (now_.address < operation.first + std::uint64_t(operation.bytes) &&
        operation.first < now_.address + count)
        report(nor_rule::kReadsSuspended,
               fmt::format("{} at 0x{:08X}: an operation on 0x{:08X} is suspended, its cells are undefined",
                           name_of(*now_.command), now_.address, operation.first));
}

// One register's new value. In 8D it takes both edges; the chip is taken to keep D0, which is on the falling
// edge as in the array. No document says which, so software has to send it twice.
std::optional<std::uint8_t> SerialNor::register_value() {
    const bool dtr = now_.protocol == Protocol::octal_dtr;
    if (now_.bytes.size() != (dtr ? 2u : 1u)) {
        report(nor_rule::kByteBoundary, fmt::format("{}: {} bytes of data for a register of one",
                                                    name_of(*now_.command), now_.bytes.size()));
        return std::nullopt;
    }
    if (dtr && now_.bytes[0] != now_.bytes[1])
        report(nor_rule::kRegisterPair,
               fmt::format("{}: 0x{:02X} on the rising edge, 0x{:02X} on the falling edge",
                           name_of(*now_.command), now_.bytes[0], now_.bytes[1]));
    return now_.bytes.back();
}

// In SPI one command writes SR or SR and CR; in OPI the address says which.
void SerialNor::change_status() {
    std::optional<std::uint8_t> status, configuration;
    if (now_.protocol == Protocol::spi && now_.bytes.size() == 2) {
        status = now_.bytes[0];
        configuration = now_.bytes[1];
    } else {
        (now_.address == 1 ? configuration : status) = register_value();
    }
    if (!status && !configuration) return;
    if (configuration && *configuration & 0x10)
        report(nor_rule::kNotModelled, "CR.PBE: the preamble is not modelled");
    auto apply = [this, status, configuration] {
        if (status) registers_.write_status(*status);
        if (configuration) registers_.write_configuration(*configuration);
    };
    // No cell has to change: done at once. The sequence to 8D-8D-8D in SFDP FF0Ah writes SR = 0 and the drive
    // strength and goes on without a wait; ST's boot images of 2024 for this chip do just that.
    if (!registers_.changes_cells(status, configuration)) {
        if (!begin_instant()) return;
        apply();
        registers_.wel = false;
        return;
    }
    start_register_write(std::move(apply));
}

void SerialNor::change_configuration2() {
    const auto value = register_value();
    if (!value) return;
    const bool non_volatile = NorRegisters::configuration2_is_non_volatile(now_.address);
    if (!operations_.begin(non_volatile ? part_.write_register.of(timing_) : 0)) return;
    const auto result = registers_.write_configuration2(now_.address, *value);
    if (result.verdict == NorRegisters::Cr2Write::reserved) report(nor_rule::kReserved, result.why);
    if (result.verdict == NorRegisters::Cr2Write::not_modelled) report(nor_rule::kNotModelled, result.why);
    if (result.verdict == NorRegisters::Cr2Write::reserved || !non_volatile) {
        registers_.wel = false;
        return;
    }
    run_register_write([] {});
}

void SerialNor::change_dpb() {
    const auto value = register_value();
    if (value && !begin_instant()) return;
    if (value) protection_.lock(now_.address, *value != 0);
    registers_.wel = false;
}

void SerialNor::change_fast_boot() {
    if (now_.bytes.size() != 4) {
        report(nor_rule::kByteBoundary, name_of(*now_.command) + ": the fast boot register has 4 bytes");
        return;
    }
    std::array<std::uint8_t, 4> value{};
    const std::size_t swap = now_.protocol == Protocol::octal_dtr ? 1 : 0;
    for (std::size_t i = 0; i < 4; ++i) value[i] = now_.bytes[i ^ swap];
    if (!(value[0] & 1))
        report(nor_rule::kNotModelled, "fast boot register: FBE# = 0, fast boot is not modelled");
    start_register_write([this, value] {
        for (std::size_t i = 0; i < 4; ++i) registers_.fast_boot[i] &= value[i];
    });
}

void SerialNor::start_register_write(std::function<void()> apply) {
    if (operations_.begin(part_.write_register.of(timing_))) run_register_write(std::move(apply));
}

void SerialNor::run_register_write(std::function<void()> apply) {
    NorOperation operation;
    operation.duration = part_.write_register.of(timing_);
    operation.abort_recovery = part_.write_register_abort_recovery;
    operation.finish = [this, apply = std::move(apply)] {
        apply();
        registers_.wel = false;
    };
    timer_.start(std::move(operation));
}

// Only the last page's worth of bytes stays; beyond the end of the page they go on at its beginning.
void SerialNor::load_page_buffer(bool clear) {
    const std::uint32_t column = now_.address % part_.page;
    if (clear) std::fill(page_buffer_.begin(), page_buffer_.end(), 0xFF);
    if (column + now_.bytes.size() > part_.page)
        report(nor_rule::kPageWrap,
               fmt::format("{}: {} bytes at 0x{:08X} wrap around in the page of {}", name_of(*now_.command),
                           now_.bytes.size(), now_.address, part_.page));
    const std::size_t swap = now_.protocol == Protocol::octal_dtr ? 1 : 0;
    for (std::size_t i = 0; i < now_.bytes.size(); ++i)
        page_buffer_[(column + i) % part_.page] = now_.bytes[i ^ swap];
    buffered_page_ = now_.address - column;
}

void SerialNor::check_programs_ones() {
    const auto cells = array_.bytes().subspan(*buffered_page_, part_.page);
    for (std::uint32_t i = 0; i < part_.page; ++i) {
        if (page_buffer_[i] == 0xFF || !(page_buffer_[i] & ~cells[i])) continue;
        report(nor_rule::kProgramsOneOverZero,
               fmt::format("program of 0x{:02X} at 0x{:08X} over 0x{:02X}: bits do not go from 0 to 1",
                           page_buffer_[i], *buffered_page_ + i, cells[i]));
        return;
    }
}

bool SerialNor::refuse_protected(std::uint32_t first, std::uint32_t count, bool& failed) {
    if (!protection_.protects(first, count, registers_.wpsel, registers_.block_protect(),
                              registers_.protect_from_bottom()))
        return false;
    registers_.wel = false;
    failed = true;
    return true;
}

void SerialNor::program_page() {
    if (!buffered_page_) {
        report(nor_rule::kNoData, name_of(*now_.command) + ": the write buffer was not filled");
        return;
    }
    const std::uint32_t first = *buffered_page_;
    if (refuse_protected(first, part_.page, registers_.program_failed)) return;
    check_programs_ones();
    buffered_page_.reset();
    NorOperation operation;
    operation.work = NorWork::program;
    operation.first = first;
    operation.bytes = part_.page;
    operation.duration = part_.program.of(timing_);
    operation.suspendable = true;
    operation.suspend_latency = part_.program_suspend;
    operation.resume_to_suspend = part_.program_resume_to_suspend;
    operation.abort_recovery = part_.program_abort_recovery;
    operation.finish = [this, first, data = page_buffer_] {
        registers_.program_failed = !array_.program(first, data);
        registers_.wel = false;
        ++pages_programmed_;
    };
    operation.abandon = [this, first, data = page_buffer_] { array_.abandon_program(first, data); };
    if (operations_.begin(operation.duration)) timer_.start(std::move(operation));
}

void SerialNor::erase(const NorErase& erase, std::uint32_t address) {
    const std::uint32_t count = erase.bytes, first = address - address % count;
    if (refuse_protected(first, count, registers_.erase_failed)) return;
    NorOperation operation;
    operation.work = NorWork::erase;
    operation.first = first;
    operation.bytes = count;
    operation.duration = erase.time.of(timing_);
    operation.suspendable = count != part_.bytes;
    operation.suspend_latency = part_.erase_suspend;
    operation.resume_to_suspend = part_.erase_resume_to_suspend;
    operation.abort_recovery = erase.abort_recovery;
    operation.finish = [this, first, count] {
        registers_.erase_failed = !array_.erase(first, count);
        registers_.wel = false;
        ++erases_[count];
    };
    operation.abandon = [this, first, count] { array_.abandon_erase(first, count); };
    if (operations_.begin(operation.duration)) timer_.start(std::move(operation));
}

// The cells are half done while it rests; finishing afterwards makes them right, as `finish` only adds to
// that.
void SerialNor::suspend_operation() {
    timer_.suspend([this] {
        registers_.wel = false;
        timer_.operation()->abandon();
    });
}

void SerialNor::software_reset() { reset_to_defaults(part_.reset_recovery); }

void SerialNor::reset_to_defaults(Picoseconds recovery) {
    recovery = std::max(recovery, timer_.abandon());
    registers_.load_defaults();
    powered_down_ = reset_enabled_ = false;
    buffered_page_.reset();
    ready_at_ = reset_until_ = timeline_.now() + recovery;
}

void SerialNor::hardware_reset() {
    now_.phase = Phase::ignored;
    now_.not_understood.reset();
    reset_to_defaults(part_.reset_pin_recovery);
}

void SerialNor::set_non_volatile(const NorNonVolatile& bits) {
    registers_.write_status(bits.status);
    registers_.write_configuration(bits.configuration);
    registers_.wpsel = bits.wpsel;
    registers_.set_mode(bits.mode, true);
}

void SerialNor::leave_as(NorLeftAs left, Protocol mode) {
    constexpr std::uint32_t kBlock = 1u << 20;
    if (mode != Protocol::spi) registers_.set_mode(mode, false);
    switch (left) {
    case NorLeftAs::idle: break;
    case NorLeftAs::power_down: powered_down_ = true; break;
    case NorLeftAs::erase_suspended:
        erase(part_.block, kBlock);
        suspend_operation();
        break;
    case NorLeftAs::program_suspended:
        std::fill(page_buffer_.begin(), page_buffer_.end(), 0x00);
        buffered_page_ = kBlock;
        program_page();
        suspend_operation();
        break;
    }
    operations_.restart(); // what software did before is not counted
}

void SerialNor::lose_supply() {
    (void)timer_.abandon();
    absent_ = true;
}

void SerialNor::power_on() {
    selected_ = false;
    reset_to_defaults(0);
    ready_at_ = reset_until_ = timeline_.now(); // the power-up time of this part was not found
    if (registers_.wpsel) protection_.lock_all(true);
    operations_.restart();
}

} // namespace vb
