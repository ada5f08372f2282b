#include "probe/stlink-firmware.hpp"

#include "probe/little-endian.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace vb {

using namespace stlink;

void StlinkFirmware::usb_out(std::size_t bytes) {
    ++usb_commands_;
    link_.pass(costs_.usb_latency + (16 + bytes) * kPerSecond / costs_.usb_bytes_per_second);
}

void StlinkFirmware::usb_in(std::size_t bytes) {
    link_.pass(bytes * kPerSecond / costs_.usb_bytes_per_second);
}

void StlinkFirmware::write_command(Command command, std::span<const std::uint8_t> data) {
    usb_out(data.size());
    if (command[0] == kDebug) switch (command[1]) {
        case kWriteMem8: return write_memory(mem_block(command, 1, true), data);
        case kWriteMem16: return write_memory(mem_block(command, 2, true), data);
        case kWriteMem32: return write_memory(mem_block(command, 4, true), data);
        case kWriteMem32NoInc: return write_memory(mem_block(command, 4, false), data);
        case kRwMiscOut: return misc_out(command, data);
        default: break;
        }
    fmt::print(stderr, "virtual-board: ST-LINK command {:02x} {:02x} with data is not known; ignored\n",
               command[0], command[1]);
}

std::vector<std::uint8_t> StlinkFirmware::read_command(Command command, std::size_t size) {
    usb_out(0);
    Reply reply;
    switch (command[0]) {
    case kGetVersion: reply = version(); break;
    case kGetVersionEx: reply = version_ex(); break;
    case kGetCurrentMode: reply = {mode_, 0}; break;
    case kGetTargetVoltage: reply = target_voltage(); break;
    case kDebug: reply = debug_read(command, size); break;
    case kDfu: break; // already left: answers nothing
    default:
        fmt::print(stderr, "virtual-board: ST-LINK command {:02x} is not known\n", command[0]);
        reply = status_reply(Status::Fault);
    }
    reply.resize(size); // the host asks for the whole data stage
    usb_in(size);
    return reply;
}

void StlinkFirmware::close() {
    link_.nrst(false);
    link_.set_clock_hz(kSwdFrequencies[0] * 1000ull);
    mode_ = kModeMass;
    csw_.clear();
    misc_reply_.clear();
}

StlinkFirmware::Reply StlinkFirmware::debug_read(Command command, std::size_t size) {
    const std::size_t length = get16(command, 6);
    switch (command[1]) {
    case kReadMem8: return read_memory(mem_block(command, 1, true), length, size);
    case kReadMem16: return read_memory(mem_block(command, 2, true), length, size);
    case kReadMem32: return read_memory(mem_block(command, 4, true), length, size);
    case kReadMem32NoInc: return read_memory(mem_block(command, 4, false), length, size);
    case kRwMiscIn: return misc_reply_;
    case kGetLastRwStatus:
    case kGetLastRwStatus2: return last_rw_status();
    case kReadDapReg: return read_dap_register(get16(command, 2), get16(command, 4));
    case kReadReg: return read_register(command[2]);
    case kReadDebugReg: return read_debug_register(get32(command, 2));
    case kReadAllRegs: return all_registers();
    case kReadIdcodes: return idcodes();
    case kGetComFreq: return get_com_freq();
    case kSetComFreq: return set_com_freq(get32(command, 4));
    case kGetTraceNb: return {0, 0}; // SWO is not modelled: never a byte
    default: return debug_simple(command);
    }
}

StlinkFirmware::Reply StlinkFirmware::debug_simple(Command command) {
    switch (command[1]) {
    case kEnter: return status_reply(enter(command[2]));
    case kExit: mode_ = kModeMass; return {};
    case kWriteDapReg:
        return status_reply(write_dap_register(get16(command, 2), get16(command, 4), get32(command, 6)));
    case kInitAp: return status_reply(init_ap(command[2]));
    case kCloseAp: return status_reply(Status::Ok);
    case kDriveNrst: return status_reply(drive_nrst(command[2]));
    case kResetSys: return status_reply(core_.system_reset());
    case kWriteReg: return status_reply(core_.write_register(command[2], get32(command, 3)));
    case kWriteDebugReg: return status_reply(core_.write_debug(get32(command, 2), get32(command, 6)));
    case kStartTraceRx:
    case kStopTraceRx: return status_reply(Status::Ok);
    default:
        fmt::print(stderr, "virtual-board: ST-LINK debug command {:02x} is not known\n", command[1]);
        return status_reply(Status::Fault);
    }
}

