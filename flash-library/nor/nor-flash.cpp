#include "flash-library/nor/nor-flash.hpp"
#include "flash-library/nor/blank.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace xspi {

namespace {
constexpr std::uint32_t kSliceUs = 1'000;

bool usable(const ChipVocabulary& chip) {
    return std::has_single_bit(chip.size) && std::has_single_bit(chip.page_size) &&
           chip.page_size <= kMaximumPage && chip.read.address_bytes != 0 && chip.read.data_phase.lines != 0;
}
} // namespace

// The new vocabulary counts only once the controller follows it.
NorOutcome NorFlash::configure(const NorSetup& setup) {
    chip_ = {};
    mapped_ = false;
    if (!usable(setup.chip)) return nor_failure(NorError::BadRequest);
    const NorOutcome configured = outcome(controller_.configure(setup), 0);
    if (configured.ok()) chip_ = setup.chip;
    return configured;
}

NorOutcome NorFlash::transfer(const NorTransfer& transfer, std::span<const std::uint8_t> write_data,
                              std::span<std::uint8_t> read_data) {
    mapped_ = false;
    TransferResult result;
    if (!read_data.empty()) {
        result = controller_.read(transfer.command, transfer.address, read_data);
    } else if (!write_data.empty()) {
        result = controller_.write(transfer.command, transfer.address, write_data);
    } else {
        result = controller_.command(transfer.command, transfer.address);
    }
    if (result != TransferResult::Done) return outcome(result, transfer.address);
    pause(transfer.delay_us);
    if (transfer.busy_timeout_us == 0) return {};
    return wait_ready(transfer.address, 0, transfer.busy_timeout_us);
}

// In slices short enough for the heartbeat, and for the watchdog that it feeds.
void NorFlash::pause(std::uint32_t us) {
    for (std::uint32_t left = us; left != 0; left -= std::min(left, kSliceUs)) {
        observer_.beat();
        timebase_.delay_us(std::min(left, kSliceUs));
    }
}

NorOutcome NorFlash::map() {
    const NorOutcome mapped = outcome(controller_.map(chip_.read, chip_.program), 0);
    mapped_ = mapped.ok();
    return mapped;
}

NorOutcome NorFlash::unmap() {
    mapped_ = false;
    return size() == 0 ? NorOutcome{} : outcome(controller_.unmap(), 0);
}

NorOutcome NorFlash::read(std::uint32_t address, std::span<std::uint8_t> data) {
    if (!mapped_) {
        if (const NorOutcome o = map(); !o.ok()) return o;
    }
    return outcome(controller_.read_window(address, data), address);
}

const EraseType* NorFlash::erase_type(std::uint32_t size) const {
    for (const EraseType& type : chip_.erase) {
        if (type.present() && type.size == size) return &type;
    }
    return chip_.chip_erase.present() && size == chip_.size ? &chip_.chip_erase : nullptr;
}

NorOutcome NorFlash::erase(std::uint32_t address, std::uint32_t size) {
    const EraseType* type = erase_type(size);
    if (type == nullptr) return nor_failure(NorError::BadRequest, address, size);
    if (const NorOutcome o = enable_writing(address); !o.ok()) return o;
    if (const NorOutcome o = outcome(send_erase(*type, address), address); !o.ok()) return o;
    const NorOutcome o = finish(address, type->typical_us, type->maximum_us, NorError::EraseFailed);
    if (o.ok()) observer_.erased();
    return o;
}

TransferResult NorFlash::send_erase(const EraseType& type, std::uint32_t address) {
    if (type.command.data_phase.lines == 0) return controller_.command(type.command, address);
    if (type.size > page_.size()) return TransferResult::Unsupported;
    std::fill_n(page_.begin(), type.size, kErased);
    return controller_.write(type.command, address, {page_.data(), type.size});
}

// Programming turns 1 into 0 only.
NorOutcome NorFlash::check_programmable(std::uint32_t address, std::span<const std::uint8_t> data) {
    if (const NorOutcome o = map(); !o.ok()) return o;
    while (!data.empty()) {
        observer_.beat();
        const std::size_t length = std::min<std::size_t>(data.size(), page_.size());
        const std::span<std::uint8_t> held(page_.data(), length);
        if (const NorOutcome o = read(address, held); !o.ok()) return o;
        for (std::size_t i = 0; i < length; ++i) {
            if ((held[i] & data[i]) == data[i]) continue;
            return nor_failure(NorError::NotBlank, address + static_cast<std::uint32_t>(i), held[i]);
        }
        address += static_cast<std::uint32_t>(length);
        data = data.subspan(length);
    }
    return {};
}

// The first page from `done` on that is not all 0xFF; empty: none.
NorFlash::Page NorFlash::next_page(std::uint32_t address, std::span<const std::uint8_t> data,
                                   std::size_t done) const {
    while (done < data.size()) {
        const std::uint32_t at = address + static_cast<std::uint32_t>(done);
        const std::uint32_t room = chip_.page_size - (at & (chip_.page_size - 1));
        const auto page = data.subspan(done, std::min<std::size_t>(room, data.size() - done));
        done += page.size();
        if (!blank(page)) return {at, page, done};
    }
    return {address, {}, done};
}

