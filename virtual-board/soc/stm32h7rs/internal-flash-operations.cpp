// Erase, program and option change of the FLASH interface.
#include "soc/stm32h7rs/internal-flash-registers.hpp"
#include "soc/stm32h7rs/internal-flash.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {
using namespace flash;

namespace {
// The datasheet's times were not at hand: assumed, of the order of the H7 family's typical values.
constexpr Picoseconds kSectorErase = 2 * kPerMillisecond, kMassErase = 10 * kPerMillisecond;
constexpr Picoseconds kQuadWord = 30 * kPerMicrosecond, kOtpHalfWord = 30 * kPerMicrosecond;
constexpr Picoseconds kOptionChange = 5 * kPerMillisecond;
} // namespace

// Operations queue behind each other: the bus holds a store until the interface takes it. QW is set from the
// acceptance to the end, which is why software polls QW rather than BUSY.
void InternalFlash::run(std::uint32_t kind, Operation operation) {
    busy_until_ = std::max(timeline_.now(), busy_until_) + operation.duration;
    queue_.push_back(std::move(operation));
    set_bits(SR, BUSY | QW | kind, true);
    if (hooks_.stall_if_fetching) hooks_.stall_if_fetching(busy_until_ - timeline_.now());
    if (queue_.size() == 1) begin_next();
}

// One that is forestalled stays in the queue: whatever forestalled it drops them all.
void InternalFlash::begin_next() {
    if (!counted_.begin(queue_.front().duration)) return;
    end_ = timeline_.schedule_in(queue_.front().duration, [this] { finish(); });
}

void InternalFlash::finish() {
    end_.reset();
    const Operation done = std::move(queue_.front());
    queue_.pop_front();
    done.effect();
    if (queue_.empty()) set_bits(SR, BUSY | QW | IS_PROGRAM | IS_ERASE | IS_OPTCHANGE, false);
    raise(EOPF);
    if (!queue_.empty()) begin_next();
}

void InternalFlash::drop_operations() {
    if (end_) timeline_.cancel(*end_);
    end_.reset();
    queue_.clear();
    busy_until_ = timeline_.now();
}

void InternalFlash::lose_supply() {
    const auto abandon = end_ ? queue_.front().abandon : nullptr;
    drop_operations();
    if (abandon) abandon();
}

bool InternalFlash::may_modify(std::uint32_t cr_bit, const char* what) {
    if (!(peek(CR) & LOCK) && (peek(CR) & cr_bit)) return true;
    violations().report("VB-FLASH-003", fmt::format("{} with FLASH_CR 0x{:08X}: PGSERR", what, peek(CR)));
    raise(PGSERRF);
    return false;
}

void InternalFlash::check_wrhighfreq() {
    if (!hooks_.required_wrhighfreq) return;
    unsigned have = peek(ACR) >> 4 & 3, need = hooks_.required_wrhighfreq();
    if (have < need)
        violations().report("VB-FLASH-007",
                            fmt::format("FLASH_ACR.WRHIGHFREQ {} is too low for the AHB clock while "
                                        "the flash is modified: needs {}",
                                        have, need));
}

// BER wins over SER (SVD).
void InternalFlash::start_erase() {
    std::uint32_t cr = peek(CR);
    if (!may_modify(SER | BER, "START")) return;
    check_wrhighfreq();
    bool mass = cr & BER;
    unsigned first = mass ? 0 : cr >> 6 & 7, count = mass ? kSize / FlashArray::kSector : 1;
    for (unsigned s = first; s < first + count; ++s) {
        if (!options_.sector_protected(s)) continue;
        violations().report("VB-FLASH-004", fmt::format("erase of write-protected sector {}: WRPERR", s));
        raise(WRPERRF);
        return;
    }
    const std::uint32_t offset = first * FlashArray::kSector, length = count * FlashArray::kSector;
    const auto erase = [this, offset](std::uint32_t bytes) {
        array_.erase(offset, bytes);
        changed(offset, bytes);
    };
    // Of cells that lost their supply amid an erase nobody knows what they hold; here half of them are
    // erased.
    run(IS_ERASE, {mass ? kMassErase : kSectorErase, [erase, length] { erase(length); },
                   [erase, length] { erase(length / 2); }});
}

