// One flash memory as the agent, or another server, offers it: the same operations for all of them.
// Addresses are offsets from the memory's first byte. All functions throw Failure; what the agent reports as
// wrong has been made a sentence of.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "openocd-driver/run/flash-server.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace xspi {

class AgentFlash {
  public:
    // name: for error sentences ("ext"). base: address of the first byte, likewise.
    AgentFlash(FlashServer& server, agent::Memory memory, std::string name, std::uint32_t base)
        : session_(server), memory_(memory), name_(std::move(name)), base_(base) {}

    // Throws Failure XSPI-0311 where a wait runs out of time.
    void register_ops(const RegisterOps& ops);
    // The same where that is an answer, too, and the agent goes on.
    struct RegisterTimeout {
        std::size_t index; // of the wait in the list
        Step step;
        std::uint32_t address, value, elapsed_us;
    };
    std::optional<RegisterTimeout> try_register_ops(const RegisterOps& ops);
    void configure(const agent::Setup& setup);
    void configure(const agent::InternalSetup& setup);
    // One transaction with the chip. The answer has request.read_length bytes.
    std::vector<std::uint8_t> transfer(agent::TransferRequest request,
                                       std::span<const std::uint8_t> data = {});
    // The same without an answer, queued: finish() or the next transfer() waits.
    void queue_transfer(const agent::TransferRequest& request, std::span<const std::uint8_t> data = {});
    // The same where no answer is an answer, too: nullopt, and the agent goes on.
    std::optional<std::vector<std::uint8_t>> try_transfer(const agent::TransferRequest& request);

    std::vector<agent::RangeDigest> digest(std::span<const agent::Range> ranges);
    std::vector<agent::RangeDigest> digest(std::span<const agent::Glance> glances);
    std::vector<std::uint8_t> read(std::uint32_t address, std::uint32_t length);
    // Queued: they return its sequence number when the request is in the ring. finish() waits for all.
    std::uint32_t erase(std::uint32_t address, std::uint32_t size);
    std::uint32_t program(std::uint32_t address, std::vector<std::uint8_t> bytes, std::uint32_t erase_first);
    // On blank cells, with one request for all of them, if who serves the memory takes that.
    struct Piece {
        std::uint32_t address;
        std::span<const std::uint8_t> bytes;
    };
    bool takes_pieces() const { return memory_ == agent::Memory::External && session_.takes_pieces(); }
    std::uint32_t program_pieces(std::span<const Piece> pieces);
    bool done(std::uint32_t sequence) const { return session_.done(sequence); }
    void advance(); // until something more is done, if anything is left
    agent::Status finish();
    void map();
    // OpenOCD's image checksum, read afresh.
    std::uint32_t crc32(std::uint32_t address, std::uint32_t length);
    // Bytes that are under way at most; one request's payload and results have to fit.
    std::uint32_t ring_size() const { return session_.ring_size(); }
    // The same after `reset halt`: larger if RAM is kept because a program has run.
    std::uint32_t ring_size_after_reset() const { return session_.ring_size_after_reset(); }

  private:
    AgentRequest request(agent::Operation operation) const;
    AgentRequest transfer_request(agent::TransferRequest transfer, std::span<const std::uint8_t> data) const;
    template <typename Work> auto guarded(Work&& work);
    template <typename Request> std::vector<agent::RangeDigest> digest_all(std::span<const Request> requests);

    FlashServer& session_;
    agent::Memory memory_;
    std::string name_;
    std::uint32_t base_;
};

} // namespace xspi
