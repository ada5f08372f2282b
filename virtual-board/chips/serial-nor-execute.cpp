// What a command does once CS# has risen.
#include "chips/nor-rules.hpp"
#include "chips/serial-nor.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace vb {

void SerialNor::execute(const NorCommand& command, bool reset_enabled) {
    using enum NorOp;
    if (model_->needs_enable(command) && !model_->wel) {
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
        if (begin_instant()) model_->wel = command.op == write_enable;
        break;
    case program:
        load_page_buffer(true);
        program_page();
        break;
    case write_bytes: write_in_place(); break;
    case write_buffer_initial:
    case write_buffer_continue: load_page_buffer(command.op == write_buffer_initial); break;
    case write_buffer_confirm: program_page(); break;
    case erase_sector: erase(part_.sector, now_.address); break;
    case erase_block: erase(part_.block, now_.address); break;
    case erase_type: erase_by_type(); break;
    case erase_chip: erase(part_.chip, 0); break;
    case no_operation: break;
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
        if (timer_.suspended()) model_->wel = true;
        timer_.resume();
        break;
    case power_down: powered_down_ = true; break;
    case release_power_down:
        if (std::exchange(powered_down_, false)) ready_at_ = timeline_.now() + part_.power_down_exit;
        break;
    default: model_->execute(); break;
    }
}

void SerialNor::finish_read() {
    if (!is_array_read(now_.command->op)) return;
    const std::uint64_t count = now_.out.bytes();
    bytes_read_ += count;
    if (count && now_.beyond) complain_beyond();
    if (now_.mode_floated)
        report(nor_rule::kModeBitsFloat,
               name_of(*now_.command) + ": nobody drove what says whether the next read has an opcode");
    if (!timer_.suspended()) return;
    const NorOperation& operation = *timer_.operation();
    if (now_.address < operation.first + std::uint64_t(operation.bytes) &&
        operation.first < now_.address + count)
        report(nor_rule::kReadsSuspended,
               fmt::format("{} at 0x{:08X}: an operation on 0x{:08X} is suspended, its cells are undefined",
                           name_of(*now_.command), now_.address, operation.first));
}

