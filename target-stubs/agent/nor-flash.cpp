#include "target-stubs/agent/nor-flash.hpp"
#include "target-stubs/agent/blank.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace xspi::agent {

namespace {
bool usable(const ChipVocabulary& chip) {
    return std::has_single_bit(chip.size) && std::has_single_bit(chip.page_size) &&
           chip.page_size <= NorFlash::kMaximumPage && chip.read.address_bytes != 0 &&
           chip.read.data_phase.lines != 0;
}
} // namespace

// The new vocabulary counts only once the controller follows it.
Outcome NorFlash::configure(const Setup& setup) {
    chip_ = {};
    mapped_ = false;
    if (setup.kind != ControllerKind::Xspi || !usable(setup.chip)) return failure(AgentError::BadDescriptor);
    const Outcome configured = outcome(controller_.configure(setup), 0);
    if (configured.ok()) chip_ = setup.chip;
    return configured;
}

Outcome NorFlash::transfer(const TransferRequest& request, std::span<const std::uint8_t> write_data,
                           std::span<std::uint8_t> read_data) {
    mapped_ = false;
    TransferResult result;
    if (!read_data.empty()) {
        result = controller_.read(request.command, request.address, read_data);
    } else if (!write_data.empty()) {
        result = controller_.write(request.command, request.address, write_data);
    } else {
        result = controller_.command(request.command, request.address);
    }
    if (result != TransferResult::Done) return outcome(result, request.address);
    timebase_.delay_us(request.delay_us);
    if (request.busy_timeout_us == 0) return {};
    return wait_ready(request.address, 0, request.busy_timeout_us);
}

Outcome NorFlash::map() {
    const Outcome mapped = outcome(controller_.map(chip_.read, chip_.program), 0);
    mapped_ = mapped.ok();
    return mapped;
}

Outcome NorFlash::unmap() {
    mapped_ = false;
    return size() == 0 ? Outcome{} : outcome(controller_.unmap(), 0);
}

Outcome NorFlash::read(std::uint32_t address, std::span<std::uint8_t> data) {
    if (!mapped_) {
        if (const Outcome o = map(); !o.ok()) return o;
    }
    controller_.read_window(address, data);
    return {};
}

const EraseType* NorFlash::erase_type(std::uint32_t size) const {
    for (const EraseType& type : chip_.erase) {
        if (type.present() && type.size == size) return &type;
    }
    return chip_.chip_erase.present() && size == chip_.size ? &chip_.chip_erase : nullptr;
}

Outcome NorFlash::erase(std::uint32_t address, std::uint32_t size) {
    const EraseType* type = erase_type(size);
    if (type == nullptr) return failure(AgentError::BadDescriptor, address, size);
    if (const Outcome o = enable_writing(address); !o.ok()) return o;
    if (const Outcome o = outcome(controller_.command(type->command, address), address); !o.ok()) return o;
    const Outcome o = finish(address, type->typical_us, type->maximum_us, AgentError::EraseFailed);
    if (o.ok()) pulse_.erased();
    return o;
}

// Programming turns 1 into 0 only.
Outcome NorFlash::check_programmable(std::uint32_t address, std::span<const std::uint8_t> data) {
    if (const Outcome o = begin_reading(); !o.ok()) return o;
    while (!data.empty()) {
        pulse_.beat();
        const std::size_t length = std::min<std::size_t>(data.size(), page_.size());
        const std::span<std::uint8_t> held(page_.data(), length);
        if (const Outcome o = read(address, held); !o.ok()) return o;
        for (std::size_t i = 0; i < length; ++i) {
            if ((held[i] & data[i]) == data[i]) continue;
            return failure(AgentError::NotBlank, address + static_cast<std::uint32_t>(i), held[i]);
        }
        address += static_cast<std::uint32_t>(length);
        data = data.subspan(length);
    }
    return {};
}

Outcome NorFlash::program(std::uint32_t address, std::span<const std::uint8_t> data) {
    for (std::size_t done = 0; done < data.size();) {
        pulse_.beat();
        if (pulse_.stop_requested()) {
            Outcome stopped;
            stopped.stopped = true;
            return stopped;
        }
        const std::uint32_t at = address + static_cast<std::uint32_t>(done);
        const std::uint32_t room = chip_.page_size - (at & (chip_.page_size - 1));
        const std::size_t length = std::min<std::size_t>(room, data.size() - done);
        if (const Outcome o = program_page(at, data.subspan(done, length)); !o.ok()) return o;
        done += length;
        pulse_.at(static_cast<std::uint32_t>(done));
    }
    return {};
}

