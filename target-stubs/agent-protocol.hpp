// What host and agent share: the one header of the protocol. docs/protocol.md tells it as a story.
//
// The host loads the agent's image to kAgentBase (its first bytes are AgentHeader), writes ring_base and
// ring_size into the Mailbox and starts it at AgentHeader::entry with the stack pointer at
// AgentHeader::stack_top. From then on host and agent talk through the Mailbox alone: payload into the ring,
// descriptor, doorbell. All fields are little-endian words, 32-bit aligned; structures have fixed layout on
// both sides. What goes over the probe may arrive damaged, either way: descriptor, payload, results and
// status carry XXH32 checksums, single words their complement.
#pragma once
#include "flash-library/bring-up/register-op.hpp"
#include "flash-library/command.hpp"
#include "flash-library/core/closed-ranges.hpp"
#include "flash-library/nor/nor-setup.hpp"

#include <cstdint>

namespace xspi::agent {

inline constexpr std::uint32_t kAgentMagic = 0x41505358; // "XSPA"
inline constexpr std::uint32_t kProtocolVersion = 6;
inline constexpr std::uint32_t kAgentBase = 0x20000000; // RAM (DTCM on the M7: never cached) on every STM32
inline constexpr std::uint32_t kAgentMaximumSize = 32 * 1024; // image, data and stack: the budget

struct AgentHeader {
    std::uint32_t magic = kAgentMagic;
    std::uint32_t version = kProtocolVersion;
    std::uint32_t entry = 0; // address with the Thumb bit
    std::uint32_t stack_top = 0;
    std::uint32_t mailbox = 0; // address
    std::uint32_t ram_end = 0; // first byte not used by image, data and stack
};

enum class Operation : std::uint32_t {
    Nop = 0,
    RegisterOps = 1, // payload: RegisterOp[]
    Configure = 2,   // payload: Setup (memory External) or InternalSetup (memory Internal)
    Transfer = 3,    // payload: TransferRequest followed by write data; read data go to `result`
    Erase = 4,       // address; argument0: size of the erase type (the chip's size: chip erase)
    Program = 5, // address, payload: length bytes; argument0: erase size to erase `address` with first, or 0.
                 // The payload is checked before the erase begins; an EEPROM that it fills a page of is not
                 // erased. Pages of 0xFF are skipped. argument1: 1 = the host knows the range to be blank, so
                 // that it need not be read before; else NotBlank guards.
    Digest = 6,  // payload: Range[], or with argument0 = 1 Glance[]; result: RangeDigest[] in the same order
    Read = 7,    // address, length; result: the bytes (length <= ring)
    Map = 8,     // memory-mapped mode for execution; leaves it so
    Crc32 = 10,  // address, length; Status::result0 = OpenOCD's image checksum over the window, read afresh
    Stop = 11,   // chip idle; argument0: 1 = leave the window mapped, 0 = not; then BKPT
    ProgramPieces = 12, // External; payload: Range[argument0], then their bytes one after the other, which
                        // the host knows to be blank. Nothing is programmed where one of them cannot be.
};
inline constexpr Operation kLastOperation = Operation::ProgramPieces;

enum class Memory : std::uint32_t { External = 0, Internal = 1 };

struct Descriptor {
    std::uint32_t sequence = 0; // 1, 2, 3, ...; slot is sequence % kDescriptors
    Operation operation = Operation::Nop;
    Memory memory = Memory::External;
    std::uint32_t address = 0; // offset in the chip / from the internal flash's first byte
    std::uint32_t length = 0;
    std::uint32_t payload = 0; // offset in the ring, multiple of 8
    std::uint32_t payload_length = 0;
    std::uint32_t payload_checksum = 0; // XXH32, seed 0, of the payload bytes; 0-length: ignored
    std::uint32_t result = 0;           // offset in the ring for results, multiple of 8
    std::uint32_t argument0 = 0;
    std::uint32_t argument1 = 0;
    std::uint32_t checksum = 0; // XXH32, seed 0, of the eleven words before
};
static_assert(sizeof(Descriptor) == 48);
inline constexpr std::uint32_t kDescriptors = 16;

enum class AgentError : std::uint32_t {
    None = 0,
    BadDescriptor = 1,  // it asks for what there is not: nothing was done
    DamagedPayload = 2, // nothing was done: send it again
    NotConfigured = 3,
    OutOfRange = 4,        // address and length leave the chip or the ring
    RegisterTimeout = 5,   // error_address: register, error_status: its value, error_detail: index of the op
    ControllerTimeout = 6, // the controller did not finish a transaction; error_status: its SR
    ControllerError = 7,   // transfer error flag; error_status: SR
    BusyTimeout = 8,       // chip busy past its maximum; error_status: last status register
    NotWriteEnabled = 9,   // WEL did not set; error_status: status register
    EraseFailed = 10,      // error_status: fail register
    ProgramFailed = 11,
    NotBlank = 12,           // Program without erase would have to turn 0 into 1; error_address: first byte
    InternalFlashError = 13, // error_status: FLASH_ISR
    Fault = 14,              // the agent's own fault: error_address PC, error_status CFSR, error_detail BFAR
    StackOverflow = 15,
    DamagedDescriptor = 16, // checksum or sequence: nothing was done, send it again
};

// Written by the agent only; one burst read, in rising order, fetches it. `completed` moves when a descriptor
// is wholly done. Up to `checksum` it is sealed. To change what is sealed the agent writes revision_end, the
// words, the checksum and revision, in this order. So a reader that finds both revisions the same and the
// checksum wrong has read damaged words; other revisions also mean that it read while the agent wrote.
struct Status {
    std::uint32_t magic = 0; // kAgentMagic once the agent runs
    std::uint32_t version = 0;
    std::uint32_t revision = 0;
    std::uint32_t completed = 0; // sequence of the last descriptor done
    std::uint32_t error = 0;     // AgentError; queue stands still while it is not None
    std::uint32_t error_sequence = 0;
    std::uint32_t error_address = 0;
    std::uint32_t error_status = 0;
    std::uint32_t error_detail = 0;
    std::uint32_t elapsed_us = 0; // of the wait that failed, or of the last descriptor
    std::uint32_t result0 = 0;
    std::uint32_t error_count = 0; // 1 with the first error, and so on
    std::uint32_t checksum = 0;    // XXH32, seed 0, of the words before
    // These move all the time; nothing but patience depends on them.
    std::uint32_t taken = 0;     // the newest doorbell that was understood; = completed: waits for work
    std::uint32_t position = 0;  // bytes done in the descriptor under way
    std::uint32_t erases = 0;    // since start
    std::uint32_t pages = 0;     // programmed since start
    std::uint32_t heartbeat = 0; // counts while waiting and working
    std::uint32_t revision_end = 0;
};
static_assert(sizeof(Status) == 76);

// A word from the host that starts, releases or ends something: without its complement it counts as not sent.
struct Signal {
    std::uint32_t value = 0;
    std::uint32_t complement = 0; // ~value; 0 and 0: nothing was sent yet
    constexpr bool sent() const { return complement == ~value; }
};
constexpr Signal signal(std::uint32_t value) { return {value, ~value}; }

struct Mailbox {
    Status status;               // agent
    std::uint32_t ring_base = 0; // host, before start: address, multiple of 8
    std::uint32_t ring_size = 0; // host, before start: bytes
    std::uint32_t core_hz = 0;   // host, before start: for the agent's deadlines
    ClosedRanges closed = {};    // host, before start
    std::uint32_t watchdog = 0;  // host, before start: address of IWDG_KR, fed while the agent runs (harmless
                                 // when the IWDG is not running; STM32H7R/S: 0x58004800); 0: none
    Signal doorbell;             // host: sequence of the newest complete descriptor
    Signal acknowledge;  // host: = Status::error_count: try the failed sequence's descriptor again (as it now
                         // stands: mended, or replaced by a Nop)
    Signal stop_request; // host: 1 = give up waiting queue, let the chip finish or suspend it, idle, BKPT
    std::uint32_t reserved = 0;
    Descriptor descriptors[kDescriptors];
};

// Results lie at Descriptor::result, padded to a word. The word behind them is their XXH32 with the
// descriptor's sequence for a seed, so that what an earlier one left does not pass for them. Results without
// bytes have no such word.
constexpr std::uint32_t result_checksum_offset(std::uint32_t result_length) {
    return (result_length + 3) & ~3u;
}
constexpr std::uint32_t result_room(std::uint32_t result_length) {
    return result_length == 0 ? 0
                              : result_checksum_offset(result_length) + std::uint32_t(sizeof(std::uint32_t));
}

// How the agent reaches the chip. Followed by nothing; payload of Configure for External.
using Setup = NorSetup;

enum class InternalKind : std::uint32_t {
    ReadOnly = 0,  // somebody else erases and programs it
    Stm32h7rs = 1, // 16-byte quad-words with ECC
};
struct InternalSetup {
    InternalKind kind = InternalKind::ReadOnly;
    std::uint32_t registers_base = 0; // 0x52002000
    std::uint32_t flash_base = 0;     // 0x08000000
    std::uint32_t size = 0;
    std::uint32_t sector_size = 0; // 8 KiB
    std::uint32_t erase_maximum_us = 0;
    std::uint32_t program_maximum_us = 0;
};

struct TransferRequest {
    Command command;
    std::uint32_t address = 0;
    std::uint32_t read_length = 0;     // either read or write data, or neither
    std::uint32_t write_length = 0;    // data follow this structure, padded to 8
    std::uint32_t delay_us = 0;        // wait after the transaction
    std::uint32_t busy_timeout_us = 0; // != 0: afterwards poll read_status until not busy (needs Configure)
    std::uint32_t reserved = 0;
};
static_assert(sizeof(TransferRequest) == 40);

struct Range {
    std::uint32_t address = 0;
    std::uint32_t length = 0;
};
// A range that has to be digested only if a look at some of its bytes does not tell enough: the first
// kGlanceBytes of each kGlanceStride, which is what the shortest page has. The range begins with such bytes.
struct Glance {
    std::uint32_t address = 0;
    std::uint32_t length = 0;     // with kGlanceMayDo: a look may be enough; else it is digested
    std::uint32_t first_word = 0; // what the range shall begin with
};
inline constexpr std::uint32_t kGlanceMayDo = 1u << 31;
inline constexpr std::uint32_t kGlanceStride = 256, kGlanceBytes = 4;

enum class Seen : std::uint32_t {
    All = 0,       // digest and blank count
    Different = 1, // it begins with something else than it shall; not digested
    Blank = 2,     // at every place that was looked at; not digested
};
struct RangeDigest {
    std::uint64_t digest = 0; // XXH3_64bits of the bytes
    std::uint32_t blank = 0;  // 1: all 0xFF
    Seen seen = Seen::All;
};

} // namespace xspi::agent
