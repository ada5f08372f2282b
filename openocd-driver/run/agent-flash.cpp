#include "openocd-driver/run/agent-flash.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/explain.hpp"
#include "openocd-driver/run/sealed.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace xspi {

using agent::Operation;

namespace {

constexpr std::uint32_t kReadAtOnce = 5 * kTransferUnit;
constexpr std::size_t kDigestPayload = 8192; // bytes of one request's ranges
constexpr std::uint32_t kChecksum = 4;       // behind a result
constexpr std::uint32_t kFirstRead = kTransferUnit - kChecksum;

template <typename T> void append(std::vector<std::uint8_t>& to, std::span<const T> values) {
    auto* bytes = reinterpret_cast<const std::uint8_t*>(values.data());
    to.insert(to.end(), bytes, bytes + values.size_bytes());
}
template <typename T> void append(std::vector<std::uint8_t>& to, const T& value) {
    append(to, std::span<const T>(&value, 1));
}

} // namespace

template <typename Work> auto AgentFlash::guarded(Work&& work) {
    try {
        return work();
    } catch (const AgentTrouble& trouble) { throw explain(trouble, name_, base_); }
}

AgentRequest AgentFlash::request(Operation operation) const {
    AgentRequest request;
    request.operation = operation;
    request.memory = memory_;
    return request;
}

std::optional<AgentFlash::RegisterTimeout> AgentFlash::try_register_ops(const RegisterOps& ops) {
    AgentRequest r = request(Operation::RegisterOps);
    append(r.payload, ops.span());
    return guarded([&]() -> std::optional<RegisterTimeout> {
        try {
            session_.run(std::move(r));
            return std::nullopt;
        } catch (const AgentTrouble& trouble) {
            const agent::Status& s = trouble.status;
            if (trouble.error != agent::AgentError::RegisterTimeout || s.error_detail >= ops.count) throw;
            session_.forgive(trouble);
            return RegisterTimeout{s.error_detail, ops.steps[s.error_detail], s.error_address, s.error_status,
                                   s.elapsed_us};
        }
    });
}

void AgentFlash::register_ops(const RegisterOps& ops) {
    if (const auto timeout = try_register_ops(ops))
        throw Failure("XSPI-0311",
                      "setting up clocks, supply and pins of the flash port: {}. Register 0x{:08X} is "
                      "0x{:08X} after {} us; check crystal and supply against the board's facts",
                      timeout_meaning(timeout->step), timeout->address, timeout->value, timeout->elapsed_us);
}

void AgentFlash::configure(const agent::Setup& setup) {
    AgentRequest r = request(Operation::Configure);
    append(r.payload, setup);
    guarded([&] { session_.run(std::move(r)); });
}

void AgentFlash::configure(const agent::InternalSetup& setup) {
    AgentRequest r = request(Operation::Configure);
    append(r.payload, setup);
    guarded([&] { session_.run(std::move(r)); });
}

AgentRequest AgentFlash::transfer_request(agent::TransferRequest transfer,
                                          std::span<const std::uint8_t> data) const {
    AgentRequest r = request(Operation::Transfer);
    transfer.write_length = std::uint32_t(data.size());
    append(r.payload, transfer);
    append(r.payload, data);
    r.payload.resize((r.payload.size() + 7) & ~std::size_t(7));
    r.result_length = transfer.read_length;
    return r;
}

std::vector<std::uint8_t> AgentFlash::transfer(agent::TransferRequest transfer,
                                               std::span<const std::uint8_t> data) {
    return guarded([&] { return session_.run(transfer_request(transfer, data)); });
}

void AgentFlash::queue_transfer(const agent::TransferRequest& transfer, std::span<const std::uint8_t> data) {
    guarded([&] { session_.submit(transfer_request(transfer, data)); });
}

std::optional<std::vector<std::uint8_t>> AgentFlash::try_transfer(const agent::TransferRequest& transfer) {
    return guarded([&]() -> std::optional<std::vector<std::uint8_t>> {
        try {
            return session_.run(transfer_request(transfer, {}));
        } catch (const AgentTrouble& trouble) {
            using agent::AgentError;
            bool silence = trouble.error == AgentError::ControllerTimeout ||
                           trouble.error == AgentError::ControllerError ||
                           trouble.error == AgentError::BusyTimeout;
            if (!silence) throw;
            session_.forgive(trouble);
            return std::nullopt;
        }
    });
}

