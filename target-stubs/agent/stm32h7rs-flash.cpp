#include "target-stubs/agent/stm32h7rs-flash.hpp"
#include "flash-library/core/guarded-read.hpp"
#include "flash-library/nor/aligned-read.hpp"
#include "flash-library/nor/blank.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace xspi::agent {

namespace {
// FLASH, offsets from 0x52002000; names as the reference manual has them.
constexpr std::uint32_t FLASH_KEYR = 0x004;
constexpr std::uint32_t FLASH_CR = 0x010;
constexpr std::uint32_t FLASH_SR = 0x014;
constexpr std::uint32_t FLASH_ISR = 0x024;
constexpr std::uint32_t FLASH_ICR = 0x028;

constexpr std::uint32_t FLASH_KEY1 = 0x45670123, FLASH_KEY2 = 0xCDEF89AB;
constexpr std::uint32_t FLASH_CR_LOCK = 1u << 0;
constexpr std::uint32_t FLASH_CR_PG = 1u << 1;
constexpr std::uint32_t FLASH_CR_SER = 1u << 2;
constexpr std::uint32_t FLASH_CR_START = 1u << 5;
constexpr unsigned FLASH_CR_SSN_Pos = 6;
constexpr std::uint32_t FLASH_SR_BUSY = 1u << 0;
constexpr std::uint32_t FLASH_SR_WBNE = 1u << 1;
constexpr std::uint32_t FLASH_SR_QW = 1u << 2;
constexpr std::uint32_t FLASH_SR_UNSETTLED = FLASH_SR_BUSY | FLASH_SR_WBNE | FLASH_SR_QW;
// WRPERRF, PGSERRF, STRBERRF, OBLERRF, INCERRF, RDSERRF, DBECCERRF; SNECCERRF is an error that was corrected.
constexpr std::uint32_t FLASH_ISR_ERRORS = 0x3Eu << 16 | 1u << 24 | 1u << 26;
constexpr std::uint32_t FLASH_ICR_ALL = 0x3Fu << 16 | 0x1Fu << 24;
} // namespace

// Open for writing as long as it lives. The keys go in only while LOCK is set: a second sequence would lock
// the register until reset and fault (docs/hardware/internal-flash-h7rs.md, keys).
class Stm32h7rsFlash::Unlocked {
  public:
    explicit Unlocked(const Stm32h7rsFlash& flash) : flash_(flash) {
        if ((flash_.get(FLASH_CR) & FLASH_CR_LOCK) == 0) return;
        flash_.set(FLASH_KEYR, FLASH_KEY1);
        flash_.set(FLASH_KEYR, FLASH_KEY2);
    }
    ~Unlocked() {
        flash_.set(FLASH_CR, 0); // clears PG and SER; a half-filled write buffer goes with PG
        flash_.set(FLASH_CR, FLASH_CR_LOCK);
    }
    Unlocked(const Unlocked&) = delete;
    Unlocked& operator=(const Unlocked&) = delete;
    bool open() const { return (flash_.get(FLASH_CR) & FLASH_CR_LOCK) == 0; }
    Outcome refused(std::uint32_t address) const {
        return failure(AgentError::InternalFlashError, address, flash_.get(FLASH_ISR));
    }

  private:
    const Stm32h7rsFlash& flash_;
};

std::uint32_t Stm32h7rsFlash::get(std::uint32_t offset) const {
    return mmio_read32(setup_.registers_base + offset);
}
void Stm32h7rsFlash::set(std::uint32_t offset, std::uint32_t value) const {
    mmio_write32(setup_.registers_base + offset, value);
}

Outcome Stm32h7rsFlash::configure(const InternalSetup& setup) {
    setup_ = {};
    if (!std::has_single_bit(setup.sector_size) || setup.size == 0 || setup.size % setup.sector_size != 0) {
        return failure(AgentError::BadDescriptor);
    }
    setup_ = setup;
    return {};
}

namespace {
bool read_all(std::uintptr_t address, std::span<std::uint8_t> data) {
    const FaultGuard guard;
    aligned_read(address, data);
    return !guard.failed();
}
} // namespace

// A unit whose programming was cut off has a wrong ECC and cannot be read. It is given as zeros: it is not
// blank, and has to be erased.
Outcome Stm32h7rsFlash::read(std::uint32_t address, std::span<std::uint8_t> data) {
    const std::uintptr_t from = setup_.flash_base + address;
    if (read_all(from, data)) return {};
    for (std::size_t done = 0, size = 0; done < data.size(); done += size) {
        size = std::min<std::size_t>(kQuadWord - (from + done) % kQuadWord, data.size() - done);
        const auto piece = data.subspan(done, size);
        if (!read_all(from + done, piece)) std::ranges::fill(piece, std::uint8_t{0});
    }
    return {};
}

