// How the answers come back: the short ones with their request, all of them checked.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/agent-session.hpp"
#include "openocd-driver/run/explain.hpp"
#include "openocd-driver/run/sealed.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <array>

namespace xspi {

using agent::AgentError;
using agent::Status;

namespace {
constexpr std::size_t kPatienceWords = 16; // read one by one: 120 us at the fastest
}

std::vector<std::uint8_t> AgentSession::result(std::uint32_t sequence) {
    for (const Pending& done : retired_) {
        if (done.sequence != sequence) continue;
        return read_result(done);
    }
    throw Failure("XSPI-0305", "result {} of the agent is missing (a fault of the driver)", sequence);
}

std::vector<std::uint8_t> AgentSession::read_result(const Pending& done) {
    const std::uint32_t length = done.request.result_length;
    if (length == 0) return {};
    std::vector<std::uint8_t> bytes(agent::result_room(length));
    for (unsigned reads = 0; reads < kReads; ++reads) {
        target_.read(place_.ring_base + done.descriptor.result, bytes);
        if (holds_result(bytes, length, done.sequence)) {
            bytes.resize(length);
            return bytes;
        }
        target_.keep_alive();
    }
    look_at_core();
    throw Failure(
        Failure::Kind::DamagedLink, "XSPI-0325",
        "{} bytes that the agent read arrive damaged over the probe, time after time; {}. Nothing was "
        "done because of them",
        length, kMendTheLink);
}

// Most of what is asked for is done within some ten microseconds and has a few bytes for an answer: they are
// fetched with the request, behind words that are read to give the agent time. What then does not check out
// was early, or damaged, and is fetched again as ever.
std::vector<std::uint8_t> AgentSession::run(AgentRequest request) {
    const std::uint32_t length = request.result_length;
    const Pending& pending = prepare(std::move(request));
    const std::uint32_t sequence = pending.sequence;
    std::array<std::uint8_t, kPatienceWords * 4> meanwhile{};
    Status status{};
    std::vector<std::uint8_t> answer(length <= kSmall ? agent::result_room(length) : 0);
    send(pending, {{header_.mailbox, {}, meanwhile},
                   {header_.mailbox, {}, writable_bytes_of(status)},
                   {place_.ring_base + pending.descriptor.result, {}, answer}});
    const bool done =
        whole(status) && status.error == std::uint32_t(AgentError::None) && status.completed == sequence;
    if (!done) {
        wait(sequence);
        return result(sequence);
    }
    take(status);
    if (length != 0 && !holds_result(answer, length, sequence)) return result(sequence);
    answer.resize(length);
    return answer;
}

} // namespace xspi