void SerialNor::run_register_write(std::function<void()> apply) {
    NorOperation operation;
    operation.duration = part_.write_register.of(timing_);
    operation.abort_recovery = part_.write_register_abort_recovery;
    operation.finish = [this, apply = std::move(apply)] {
        apply();
        model_->wel = false;
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

bool SerialNor::refuse_protected(std::uint32_t first, std::uint32_t count, NorWork work) {
    if (!model_->protects(first, count)) return false;
    model_->wel = false;
    model_->failed(work, true);
    return true;
}

void SerialNor::program_page() {
    if (!buffered_page_) {
        report(nor_rule::kNoData, name_of(*now_.command) + ": the write buffer was not filled");
        return;
    }
    const std::uint32_t first = *buffered_page_;
    if (refuse_protected(first, part_.page, NorWork::program)) return;
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
        model_->failed(NorWork::program, !array_.program(first, data));
        model_->wel = false;
        ++pages_programmed_;
    };
    operation.abandon = [this, first, data = page_buffer_] { array_.abandon_program(first, data); };
    if (operations_.begin(operation.duration)) timer_.start(std::move(operation));
}

// An EEPROM: the bytes that were sent, round and round in the page, and no other. Cut short, words of four
// bytes that have one of them are anything: the ECC's unit on M95.
void SerialNor::write_in_place() {
    const std::uint32_t column = now_.address % part_.page, page = now_.address - column;
    const auto count = std::uint32_t(now_.bytes.size());
    if (column + count > part_.page)
        report(nor_rule::kPageWrap, fmt::format("{}: {} bytes at 0x{:08X} wrap around in the page of {}",
                                                name_of(*now_.command), count, now_.address, part_.page));
    if (refuse_protected(page, part_.page, NorWork::program)) return;
    const auto cells = array_.bytes().subspan(page, part_.page);
    std::vector<std::uint8_t> data(cells.begin(), cells.end());
    for (std::uint32_t i = 0; i < count; ++i) data[(column + i) % part_.page] = now_.bytes[i];
    const bool wraps = column + count > part_.page;
    const std::uint32_t first = page + (wraps ? 0 : column & ~3u);
    const std::uint32_t touched = wraps ? part_.page : (column % 4 + count + 3) & ~3u;
    NorOperation operation;
    operation.work = NorWork::program;
    operation.first = page;
    operation.bytes = part_.page;
    operation.duration = part_.program.of(timing_);
    operation.finish = [this, page, data = std::move(data)] {
        array_.overwrite(page, data);
        model_->wel = false;
        ++pages_programmed_;
    };
    operation.abandon = [this, first, touched] { array_.abandon_erase(first, touched); };
    if (operations_.begin(operation.duration)) timer_.start(std::move(operation));
}

// With a sector map one opcode erases as much as the region of its address says.
void SerialNor::erase_by_type() {
    const NorErase* type = part_.erase_at(now_.command->opcode, now_.address);
    if (type)
        erase(*type, now_.address);
    else
        report(nor_rule::kUnknownOpcode, fmt::format("{}: nothing of that kind is erased at 0x{:08X}",
                                                     name_of(*now_.command), now_.address));
}

const NorErase& SerialNor::block_erase() const {
    const auto& types = part_.erase_types;
    const auto largest = std::max_element(
        types.begin(), types.end(), [](const NorErase& a, const NorErase& b) { return a.bytes < b.bytes; });
    return largest == types.end() ? part_.block : *largest;
}

void SerialNor::erase(const NorErase& erase, std::uint32_t address) {
    const std::uint32_t count = erase.bytes, first = address - address % count;
    if (refuse_protected(first, count, NorWork::erase)) return;
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
        model_->failed(NorWork::erase, !array_.erase(first, count));
        model_->wel = false;
        ++erases_[count];
    };
    operation.abandon = [this, first, count] { array_.abandon_erase(first, count); };
    if (operations_.begin(operation.duration)) timer_.start(std::move(operation));
}

// The cells are half done while it rests; finishing afterwards makes them right, as `finish` only adds to
// that.
void SerialNor::suspend_operation() {
    timer_.suspend([this] {
        model_->wel = false;
        timer_.operation()->abandon();
    });
}

void SerialNor::software_reset() { reset_to_defaults(NorReset::command, part_.reset_recovery); }

void SerialNor::reset_to_defaults(NorReset reset, Picoseconds recovery) {
    recovery = std::max(recovery, timer_.abandon());
    model_->load_defaults(reset);
    next_read_ = nullptr;
    powered_down_ = reset_enabled_ = false;
    buffered_page_.reset();
    ready_at_ = reset_until_ = timeline_.now() + recovery;
}

void SerialNor::hardware_reset() {
    now_.phase = Phase::ignored;
    now_.not_understood.reset();
    reset_to_defaults(NorReset::pin, part_.reset_pin_recovery);
}

void SerialNor::leave_as(NorLeftAs left, Protocol mode) {
    const std::uint32_t block = part_.bytes > 1u << 20 ? 1u << 20 : 0;
    if (mode != Protocol::spi) model_->set_mode(mode, false);
    const bool suspends = part_.family != NorFamily::eeprom;
    if (!suspends && left != NorLeftAs::power_down) left = NorLeftAs::idle;
    switch (left) {
    case NorLeftAs::idle: break;
    case NorLeftAs::power_down: powered_down_ = true; break;
    case NorLeftAs::erase_suspended:
        erase(block_erase(), block);
        suspend_operation();
        break;
    case NorLeftAs::program_suspended:
        std::fill(page_buffer_.begin(), page_buffer_.end(), 0x00);
        buffered_page_ = block;
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
    reset_to_defaults(NorReset::power_on, 0);
    ready_at_ = reset_until_ = timeline_.now(); // the power-up time of this part was not found
    operations_.restart();
}

} // namespace vb