std::vector<agent::RangeDigest> AgentFlash::digest(std::span<const agent::Range> ranges) {
    return digest_all(ranges);
}
std::vector<agent::RangeDigest> AgentFlash::digest(std::span<const agent::Glance> glances) {
    return digest_all(glances);
}

template <typename Request>
std::vector<agent::RangeDigest> AgentFlash::digest_all(std::span<const Request> requests) {
    constexpr std::size_t kAtOnce = kDigestPayload / sizeof(Request);
    std::vector<agent::RangeDigest> digests(requests.size());
    for (std::size_t done = 0; done < requests.size();) {
        std::size_t count = std::min(requests.size() - done, kAtOnce);
        AgentRequest r = request(Operation::Digest);
        r.argument0 = std::is_same_v<Request, agent::Glance> ? 1 : 0;
        append(r.payload, requests.subspan(done, count));
        r.result_length = std::uint32_t(count * sizeof(agent::RangeDigest));
        auto result = guarded([&] { return session_.run(std::move(r)); });
        std::memcpy(digests.data() + done, result.data(), result.size());
        done += count;
    }
    return digests;
}

// The next piece is read from the flash while this one is on the wire. The ring is its beginning, for one
// piece, and what lies behind that, so that the next never lies over this one. The first is a short one, as
// nothing is on the wire meanwhile.
std::vector<std::uint8_t> AgentFlash::read(std::uint32_t address, std::uint32_t length) {
    const std::uint32_t half = ring_size() / 2 / 8 * 8;
    const std::uint32_t room =
        half < kTransferUnit ? half : std::min(kReadAtOnce, half / kTransferUnit * kTransferUnit);
    const std::uint32_t most = room - kChecksum;
    std::uint32_t asked = 0;
    const auto ask = [&] {
        AgentRequest r = request(Operation::Read);
        r.address = address + asked;
        r.length = std::min(length - asked, asked == 0 ? std::min(most, kFirstRead) : most);
        r.result_length = r.length;
        asked += r.length;
        return session_.submit_and_look(std::move(r));
    };
    return guarded([&] {
        std::vector<std::uint8_t> data;
        data.reserve(length);
        session_.place_at(room);
        for (std::uint32_t next = length == 0 ? 0 : ask(); data.size() < length;) {
            const std::uint32_t sequence = next;
            if (asked < length) next = ask();
            if (!session_.done(sequence)) session_.wait(sequence);
            const auto piece = session_.result(sequence);
            data.insert(data.end(), piece.begin(), piece.end());
        }
        return data;
    });
}

std::uint32_t AgentFlash::erase(std::uint32_t address, std::uint32_t size) {
    AgentRequest r = request(Operation::Erase);
    r.address = address;
    r.length = size;
    r.argument0 = size;
    return guarded([&] { return session_.submit(std::move(r)); });
}

std::uint32_t AgentFlash::program(std::uint32_t address, std::vector<std::uint8_t> bytes,
                                  std::uint32_t erase_first) {
    AgentRequest r = request(Operation::Program);
    r.address = address;
    r.length = std::uint32_t(bytes.size());
    r.argument0 = erase_first;
    r.argument1 = 1; // a plan programs only what its digests found blank or what it has erased
    r.payload = std::move(bytes);
    return guarded([&] { return session_.submit(std::move(r)); });
}

std::uint32_t AgentFlash::program_pieces(std::span<const Piece> pieces) {
    AgentRequest r = request(Operation::ProgramPieces);
    r.address = pieces.empty() ? 0 : pieces.front().address;
    r.argument0 = std::uint32_t(pieces.size());
    for (const Piece& piece : pieces) {
        const agent::Range range{piece.address, std::uint32_t(piece.bytes.size())};
        const auto bytes = bytes_of(range);
        r.payload.insert(r.payload.end(), bytes.begin(), bytes.end());
    }
    for (const Piece& piece : pieces)
        r.payload.insert(r.payload.end(), piece.bytes.begin(), piece.bytes.end());
    return guarded([&] { return session_.submit(std::move(r)); });
}

void AgentFlash::advance() {
    guarded([&] { session_.advance(); });
}

agent::Status AgentFlash::finish() {
    return guarded([&] { return session_.wait_all(); });
}

void AgentFlash::map() {
    guarded([&] { session_.run(request(Operation::Map)); });
}

std::uint32_t AgentFlash::crc32(std::uint32_t address, std::uint32_t length) {
    AgentRequest r = request(Operation::Crc32);
    r.address = address;
    r.length = length;
    return guarded([&] { return session_.wait(session_.submit(std::move(r))).result0; });
}

} // namespace xspi
