// Messages of the ST-LINK server's protocol: mostly well formed, with odd addresses, sizes and alignments,
// some mutated. Behind the port is a whole board whose core runs what it is given.
#include "core/board.hpp"
#include "probe/little-endian.hpp"
#include "probe/stlink-server.hpp"
#include "program/report.hpp"
#include "tests/fuzz/cases.hpp"
#include "tests/fuzz/random.hpp"

#include <stdexcept>

namespace fuzz {

namespace {

using namespace vb::stlink;

constexpr std::size_t kMessages = 200; // of one case
constexpr vb::Picoseconds kLongest = 20 * vb::kPerSecond;

// Where something is: memories, their ends, registers with effects, and nothing at all.
std::uint32_t address(Random& random) {
    static const std::vector<std::uint32_t> kPlaces{
        0x00000000, 0x0000FFFC, 0x08000000, 0x0800FFFC, 0x08FFF800, 0x1FF00000, 0x20000000, 0x24000000,
        0x240003FC, 0x2401FFFC, 0x24071FFC, 0x25000000, 0x30000000, 0x38800000, 0x40000000, 0x40004800,
        0x52002000, 0x52002010, 0x5200A000, 0x5200A040, 0x5200A050, 0x5200A110, 0x5200B400, 0x58000400,
        0x58004800, 0x58020000, 0x58023400, 0x58024400, 0x58024540, 0x5802480C, 0x5C001000, 0x70000000,
        0x71FFFFFC, 0x90000000, 0xE000ED00, 0xE000ED0C, 0xE000ED28, 0xE000EDF0, 0xE000EDF4, 0xE000EDF8,
        0xE000EDFC, 0xE0001000, 0xE0002000, 0xE000E010, 0xE00FE000, 0xFFFFFFF0};
    if (random.one_in(8)) return std::uint32_t(random.next());
    const std::uint32_t place = random.pick(kPlaces);
    return random.one_in(3) ? place + std::uint32_t(random.below(2048)) - 1024 : place;
}

Bytes usb(Random& random, const Bytes& command, std::uint8_t direction, std::uint32_t size,
          const Bytes& data = {}) {
    Bytes message(kUsbMessageHeader);
    message[0] = kSendUsbCommand;
    message[4] = 1; // the connection
    std::copy_n(command.begin(), std::min<std::size_t>(command.size(), 16), message.begin() + 8);
    message[24] = direction;
    vb::put32(message, 28, size);
    message.insert(message.end(), data.begin(), data.end());
    if (random.one_in(40)) mutate(message, random);
    return message;
}

Bytes bytes(Random& random, std::size_t count) {
    Bytes result(count);
    for (auto& byte : result) byte = std::uint8_t(random.next());
    return result;
}

Bytes memory_command(Random& random, std::uint8_t code, std::size_t length) {
    Bytes command(16);
    command[0] = kDebug;
    command[1] = code;
    vb::put32(command, 2, address(random));
    vb::put16(command, 6, std::uint16_t(length));
    command[8] = random.pick({std::uint8_t(1), std::uint8_t(1), std::uint8_t(0), std::uint8_t(7)}); // AP
    if (random.one_in(4)) vb::put32(command, 8, random.number());
    return command;
}

std::size_t length(Random& random) {
    return random.one_in(6) ? random.below(10'300)
                            : random.pick({1u, 2u, 3u, 4u, 8u, 63u, 64u, 1024u, 6144u, 6148u});
}

Bytes memory(Random& random) {
    const std::size_t count = length(random);
    if (random.one_in(2)) {
        const auto code = random.pick({kReadMem8, kReadMem16, kReadMem32, kReadMem32NoInc});
        return usb(random, memory_command(random, code, count), kRead,
                   std::uint32_t(random.one_in(5) ? length(random) : count));
    }
    const auto code = random.pick({kWriteMem8, kWriteMem16, kWriteMem32, kWriteMem32NoInc});
    const Bytes data = bytes(random, std::min<std::size_t>(count, 10'208));
    return usb(random, memory_command(random, code, count), kWrite, std::uint32_t(data.size()), data);
}

Bytes misc(Random& random) {
    const auto items = std::uint32_t(random.one_in(4) ? random.number() : random.below(20));
    Bytes command{kDebug, kRwMiscOut};
    command.resize(16);
    vb::put32(command, 2, items);
    const std::size_t most = std::min<std::size_t>(items, 1300);
    Bytes data((most + 3) / 4 * 4 + 4 * most);
    for (std::size_t n = 0; n < most; ++n) {
        data[n] = std::uint8_t(random.below(7));
        vb::put32(data, (most + 3) / 4 * 4 + 4 * n, random.one_in(3) ? random.number() : address(random));
    }
    if (random.one_in(8)) data.resize(random.below(data.size() + 1));
    return usb(random, command, kWrite, std::uint32_t(data.size()), data);
}

Bytes debug(Random& random) {
    static const std::vector<std::uint8_t> kCodes{
        kExit,          kEnter,        kReadIdcodes, kResetSys,         kReadReg,      kWriteReg,
        kWriteDebugReg, kReadDebugReg, kReadAllRegs, kGetLastRwStatus,  kDriveNrst,    kInitAp,
        kCloseAp,       kReadDapReg,   kWriteDapReg, kGetLastRwStatus2, kStartTraceRx, kGetTraceNb,
        kStopTraceRx,   kSetComFreq,   kGetComFreq,  kRwMiscIn};
    Bytes command = bytes(random, 16);
    command[0] = kDebug;
    command[1] = random.one_in(10) ? std::uint8_t(random.next()) : random.pick(kCodes);
    switch (command[1]) {
    case kEnter: command[2] = random.one_in(4) ? command[2] : kEnterSwdNoReset; break;
    case kReadReg: command[2] = std::uint8_t(random.below(24)); break;
    case kWriteReg:
        command[2] = std::uint8_t(random.below(24));
        vb::put32(command, 3, address(random) | 1);
        break;
    case kReadDebugReg:
    case kWriteDebugReg:
        vb::put32(command, 2, address(random));
        if (random.one_in(2)) vb::put32(command, 6, 0xA05F0000 | std::uint32_t(random.below(16)));
        break;
    case kReadDapReg:
    case kWriteDapReg:
        vb::put16(command, 2,
                  random.pick({std::uint16_t(0), std::uint16_t(1), std::uint16_t(0xFFFF), std::uint16_t(9)}));
        vb::put16(command, 4, std::uint16_t(random.below(64) * 4));
        break;
    case kDriveNrst: command[2] = std::uint8_t(random.below(4)); break;
    default: break;
    }
    return usb(random, command, kRead, std::uint32_t(random.one_in(8) ? random.below(10'300) : 88));
}

Bytes server(Random& random) {
    Bytes message(8);
    message[0] = std::uint8_t(random.one_in(30) ? random.next() : random.below(7));
    if (message[0] == kCloseDevice && !random.one_in(6)) message[0] = kOpenDevice;
    message[1] = std::uint8_t(random.below(3));
    vb::put32(message, 4, random.one_in(3) ? random.number() : message[0] == kGetDeviceInfo ? 41 : 1);
    switch (message[0]) {
    case kRefreshDeviceList: message.resize(2); break;
    case kGetNumberOfDevices: message.resize(1); break;
    case kGetServerVersion: message.resize(4); break;
    default: break;
    }
    return message;
}

Bytes message(Random& random) {
    switch (random.below(8)) {
    case 0: return server(random);
    case 1: return misc(random);
    case 2:
    case 3: return debug(random);
    default: return memory(random);
    }
}

const Bytes kOpen{kOpenDevice, 0, 0, 0, 1, 0, 0, 0};

} // namespace

void stlink_case(std::uint64_t number) {
    Random random(number);
    const auto board = vb::make_board("nucleo-h7s3l8");
    const vb::Costs costs;
    vb::StlinkFirmware firmware(board->debug_port(), board->executive(), costs);
    for (std::uint8_t& byte : board->internal_flash().bytes.first(4096)) byte = std::uint8_t(random.next());
    vb::put32(board->internal_flash().bytes, 0, 0x24010000);
    vb::put32(board->internal_flash().bytes, 4, 0x08000009);
    board->power_on();
    std::size_t left = kMessages;
    while (left > 0) { // conversations
        vb::StlinkConversation conversation(firmware, {}, board->probe_faults());
        Bytes pending = kOpen, reply;
        const Bytes enter = usb(random, {kDebug, kEnter, kEnterSwdNoReset}, kRead, 2);
        pending.insert(pending.end(), enter.begin(), enter.end());
        try {
            for (; left > 0; --left) {
                const Bytes one = message(random);
                pending.insert(pending.end(), one.begin(), one.end());
                while (const auto size = conversation.take(pending, reply)) {
                    if (*size == 0 || *size > pending.size())
                        throw std::logic_error("a message of no such size");
                    pending.erase(pending.begin(), pending.begin() + std::ptrdiff_t(*size));
                }
                if (random.one_in(60)) break; // the client leaves
            }
        } catch (const vb::ProtocolError&) { // the client is dropped
            if (left > 0) --left;
        }
        if (board->executive().timeline().now() > kLongest) break;
    }
    (void)vb::text_of(vb::make_report(*board, {firmware.swd(), firmware.usb_commands()}));
}

} // namespace fuzz