// What can be done while the chip works is done then: at one line the core's part of a page counts.
NorOutcome NorFlash::program(std::uint32_t address, std::span<const std::uint8_t> data) {
    NorOutcome outcome;
    for (Page page = next_page(address, data, 0); !page.data.empty();) {
        outcome.stopped = observer_.stop_requested();
        if (outcome.stopped) return outcome;
        if (const NorOutcome o = send_page(page); !o.ok()) return o;
        const Page next = next_page(address, data, page.end);
        observer_.beat();
        const NorOutcome o =
            finish(page.address, chip_.page_typical_us, chip_.page_maximum_us, NorError::ProgramFailed);
        if (!o.ok()) return o;
        observer_.page_programmed();
        observer_.at(static_cast<std::uint32_t>(page.end));
        page = next;
    }
    observer_.at(static_cast<std::uint32_t>(data.size()));
    return outcome;
}

// Octal DTR programs pairs: what is added on either side is 0xFF, which changes nothing. A page is even, so
// the padding stays inside it.
NorOutcome NorFlash::send_page(const Page& page) {
    const std::uint32_t before = chip_.even_only != 0 ? page.address & 1 : 0;
    const std::size_t size = page.data.size(), after = chip_.even_only != 0 ? (before + size) & 1 : 0;
    std::span<const std::uint8_t> data = page.data;
    if (before + after != 0) {
        page_[0] = kErased;
        std::memcpy(page_.data() + before, data.data(), size);
        page_[before + size] = kErased; // in bounds: with padding after, the data do not fill the page
        data = {page_.data(), before + size + after};
    }
    const std::uint32_t address = page.address - before;
    if (const NorOutcome o = enable_writing(address); !o.ok()) return o;
    return outcome(controller_.write(chip_.program, address, data), address);
}

NorOutcome NorFlash::enable_writing(std::uint32_t address) {
    mapped_ = false;
    if (const NorOutcome o = outcome(controller_.command(chip_.write_enable, 0), address); !o.ok()) return o;
    if (chip_.enabled_mask == 0) return {};
    std::uint8_t status = 0;
    if (const NorOutcome o = outcome(controller_.read(chip_.read_status, 0, {&status, 1}), address); !o.ok())
        return o;
    if ((status & chip_.enabled_mask) == chip_.enabled_mask) return {};
    return nor_failure(NorError::NotWriteEnabled, address, status);
}

// The fail flags are those of the last operation (Macronix clears them with the next good one), so they are
// read after each: a microsecond.
NorOutcome NorFlash::finish(std::uint32_t address, std::uint32_t typical_us, std::uint32_t maximum_us,
                            NorError failed) {
    if (const NorOutcome o = wait_ready(address, typical_us, maximum_us); !o.ok()) return o;
    if (chip_.read_fail.opcode_bytes == 0 || chip_.fail_mask == 0) return {};
    std::uint8_t flags = 0;
    if (const NorOutcome o = outcome(controller_.read(chip_.read_fail, 0, {&flags, 1}), address); !o.ok())
        return o;
    return (flags & chip_.fail_mask) == 0 ? NorOutcome{} : nor_failure(failed, address, flags);
}

// Half of the typical time passes without a transaction; then the controller polls, in slices short enough
// for the heartbeat. A stop request waits with us: a chip must not be left in the middle of an erase.
NorOutcome NorFlash::wait_ready(std::uint32_t address, std::uint32_t typical_us, std::uint32_t maximum_us) {
    constexpr std::uint32_t kNoStatus = 0xFFFFFFFF;
    const std::uint32_t limit_us = maximum_us != 0 ? maximum_us : std::max(kUncodedUs, typical_us);
    const std::uint32_t quiet_us = std::min(typical_us, limit_us) / 2;
    const std::uint8_t ready =
        ~chip_.busy_value & chip_.busy_mask; // one busy bit, or several that change together

    mapped_ = false;
    Deadline deadline(timebase_, limit_us);
    if (quiet_us != 0) observer_.spare();
    for (std::uint32_t us = deadline.elapsed_us(); us < quiet_us; us = deadline.elapsed_us()) {
        observer_.beat();
        timebase_.delay_us(std::min(kSliceUs, quiet_us - us));
    }
    std::uint32_t status = kNoStatus;
    for (bool passed = false;; passed = deadline.passed()) {
        observer_.beat();
        const auto result = controller_.poll(chip_.read_status, chip_.busy_mask, ready, kSliceUs, status);
        if (result != TransferResult::Timeout) return outcome(result, address);
        if (passed) break;
    }
    NorOutcome late = status == kNoStatus ? outcome(TransferResult::Timeout, address)
                                          : nor_failure(NorError::BusyTimeout, address, status);
    late.elapsed_us = deadline.elapsed_us();
    return late;
}

NorOutcome NorFlash::outcome(TransferResult result, std::uint32_t address) const {
    switch (result) {
    case TransferResult::Done: return {};
    case TransferResult::Timeout:
        return nor_failure(NorError::ControllerTimeout, address, controller_.failure_status());
    case TransferResult::TransferError: break;
    case TransferResult::Unsupported: return nor_failure(NorError::BadRequest, address);
    }
    return nor_failure(NorError::ControllerError, address, controller_.failure_status());
}

} // namespace xspi
