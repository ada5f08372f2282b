#include "target-stubs/agent/operations.hpp"
#include "flash-library/bring-up/run-register-ops.hpp"
#include "flash-library/nor/blank.hpp"
#include "target-stubs/agent/digest.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace xspi::agent {

struct Operations::Job {
    const Descriptor& descriptor;
    std::span<const std::uint8_t> payload;
    FlashMemory& memory;
};

namespace {
constexpr std::uint32_t kRingAlignment = 8;

bool inside(std::uint32_t offset, std::uint32_t length, std::size_t size) {
    return offset <= size && length <= size - offset;
}

Outcome stopped() {
    Outcome outcome;
    outcome.stopped = true;
    return outcome;
}

// Structures are copied out of the ring: it holds bytes.
template <class T> bool take(std::span<const std::uint8_t> payload, std::size_t offset, T& value) {
    if (offset > payload.size() || payload.size() - offset < sizeof(T)) return false;
    std::memcpy(&value, payload.data() + offset, sizeof(T));
    return true;
}

bool needs_memory(Operation operation) {
    switch (operation) {
    case Operation::Nop:
    case Operation::RegisterOps:
    case Operation::Configure:
    case Operation::Stop: return false;
    default: return true;
    }
}
} // namespace

FlashMemory& Operations::memory_of(const Descriptor& descriptor) {
    if (descriptor.memory == Memory::Internal) return internal_;
    return external_;
}

std::span<const std::uint8_t> Operations::payload_of(const Descriptor& d) const {
    if (d.payload_length == 0) return {};
    return ring_.subspan(d.payload, d.payload_length);
}

Outcome Operations::arrived(const Descriptor& d) const {
    if (d.payload_length == 0) return {};
    if (d.payload % kRingAlignment != 0) return failure(AgentError::BadDescriptor);
    if (!inside(d.payload, d.payload_length, ring_.size())) return failure(AgentError::OutOfRange, d.payload);
    if (payload_checksum(payload_of(d)) == d.payload_checksum) return {};
    return failure(AgentError::DamagedPayload, d.payload);
}

Outcome Operations::carry_out(const Descriptor& d, bool has_arrived) {
    const bool known = d.operation <= kLastOperation && d.memory <= Memory::Internal;
    if (!known) return failure(AgentError::BadDescriptor);
    if (!has_arrived)
        if (const Outcome o = arrived(d); !o.ok()) return o;
    const Job job{d, payload_of(d), memory_of(d)};
    if (needs_memory(d.operation) && job.memory.size() == 0) return failure(AgentError::NotConfigured);
    return dispatch(job);
}

Outcome Operations::dispatch(const Job& job) {
    const Descriptor& d = job.descriptor;
    switch (d.operation) {
    case Operation::Nop: return {};
    case Operation::RegisterOps: return register_ops(job);
    case Operation::Configure: return configure(job);
    case Operation::Transfer: return transfer(job);
    case Operation::Erase: return erase(job);
    case Operation::Program: return program(job);
    case Operation::ProgramPieces: return program_pieces(job);
    case Operation::Digest: return digest(job);
    case Operation::Read: return read(job);
    case Operation::Map: return external_.size() == 0 ? failure(AgentError::NotConfigured) : external_.map();
    case Operation::Crc32: return crc32(job);
    case Operation::Stop:
        if (d.argument0 == 0) return external_.unmap();
        return external_.size() == 0 ? failure(AgentError::NotConfigured) : external_.map();
    }
    return failure(AgentError::BadDescriptor);
}

// They may change the clocks and pins the controller runs on, so it leaves memory-mapped mode first.
Outcome Operations::register_ops(const Job& job) {
    if (job.payload.size() % sizeof(RegisterOp) != 0) return failure(AgentError::BadDescriptor);
    if (const Outcome o = external_.unmap(); !o.ok()) return o;
    RegisterOp op;
    for (std::uint32_t i = 0; take(job.payload, i * sizeof(op), op); ++i) {
        pulse_.beat();
        const RegisterOpsResult result = run_register_ops({&op, 1}, timebase_);
        if (result.failed == 1) continue;
        Outcome late = failure(AgentError::RegisterTimeout, op.address, result.value);
        late.detail = i;
        late.elapsed_us = result.elapsed_us;
        return late;
    }
    return {};
}

Outcome Operations::configure(const Job& job) {
    if (job.descriptor.memory == Memory::Internal) {
        InternalSetup setup;
        return take(job.payload, 0, setup) ? internal_.configure(setup) : failure(AgentError::BadDescriptor);
    }
    Setup setup;
    return take(job.payload, 0, setup) ? external_.configure(setup) : failure(AgentError::BadDescriptor);
}

bool Operations::result_area(const Job& job, std::uint32_t length, std::span<std::uint8_t>& area) const {
    const std::uint32_t offset = job.descriptor.result;
    if (length > ring_.size() || offset % kRingAlignment != 0) return false;
    if (!inside(offset, result_room(length), ring_.size())) return false;
    area = ring_.subspan(offset, length);
    return true;
}