MemBlock StlinkFirmware::mem_block(Command command, unsigned size, bool increment) const {
    const std::uint8_t ap = command[8];
    const std::uint32_t csw = get32(command, 8) & 0xFFFFFF00; // CSW bits 31..8 stand in bytes 9..11
    return {ap, csw ? csw : default_csw(ap), get32(command, 2), size, increment};
}

std::uint32_t StlinkFirmware::default_csw(std::uint8_t ap) const {
    const auto written = csw_.find(ap);
    return written == csw_.end() ? kDefaultCsw : written->second;
}

StlinkFirmware::Reply StlinkFirmware::read_memory(const MemBlock& block, std::size_t length,
                                                  std::size_t size) {
    Reply reply(std::min(length, size) / block.size * block.size);
    last_rw_ = reply.size() > kBufferSize ? Status::Fault : memory_.read(block, reply);
    last_rw_address_ = last_rw_ == Status::Ok ? 0 : memory_.fault_address();
    if (last_rw_ == Status::Ok) from_target_.pass(block.address, reply, block.size, block.increment);
    return reply;
}

void StlinkFirmware::write_memory(const MemBlock& block, std::span<const std::uint8_t> data) {
    const std::size_t length = data.size() / block.size * block.size;
    Reply arriving(data.begin(), data.begin() + std::ptrdiff_t(length));
    to_target_.pass(block.address, arriving, block.size, block.increment);
    last_rw_ = length > kBufferSize ? Status::Fault : memory_.write(block, arriving);
    last_rw_address_ = last_rw_ == Status::Ok ? 0 : memory_.fault_address();
}

StlinkFirmware::Status StlinkFirmware::write_item(std::uint8_t ap, std::uint32_t address,
                                                  std::uint32_t value) {
    Reply bytes(4);
    put32(bytes, 0, value);
    to_target_.pass(address, bytes, 4, true);
    return memory_.write_word(ap, default_csw(ap), address, get32(bytes, 0));
}

StlinkFirmware::Status StlinkFirmware::read_item(std::uint8_t ap, std::uint32_t address,
                                                 std::uint32_t& value) {
    const Status status = memory_.read_word(ap, default_csw(ap), address, value);
    Reply bytes(4);
    put32(bytes, 0, value);
    if (status == Status::Ok) from_target_.pass(address, bytes, 4, true);
    value = get32(bytes, 0);
    return status;
}

// Items: one byte each, padded to a word, then one word each. The answer has a value and a status word per
// item.
void StlinkFirmware::misc_out(Command command, std::span<const std::uint8_t> data) {
    const std::size_t items = get32(command, 2), values = (items + 3) / 4 * 4;
    misc_reply_.clear();
    if (items > kMaxMiscItems || data.size() < values + 4 * items) {
        fmt::print(stderr, "virtual-board: ST-LINK RW_MISC_OUT of {} items with {} bytes; ignored\n", items,
                   data.size());
        return;
    }
    misc_reply_.resize(8 * items);
    std::uint8_t ap = 0;
    std::uint32_t address = 0;
    for (std::size_t n = 0; n < items; ++n) {
        std::uint32_t value = get32(data, values + 4 * n);
        Status status = Status::Ok;
        switch (data[n]) {
        case kMiscApNumber: ap = std::uint8_t(value); break;
        case kMiscAddress: address = value; break;
        case kMiscWrite: status = write_item(ap, address, value); break;
        case kMiscRead: status = read_item(ap, value, value); break;
        default: status = Status::Fault;
        }
        put32(misc_reply_, 4 * n, value);
        put32(misc_reply_, 4 * (items + n), std::uint32_t(status));
    }
}

} // namespace vb
