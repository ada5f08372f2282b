#include "target-stubs/caller-protocol.hpp"

#include "flash-library/core/mmio.hpp"

// For size and as one-shot: what is digested lies in the core's address space.
#define XXH_INLINE_ALL
#define XXH_NO_INLINE_HINTS 1
#define XXH_NO_STDLIB
#define XXH_NO_STREAM
#include <xxhash.h>

namespace xspi::caller {

extern "C" {
void caller_entry();
std::uint32_t caller_call(std::uint32_t function, const std::uint32_t* arguments, std::uint32_t static_base);
std::uint32_t caller_digest(const Range* ranges, std::uint32_t count, RangeDigest* digests);
std::uint32_t caller_zero(const Range* ranges, std::uint32_t count);
}

namespace {

constexpr std::uintptr_t CCR = 0xE000ED14;      // Armv7-M ARM B3.2.8
constexpr std::uint32_t CCR_DC = 1u << 16;      // the loader has turned the data cache on
constexpr std::uintptr_t DCCIMVAC = 0xE000EF70; // B2.2.7
constexpr std::uint32_t kCacheLine = 32;

std::uint32_t load(const std::uint32_t& word) { return mmio_read32(reinterpret_cast<std::uintptr_t>(&word)); }
void store(std::uint32_t& word, std::uint32_t value) {
    mmio_write32(reinterpret_cast<std::uintptr_t>(&word), value);
}

// The probe writes and reads memory, not the cache. What one side writes shares no line with what the other
// does.
void agree_with_memory(const void* begin, std::uint32_t size) {
    mmio_barrier();
    if ((mmio_read32(CCR) & CCR_DC) == 0) return;
    const auto address = reinterpret_cast<std::uintptr_t>(begin) & ~std::uintptr_t{kCacheLine - 1};
    const auto end = reinterpret_cast<std::uintptr_t>(begin) + size;
    for (std::uintptr_t at = address; at < end; at += kCacheLine)
        mmio_write32(DCCIMVAC, static_cast<std::uint32_t>(at));
    mmio_barrier();
}

const std::uint32_t* words(std::uint32_t address) {
    return reinterpret_cast<const std::uint32_t*>(static_cast<std::uintptr_t>(address));
}
std::uint32_t hash_of_buffer(const Slot& slot) { return hash_of(words(slot.buffer), slot.buffer_size / 4); }

class Caller {
  public:
    explicit Caller(Control& control) : control_(control) {}

    void run() {
        report_.magic = kMagic;
        publish();
        for (;;) {
            agree_with_memory(&control_.doorbell, sizeof(Signal) * 2);
            const Signal stop{load(control_.stop.value), load(control_.stop.complement)};
            if (stop.sent() && stop.value != 0) return;
            const Signal bell{load(control_.doorbell.value), load(control_.doorbell.complement)};
            if (bell.sent()) heed(bell.value);
        }
    }

  private:
    void heed(std::uint32_t bell) {
        const bool damaged = report_.error == Error::DamagedSlot || report_.error == Error::DamagedBuffer;
        if (report_.error != Error::None && !(damaged && bell != report_.error_ring)) return;
        if (report_.completed >= bell >> 8) return;
        report_.error = Error::None;
        report_.error_ring = bell;
        const Slot& slot = control_.slots[(report_.completed + 1) % kSlots];
        agree_with_memory(&slot, sizeof(slot));
        report_.error = carry_out(slot);
        if (report_.error == Error::None) ++report_.completed;
        publish();
    }

    Error carry_out(const Slot& slot) {
        constexpr std::uint32_t kHashed = offsetof(Slot, hash) / 4;
        if (slot.sequence != report_.completed + 1 || slot.hash != hash_of(&slot.sequence, kHashed))
            return Error::DamagedSlot;
        agree_with_memory(words(slot.buffer), slot.buffer_size);
        if (hash_of_buffer(slot) != slot.buffer_hash) return Error::DamagedBuffer;
        std::uint32_t at = 0;
        Error error = Error::None;
        do {
            std::uint32_t arguments[4] = {slot.arguments[0], slot.arguments[1], slot.arguments[2],
                                          slot.arguments[3]};
            if (slot.size != 0) {
                arguments[0] += at;
                arguments[1] = slot.size - at < slot.step ? slot.size - at : slot.step;
                arguments[2] += at;
            }
            error = call(slot, arguments);
            at += slot.step;
        } while (error == Error::None && at < slot.size);
        if (hash_of_buffer(slot) != slot.buffer_hash) ++report_.changed;
        agree_with_memory(words(slot.buffer), slot.buffer_size);
        return error;
    }