// Once the operation has ended well.
void Operations::seal_result(const Job& job, std::uint32_t length) const {
    if (length == 0) return;
    const auto area = ring_.subspan(job.descriptor.result, result_room(length));
    const std::uint32_t checksum = payload_checksum(area.first(length), job.descriptor.sequence);
    std::memcpy(area.data() + result_checksum_offset(length), &checksum, sizeof(checksum));
}

Outcome Operations::transfer(const Job& job) {
    TransferRequest request;
    if (job.descriptor.memory != Memory::External || !take(job.payload, 0, request)) {
        return failure(AgentError::BadDescriptor);
    }
    const auto data = job.payload.subspan(sizeof(request));
    const bool both = request.read_length != 0 && request.write_length != 0;
    const bool any = request.read_length != 0 || request.write_length != 0;
    if (both || any != (request.command.data_phase.lines != 0) || request.write_length > data.size()) {
        return failure(AgentError::BadDescriptor);
    }
    std::span<std::uint8_t> result;
    if (!result_area(job, request.read_length, result)) {
        return failure(AgentError::OutOfRange, job.descriptor.result);
    }
    const Outcome o = external_.transfer(request, data.first(request.write_length), result);
    if (o.ok()) seal_result(job, request.read_length);
    return o;
}

Outcome Operations::erase(const Job& job) {
    const Descriptor& d = job.descriptor;
    if (!std::has_single_bit(d.argument0)) return failure(AgentError::BadDescriptor, d.address, d.argument0);
    if (!inside(d.address, d.argument0, job.memory.size()) || d.address % d.argument0 != 0) {
        return failure(AgentError::OutOfRange, d.address);
    }
    return job.memory.erase(d.address, d.argument0);
}

// Without an erase the target is looked at first, all of it, so that nothing is programmed half.
Outcome Operations::program(const Job& job) {
    const Descriptor& d = job.descriptor;
    const bool quads = d.memory == Memory::Internal;
    if (d.length > job.payload.size()) return failure(AgentError::BadDescriptor, d.address, d.length);
    if (!inside(d.address, d.length, job.memory.size())) return failure(AgentError::OutOfRange, d.address);
    if (quads && (d.address | d.length) % Stm32h7rsFlash::kQuadWord != 0) {
        return failure(AgentError::BadDescriptor, d.address, d.length);
    }
    const auto data = job.payload.first(d.length);
    if (d.argument0 == 0) {
        if (d.argument1 != 0) return job.memory.program(d.address, data);
        if (const Outcome o = job.memory.check_programmable(d.address, data); !o.ok()) return o;
        return job.memory.program(d.address, data);
    }
    if (!std::has_single_bit(d.argument0)) return failure(AgentError::BadDescriptor, d.address, d.argument0);
    const std::uint32_t begin = d.address & ~(d.argument0 - 1);
    if (!inside(d.address - begin, d.length, d.argument0) || !inside(begin, d.argument0, job.memory.size())) {
        return failure(AgentError::OutOfRange, d.address);
    }
    // The data hold old bytes around new ones, and the erase takes both: a stop waits for the whole.
    pulse_.defer_stop(true);
    Outcome o;
    if (blank(data) || !job.memory.replaces(d.length, d.argument0)) o = job.memory.erase(begin, d.argument0);
    if (o.ok()) o = job.memory.program(d.address, data);
    pulse_.defer_stop(false);
    return o;
}

Outcome Operations::program_pieces(const Job& job) {
    const Descriptor& d = job.descriptor;
    if (d.memory != Memory::External || d.argument0 > job.payload.size() / sizeof(Range))
        return failure(AgentError::BadDescriptor, d.address, d.argument0);
    const std::size_t table = d.argument0 * sizeof(Range);
    std::size_t all = table;
    Range piece;
    for (std::size_t i = 0; i < d.argument0; ++i) {
        (void)take(job.payload, i * sizeof(piece), piece);
        if (!inside(piece.address, piece.length, job.memory.size()))
            return failure(AgentError::OutOfRange, piece.address);
        if (piece.length > job.payload.size() - all) return failure(AgentError::BadDescriptor, piece.address);
        all += piece.length;
    }
    std::span<const std::uint8_t> data = job.payload.subspan(table);
    for (std::size_t i = 0; i < d.argument0; ++i) {
        (void)take(job.payload, i * sizeof(piece), piece);
        const Outcome o = job.memory.program(piece.address, data.first(piece.length));
        if (!o.ok() || o.stopped) return o;
        data = data.subspan(piece.length);
    }
    return {};
}

// Reads through a buffer in RAM: hashing wants unaligned access, which the mapped window does not have.
template <class Use> Outcome Operations::for_each_chunk(const Job& job, const Range& range, Use use) {
    for (std::uint32_t done = 0; done < range.length;) {
        pulse_.beat();
        if (pulse_.stop_requested()) return stopped();
        const std::size_t length = std::min<std::size_t>(range.length - done, chunk_.size());
        const std::span<std::uint8_t> chunk(chunk_.data(), length);
        if (const Outcome o = job.memory.read(range.address + done, chunk); !o.ok()) return o;
        use(chunk);
        done += static_cast<std::uint32_t>(length);
        store(status_.position, load(status_.position) + static_cast<std::uint32_t>(length));
    }
    return {};
}