// The whole memory is erased sector by sector too: a mass erase would take protected areas along.
Outcome Stm32h7rsFlash::erase(std::uint32_t address, std::uint32_t size) {
    if (setup_.kind != InternalKind::Stm32h7rs) return failure(AgentError::BadDescriptor);
    if (size != setup_.sector_size && size != setup_.size)
        return failure(AgentError::BadDescriptor, address, size);
    const Unlocked unlocked(*this);
    if (!unlocked.open()) return unlocked.refused(address);
    for (std::uint32_t done = 0; done < size; done += setup_.sector_size) {
        if (const Outcome o = erase_sector(address + done); !o.ok()) return o;
        pulse_.erased();
    }
    return {};
}

Outcome Stm32h7rsFlash::erase_sector(std::uint32_t address) {
    if (const Outcome o = wait_settled(address, setup_.erase_maximum_us); !o.ok()) return o;
    set(FLASH_ICR, FLASH_ICR_ALL);
    const std::uint32_t sector = FLASH_CR_SER | address / setup_.sector_size << FLASH_CR_SSN_Pos;
    set(FLASH_CR, sector);
    set(FLASH_CR, sector | FLASH_CR_START);
    return settle(address, setup_.erase_maximum_us);
}

Outcome Stm32h7rsFlash::check_programmable(std::uint32_t address, std::span<const std::uint8_t> data) {
    for (; !data.empty(); address += kQuadWord, data = data.subspan(kQuadWord)) {
        pulse_.beat();
        if (judge(address, data.first<kQuadWord>()) == Quad::NotBlank)
            return failure(AgentError::NotBlank, address);
    }
    return {};
}

// A quad-word has one ECC: unlike a NOR page it cannot be programmed again, whatever its bits. One that
// already holds the data is left alone, so a descriptor that failed half-way can be tried again.
Stm32h7rsFlash::Quad Stm32h7rsFlash::judge(std::uint32_t address, std::span<const std::uint8_t> quad) {
    if (blank(quad)) return Quad::Skip;
    std::array<std::uint8_t, kQuadWord> held;
    (void)read(address, held);
    if (std::equal(held.begin(), held.end(), quad.begin())) return Quad::Skip;
    return blank(held) ? Quad::Program : Quad::NotBlank;
}

Outcome Stm32h7rsFlash::program(std::uint32_t address, std::span<const std::uint8_t> data) {
    if (setup_.kind != InternalKind::Stm32h7rs) return failure(AgentError::BadDescriptor);
    const Unlocked unlocked(*this);
    if (!unlocked.open()) return unlocked.refused(address);
    for (std::uint32_t done = 0; done < data.size(); done += kQuadWord) {
        pulse_.beat();
        Outcome o;
        o.stopped = pulse_.stop_requested();
        if (!o.ok()) return o;
        o = program_quad(address + done, data.subspan(done, kQuadWord));
        if (!o.ok()) return o;
        pulse_.at(done + kQuadWord);
    }
    return {};
}

Outcome Stm32h7rsFlash::program_quad(std::uint32_t address, std::span<const std::uint8_t> quad) {
    const Quad verdict = judge(address, quad);
    if (verdict == Quad::Skip) return {};
    if (verdict == Quad::NotBlank) return failure(AgentError::NotBlank, address);
    if (const Outcome o = wait_settled(address, setup_.program_maximum_us); !o.ok()) return o;
    set(FLASH_ICR, FLASH_ICR_ALL); // flags of an earlier operation, perhaps the application's
    set(FLASH_CR, FLASH_CR_PG);
    mmio_barrier();
    for (std::uint32_t i = 0; i < kQuadWord; i += sizeof(std::uint32_t)) {
        std::uint32_t word = 0;
        std::memcpy(&word, quad.data() + i, sizeof(word));
        mmio_write32(setup_.flash_base + address + i, word);
    }
    mmio_barrier();
    const Outcome o = settle(address, setup_.program_maximum_us);
    if (o.ok()) pulse_.page_programmed();
    return o;
}

// The operation that was begun: finished, and without error flags.
Outcome Stm32h7rsFlash::settle(std::uint32_t address, std::uint32_t maximum_us) {
    if (const Outcome o = wait_settled(address, maximum_us); !o.ok()) return o;
    const std::uint32_t flags = get(FLASH_ISR);
    set(FLASH_ICR, FLASH_ICR_ALL);
    return (flags & FLASH_ISR_ERRORS) == 0 ? Outcome{}
                                           : failure(AgentError::InternalFlashError, address, flags);
}

// QW is the flag to poll; BUSY alone may pulse several times within one operation
// (docs/hardware/internal-flash-h7rs.md, erase and program).
Outcome Stm32h7rsFlash::wait_settled(std::uint32_t address, std::uint32_t maximum_us) {
    Deadline deadline(timebase_, maximum_us);
    for (bool passed = false; (get(FLASH_SR) & FLASH_SR_UNSETTLED) != 0; passed = deadline.passed()) {
        pulse_.beat();
        if (!passed) continue;
        Outcome late = failure(AgentError::BusyTimeout, address, get(FLASH_SR));
        late.elapsed_us = deadline.elapsed_us();
        return late;
    }
    return {};
}

} // namespace xspi::agent