// The write buffer holds one quad-word. Bytes may come in any width and order, each once.
void InternalFlash::fill_buffer(std::uint32_t offset, unsigned size, std::uint32_t value) {
    if (!may_modify(PG, "store into the user flash")) return;
    std::uint32_t base = offset & ~(FlashArray::kUnit - 1);
    if (buffered_ && base != buffer_offset_) {
        violations().report("VB-FLASH-005",
                            fmt::format("store to offset 0x{:X} while the buffer holds a part of the "
                                        "quad-word at 0x{:X}: INCERR",
                                        offset, buffer_offset_));
        discard_buffer();
        raise(INCERRF);
        return;
    }
    std::uint16_t lanes = std::uint16_t(((1u << size) - 1) << (offset - base));
    if (buffered_ & lanes) {
        violations().report(
            "VB-FLASH-005",
            fmt::format("byte at offset 0x{:X} written twice into the buffer: STRBERR", offset));
        discard_buffer();
        raise(STRBERRF);
        return;
    }
    if (!buffered_) buffer_.fill(0xFF);
    buffer_offset_ = base;
    buffered_ = std::uint16_t(buffered_ | lanes);
    for (unsigned i = 0; i < size; ++i) buffer_[offset - base + i] = std::uint8_t(value >> 8 * i);
    set_bits(SR, WBNE, true);
    if (buffered_ == 0xFFFF) program_buffer();
}

void InternalFlash::discard_buffer() {
    buffered_ = 0;
    set_bits(SR, WBNE, false);
}

void InternalFlash::program_buffer() {
    std::uint32_t offset = buffer_offset_;
    discard_buffer();
    check_wrhighfreq();
    if (options_.sector_protected(offset / FlashArray::kSector)) {
        violations().report(
            "VB-FLASH-004",
            fmt::format("program at offset 0x{:X} in a write-protected sector: WRPERR", offset));
        raise(WRPERRF);
        return;
    }
    const auto abandon = [this, offset, data = buffer_] {
        array_.cut_off_program(offset, data);
        changed(offset, FlashArray::kUnit);
    };
    const auto program = [this, offset, data = buffer_] {
        if (!array_.program(offset, data))
            violations().report("VB-FLASH-006",
                                fmt::format("quad-word at offset 0x{:X} programmed without an erase "
                                            "before: its ECC no longer fits",
                                            offset));
        changed(offset, FlashArray::kUnit);
    };
    run(IS_PROGRAM, {kQuadWord, program, abandon});
}

// OTP takes half-words at once, without the buffer (as ST's HAL programs it); 16 blocks of 64 bytes lock by
// OTPLSR.
void InternalFlash::program_otp(std::uint32_t offset, unsigned size, std::uint32_t value) {
    if (offset >= kOtpSize || size < 2) return;
    if (!may_modify(PG_OTP, "store into the OTP area")) return;
    if (options_.programmed(OptionWord::Otplsr) >> (offset / 64) & 1) {
        raise(WRPERRF);
        return;
    }
    const auto program = [this, offset, size, value] {
        for (unsigned i = 0; i < size; ++i) {
            std::uint8_t& cell = otp_page_[offset + i];
            if (cell != 0xFF)
                violations().report("VB-FLASH-006",
                                    fmt::format("OTP half-word at 0x{:X} programmed twice: its ECC no "
                                                "longer fits",
                                                offset & ~1u));
            cell = std::uint8_t(cell & value >> 8 * i);
        }
        if (hooks_.otp_changed) hooks_.otp_changed();
    };
    run(IS_PROGRAM, {kOtpHalfWord, program, nullptr});
}

std::optional<std::uint32_t> InternalFlash::load_cells(std::uint32_t offset, unsigned size, bool otp) {
    if (!otp && array_.damaged(offset)) {
        violations().report("VB-FLASH-008",
                            fmt::format("load from offset 0x{:X} meets a double ECC error", offset));
        set(ECCDFADDR, offset);
        raise(DBECCERRF);
        return std::nullopt;
    }
    std::span<std::uint8_t> bytes = otp ? std::span(otp_page_) : array_.bytes();
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i) value |= std::uint32_t(bytes[offset + i]) << 8 * i;
    return value;
}

// docs/hardware/internal-flash-h7rs.md, option words: unlock OPTCR, PG_OPT=1, write the xxxSRP register,
// poll. The words hold the new value after the operation; what they control follows at the next reset.
void InternalFlash::store_option(const OptionWordInfo& info, std::uint32_t value) {
    if ((peek(OPTCR) & OPTLOCK) || !(peek(OPTCR) & PG_OPT)) {
        violations().report(
            "VB-FLASH-009",
            fmt::format("FLASH_{}P written with FLASH_OPTCR 0x{:08X}: ignored", info.name, peek(OPTCR)));
        return;
    }
    value &= info.writable;
    set(info.status_offset + 4, (peek(info.status_offset + 4) & ~info.writable) | value);
    if (auto why = options_.refuse(info.word, value)) {
        violations().report("VB-FLASH-010",
                            fmt::format("FLASH_{}P = 0x{:08X}: {}: OPTERR", info.name, value, *why));
        set_bits(OPTISR, OPTERRF, true);
        return;
    }
    const auto change = [this, &info, value] {
        options_.program(info.word, value);
        set(info.status_offset, options_.programmed(info.word));
    };
    run(IS_OPTCHANGE, {kOptionChange, change, nullptr});
}

} // namespace vb