// Results are written over the ring only after every range has been taken out of the payload before it.
Outcome Operations::digest(const Job& job) {
    const bool glances = job.descriptor.argument0 != 0;
    const std::size_t size = glances ? sizeof(Glance) : sizeof(Range);
    const std::uint32_t count = static_cast<std::uint32_t>(job.payload.size() / size);
    std::span<std::uint8_t> results;
    if (job.payload.size() % size != 0) return failure(AgentError::BadDescriptor);
    if (!result_area(job, count * static_cast<std::uint32_t>(sizeof(RangeDigest)), results)) {
        return failure(AgentError::OutOfRange, job.descriptor.result);
    }
    if (const Outcome o = job.memory.begin_reading(); !o.ok()) return o;
    glances_tell_ = true;
    for (std::size_t i = 0; i < count; ++i) {
        Glance glance; // a Range is its beginning
        std::memcpy(&glance, job.payload.data() + i * size, size);
        RangeDigest result;
        if (const Outcome o = digest_range(job, glance, result); !o.ok()) return o;
        std::memcpy(results.data() + i * sizeof(result), &result, sizeof(result));
    }
    seal_result(job, static_cast<std::uint32_t>(results.size()));
    return {};
}

Outcome Operations::digest_range(const Job& job, const Glance& glance, RangeDigest& result) {
    const Range range{glance.address, glance.length & ~kGlanceMayDo};
    if (!inside(range.address, range.length, job.memory.size())) {
        return failure(AgentError::OutOfRange, range.address);
    }
    // Where one glance did not tell, the next block is likely to be there already, too.
    const bool may_glance = (glance.length & kGlanceMayDo) != 0 && range.length >= kGlanceBytes;
    if (may_glance && glances_tell_) {
        if (const Outcome o = look(job, range, glance.first_word, result.seen); !o.ok()) return o;
        if (result.seen != Seen::All) return {};
    }
    Digest digest;
    bool begins = may_glance;
    std::uint32_t first_word = glance.first_word;
    const Outcome o = for_each_chunk(job, range, [&](std::span<const std::uint8_t> chunk) {
        if (std::exchange(begins, false)) std::memcpy(&first_word, chunk.data(), sizeof(first_word));
        digest.add(chunk);
    });
    result.digest = digest.value();
    result.blank = digest.blank() ? 1 : 0;
    if (may_glance) glances_tell_ = digest.blank() || first_word != glance.first_word;
    return o;
}

// Until it is known. What begins as it shall, or with 0xFF that it shall begin with, may be there already.
Outcome Operations::look(const Job& job, const Range& range, std::uint32_t first_word, Seen& seen) {
    constexpr std::uint32_t kBlankWord = 0xFFFFFFFF;
    pulse_.beat();
    if (pulse_.stop_requested()) return stopped();
    for (std::uint32_t at = 0; range.length - at >= kGlanceBytes; at += kGlanceStride) {
        std::array<std::uint8_t, kGlanceBytes> bytes{};
        if (const Outcome o = job.memory.read(range.address + at, bytes); !o.ok()) return o;
        const auto word = std::bit_cast<std::uint32_t>(bytes);
        if (word != kBlankWord) {
            const bool other = at == 0 ? word != first_word : first_word != kBlankWord;
            seen = other ? Seen::Different : Seen::All;
            return {};
        }
        if (range.length - at <= kGlanceStride) break;
    }
    seen = Seen::Blank;
    return {};
}

Outcome Operations::read(const Job& job) {
    const Descriptor& d = job.descriptor;
    std::span<std::uint8_t> out;
    if (!inside(d.address, d.length, job.memory.size())) return failure(AgentError::OutOfRange, d.address);
    if (!result_area(job, d.length, out)) return failure(AgentError::OutOfRange, d.result);
    if (const Outcome o = job.memory.begin_reading(); !o.ok()) return o;
    const Outcome o = for_each_chunk(job, {d.address, d.length}, [&](std::span<const std::uint8_t> chunk) {
        std::memcpy(out.data(), chunk.data(), chunk.size());
        out = out.subspan(chunk.size());
    });
    if (o.ok()) seal_result(job, d.length);
    return o;
}

Outcome Operations::crc32(const Job& job) {
    const Descriptor& d = job.descriptor;
    if (!inside(d.address, d.length, job.memory.size())) return failure(AgentError::OutOfRange, d.address);
    if (const Outcome o = job.memory.begin_reading(); !o.ok()) return o;
    ImageChecksum checksum;
    Outcome o = for_each_chunk(job, {d.address, d.length},
                               [&](std::span<const std::uint8_t> chunk) { checksum.add(chunk); });
    o.result0 = checksum.value();
    return o;
}

} // namespace xspi::agent