// Octal DTR programs pairs: what is added on either side is 0xFF, which changes nothing. A page is even, so
// the padding stays inside it.
Outcome NorFlash::program_page(std::uint32_t address, std::span<const std::uint8_t> data) {
    if (blank(data)) return {};
    const std::uint32_t before = chip_.even_only != 0 ? address & 1 : 0;
    const std::size_t after = chip_.even_only != 0 ? (before + data.size()) & 1 : 0;
    if (before + after == 0) return send_page(address, data);
    page_[0] = kErased;
    std::memcpy(page_.data() + before, data.data(), data.size());
    page_[before + data.size()] = kErased; // in bounds: with padding after, the data do not fill the page
    return send_page(address - before, {page_.data(), before + data.size() + after});
}

Outcome NorFlash::send_page(std::uint32_t address, std::span<const std::uint8_t> data) {
    if (const Outcome o = enable_writing(address); !o.ok()) return o;
    if (const Outcome o = outcome(controller_.write(chip_.program, address, data), address); !o.ok())
        return o;
    const Outcome o =
        finish(address, chip_.page_typical_us, chip_.page_maximum_us, AgentError::ProgramFailed);
    if (o.ok()) pulse_.page_programmed();
    return o;
}

Outcome NorFlash::enable_writing(std::uint32_t address) {
    mapped_ = false;
    if (const Outcome o = outcome(controller_.command(chip_.write_enable, 0), address); !o.ok()) return o;
    if (chip_.enabled_mask == 0) return {};
    std::uint8_t status = 0;
    if (const Outcome o = outcome(controller_.read(chip_.read_status, 0, {&status, 1}), address); !o.ok())
        return o;
    if ((status & chip_.enabled_mask) == chip_.enabled_mask) return {};
    return failure(AgentError::NotWriteEnabled, address, status);
}

// The fail flags are those of the last operation (Macronix clears them with the next good one), so they are
// read after each: a microsecond.
Outcome NorFlash::finish(std::uint32_t address, std::uint32_t typical_us, std::uint32_t maximum_us,
                         AgentError failed) {
    if (const Outcome o = wait_ready(address, typical_us, maximum_us); !o.ok()) return o;
    if (chip_.read_fail.opcode_bytes == 0 || chip_.fail_mask == 0) return {};
    std::uint8_t flags = 0;
    if (const Outcome o = outcome(controller_.read(chip_.read_fail, 0, {&flags, 1}), address); !o.ok())
        return o;
    return (flags & chip_.fail_mask) == 0 ? Outcome{} : failure(failed, address, flags);
}

// Half of the typical time passes without a transaction; then the controller polls, in slices short enough
// for the heartbeat. A stop request waits with us: a chip must not be left in the middle of an erase.
Outcome NorFlash::wait_ready(std::uint32_t address, std::uint32_t typical_us, std::uint32_t maximum_us) {
    constexpr std::uint32_t kSliceUs = 1'000;
    constexpr std::uint32_t kUncodedUs = 60'000'000; // SFDP has no maximum
    constexpr std::uint32_t kNoStatus = 0xFFFFFFFF;
    const std::uint32_t limit_us = maximum_us != 0 ? maximum_us : std::max(kUncodedUs, typical_us);
    const std::uint32_t quiet_us = std::min(typical_us, limit_us) / 2;
    const std::uint8_t ready =
        ~chip_.busy_value & chip_.busy_mask; // one busy bit, or several that change together

    mapped_ = false;
    Deadline deadline(timebase_, limit_us);
    while (deadline.elapsed_us() < quiet_us) {
        pulse_.beat();
        timebase_.delay_us(std::min(kSliceUs, quiet_us));
    }
    std::uint32_t status = kNoStatus;
    for (bool passed = false;; passed = deadline.passed()) {
        pulse_.beat();
        const auto result = controller_.poll(chip_.read_status, chip_.busy_mask, ready, kSliceUs, status);
        if (result != TransferResult::Timeout) return outcome(result, address);
        if (passed) break;
    }
    Outcome late = status == kNoStatus ? outcome(TransferResult::Timeout, address)
                                       : failure(AgentError::BusyTimeout, address, status);
    late.elapsed_us = deadline.elapsed_us();
    return late;
}

Outcome NorFlash::outcome(TransferResult result, std::uint32_t address) const {
    switch (result) {
    case TransferResult::Done: return {};
    case TransferResult::Timeout:
        return failure(AgentError::ControllerTimeout, address, controller_.failure_status());
    case TransferResult::TransferError: break;
    }
    return failure(AgentError::ControllerError, address, controller_.failure_status());
}

} // namespace xspi::agent
