#include "probe/mem-access.hpp"

#include <algorithm>

namespace vb {

namespace {

// IHI0031: auto-increment is only guaranteed on the low 10 bits of TAR.
constexpr std::uint32_t kTarBlock = 1024;

// Bytes that one value of TAR serves.
std::size_t run_length(const MemBlock& block, std::uint32_t address, std::size_t left) {
    if (!block.increment) return left;
    return std::min<std::size_t>(left, kTarBlock - address % kTarBlock);
}

// Byte lane of an access within DRW (IHI0031, "byte lanes").
unsigned lane(const MemBlock& block, std::uint32_t address) {
    return block.size == 4 ? 0 : 8 * (address & 3);
}

void store(std::span<std::uint8_t> bytes, std::uint32_t value) {
    for (auto& byte : bytes) {
        byte = std::uint8_t(value);
        value >>= 8;
    }
}

std::uint32_t load(std::span<const std::uint8_t> bytes) {
    std::uint32_t value = 0;
    for (std::size_t n = 0; n < bytes.size(); ++n) value |= std::uint32_t(bytes[n]) << (8 * n);
    return value;
}

} // namespace

// ST-LINK does not make an unaligned access, nor a part of one.
MemAccess::Status MemAccess::begin(const MemBlock& block, std::size_t length) {
    if (block.address % block.size != 0 || length % block.size != 0) return Status::Fault;
    const std::uint32_t size = block.size == 4 ? 2 : block.size == 2 ? 1 : 0;
    const std::uint32_t csw = (block.csw & ~0xFFu) | (block.increment ? 0x10 : 0) | size;
    return link_.write_ap(block.ap, SwdLink::kCsw, csw);
}

// The status of a DRW access is told by the transaction after it, so a refusal means the access before.
MemAccess::Status MemAccess::finish(Status status, std::uint32_t address) {
    if (status == Status::Ok) return status;
    fault_address_ = address;
    if (status == Status::Fault) return status; // the probe's own: nothing went out
    link_.clear_sticky();
    switch (status) { // RDBUFF belongs to the DP, the failing access to the AP
    case Status::DpFault: return Status::ApFault;
    case Status::DpWait: return Status::ApWait;
    case Status::DpError: return Status::ApError;
    default: return status;
    }
}

MemAccess::Status MemAccess::read_run(const MemBlock& block, std::uint32_t address,
                                      std::span<std::uint8_t> data) {
    std::uint32_t value = 0;
    const std::uint32_t step = block.increment ? block.size : 0;
    Status status = link_.write_ap(block.ap, SwdLink::kTar, address);
    if (status == Status::Ok) status = link_.read_ap_posted(block.ap, SwdLink::kDrw, value);
    for (std::size_t at = 0; at < data.size() && status == Status::Ok; at += block.size) {
        const bool last = at + block.size == data.size();
        status = last ? link_.read_dp(SwdLink::kRdbuff, value)
                      : link_.read_ap_posted(block.ap, SwdLink::kDrw, value);
        if (status != Status::Ok) break;
        store(data.subspan(at, block.size), value >> lane(block, address));
        address += step;
    }
    return finish(status, address);
}

MemAccess::Status MemAccess::read(const MemBlock& block, std::span<std::uint8_t> data) {
    if (data.empty()) return Status::Ok;
    Status status = finish(begin(block, data.size()), block.address);
    std::uint32_t address = block.address;
    while (status == Status::Ok && !data.empty()) {
        const std::size_t length = run_length(block, address, data.size());
        status = read_run(block, address, data.first(length));
        data = data.subspan(length);
        address += std::uint32_t(length);
    }
    return status;
}

MemAccess::Status MemAccess::write(const MemBlock& block, std::span<const std::uint8_t> data) {
    if (data.empty()) return Status::Ok;
    Status status = begin(block, data.size());
    std::uint32_t address = block.address, previous = address;
    for (std::size_t at = 0, run_end = 0; at < data.size() && status == Status::Ok; at += block.size) {
        if (at == run_end) {
            run_end += run_length(block, address, data.size() - at);
            status = link_.write_ap(block.ap, SwdLink::kTar, address);
            if (status != Status::Ok) break;
        }
        const std::uint32_t value = load(data.subspan(at, block.size)) << lane(block, address);
        status = link_.write_ap(block.ap, SwdLink::kDrw, value);
        if (status != Status::Ok) break;
        previous = address;
        if (block.increment) address += block.size;
    }
    std::uint32_t dummy = 0;
    if (status == Status::Ok) status = link_.read_dp(SwdLink::kRdbuff, dummy); // waits for the last write
    return finish(status, previous);
}

MemAccess::Status MemAccess::read_word(std::uint8_t ap, std::uint32_t csw, std::uint32_t address,
                                       std::uint32_t& value) {
    std::uint8_t bytes[4] = {};
    const Status status = read({ap, csw, address, 4}, bytes);
    value = load(bytes);
    return status;
}

MemAccess::Status MemAccess::write_word(std::uint8_t ap, std::uint32_t csw, std::uint32_t address,
                                        std::uint32_t value) {
    std::uint8_t bytes[4];
    store(bytes, value);
    return write({ap, csw, address, 4}, bytes);
}

} // namespace vb