    Error call(const Slot& slot, const std::uint32_t (&arguments)[4]) {
        store(control_.report.under_way, arguments[0]);
        store(control_.report.calls, ++calls_);
        agree_with_memory(&control_.report, sizeof(Report));
        report_.address = arguments[0];
        report_.result = caller_call(slot.function, arguments, control_.static_base);
        if (*words(control_.stack_limit) != kCanary) return Error::StackUsedUp;
        return slot.good == kAnything || report_.result == slot.good ? Error::None : Error::Failed;
    }

    void publish() {
        report_.hash = hash_of(&report_.magic, offsetof(Report, hash) / 4);
        report_.calls = calls_;
        report_.under_way = report_.address;
        const auto* from = &report_.magic;
        auto* to = &control_.report.magic;
        for (std::uint32_t i = 0; i < sizeof(Report) / 4; ++i) store(to[i], from[i]);
        agree_with_memory(&control_.report, sizeof(Report));
    }

    Control& control_;
    Report report_;
    std::uint32_t calls_ = 0;
};

bool is_blank(const std::uint8_t* bytes, std::uint32_t length) {
    std::uint32_t i = 0;
    for (; i < length && (reinterpret_cast<std::uintptr_t>(bytes + i) & 3) != 0; ++i)
        if (bytes[i] != 0xFF) return false;
    for (; i + 4 <= length; i += 4)
        if (*reinterpret_cast<const std::uint32_t*>(bytes + i) != 0xFFFFFFFF) return false;
    for (; i < length; ++i)
        if (bytes[i] != 0xFF) return false;
    return true;
}

// Until it is known. What begins as it shall, or with 0xFF that it shall begin with, may be there already.
Seen look(const Range& range, std::uint32_t length) {
    constexpr std::uint32_t kBlankWord = 0xFFFFFFFF;
    for (std::uint32_t at = 0; at + 4 <= length; at += kGlanceStride) {
        const std::uint32_t word = mmio_read32(range.address + at);
        if (word == kBlankWord) continue;
        const bool other = at == 0 ? word != range.first_word : range.first_word != kBlankWord;
        return other ? Seen::Different : Seen::All;
    }
    return Seen::Blank;
}

RangeDigest digest_of(const Range& range) {
    const std::uint32_t length = range.length & ~kGlanceMayDo;
    if (length != range.length && length >= 4 && range.address % 4 == 0)
        if (const Seen seen = look(range, length); seen != Seen::All) return {0, 0, seen};
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(static_cast<std::uintptr_t>(range.address));
    return {XXH3_64bits(bytes, length), is_blank(bytes, length) ? 1u : 0u, Seen::All};
}

} // namespace

extern "C" {
[[gnu::section(".control"), gnu::used]] constinit Control caller_control{};
}

extern "C" [[gnu::used, gnu::noinline]] std::uint32_t caller_digest(const Range* ranges, std::uint32_t count,
                                                                    RangeDigest* digests) {
    for (std::uint32_t i = 0; i < count; ++i) digests[i] = digest_of(ranges[i]);
    auto* behind = reinterpret_cast<std::uint32_t*>(digests + count);
    *behind = hash_of(reinterpret_cast<const std::uint32_t*>(digests), count * sizeof(RangeDigest) / 4);
    agree_with_memory(digests, count * sizeof(RangeDigest) + 4);
    return 0;
}

extern "C" [[gnu::used, gnu::noinline]] std::uint32_t caller_zero(const Range* ranges, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint32_t at = ranges[i].address;
        const std::uint32_t end = at + ranges[i].length;
        for (; at != end && (at & 3) != 0; ++at) mmio_write8(at, 0);
        for (; end - at >= 4; at += 4) mmio_write32(at, 0);
        for (; at != end; ++at) mmio_write8(at, 0);
    }
    mmio_barrier();
    return 0;
}

extern "C" [[gnu::used]] void caller_run() { Caller(caller_control).run(); }

// As its caller expects it, whatever the function does to the registers. Interrupts are off when it begins:
// some loaders turn them on.
extern "C" [[gnu::naked, gnu::used]] std::uint32_t caller_call(std::uint32_t, const std::uint32_t*,
                                                               std::uint32_t) {
    asm volatile("push  {r3-r11, lr}\n"
                 "mov   r9, r2\n"
                 "mov   r12, r0\n"
                 "ldmia r1, {r0-r3}\n"
                 "blx   r12\n"
                 "cpsid i\n"
                 "pop   {r3-r11, pc}\n");
}

extern "C" [[gnu::naked, gnu::used, gnu::section(".entry")]] void caller_entry() {
    asm volatile("cpsid i\n"
                 "cpsie f\n"
                 "movs  r0, #0\n"
                 "msr   control, r0\n"
                 "msr   basepri, r0\n"
                 "isb\n"
                 "bl    caller_run\n"
                 "bkpt  #0\n"
                 "b     .\n");
}

} // namespace xspi::caller
