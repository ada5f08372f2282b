#include "openocd-driver/agent/explain.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;
using agent::AgentError;
using agent::Operation;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

AgentTrouble trouble(AgentError error, Operation operation) {
    AgentTrouble t{error, {}, {}};
    t.request.operation = operation;
    t.request.address = 0x1000;
    t.request.length = 256;
    t.request.argument0 = 65536;
    t.status.error = static_cast<std::uint32_t>(error);
    t.status.error_address = 0x1234;
    t.status.error_status = 0xAB;
    t.status.error_detail = 0xCD;
    t.status.elapsed_us = 777;
    return t;
}

std::string said(AgentError error, Operation operation = Operation::Program) {
    return explain(trouble(error, operation), "ext", 0x70000000).what();
}

} // namespace

TEST_CASE("Every error of the agent has an id of its own in its sentence") {
    const auto [error, id] = GENERATE(table<AgentError, std::string>({
        {AgentError::RegisterTimeout, "XSPI-0311: "},
        {AgentError::ControllerTimeout, "XSPI-0312: "},
        {AgentError::ControllerError, "XSPI-0313: "},
        {AgentError::BusyTimeout, "XSPI-0314: "},
        {AgentError::NotWriteEnabled, "XSPI-0315: "},
        {AgentError::EraseFailed, "XSPI-0316: "},
        {AgentError::ProgramFailed, "XSPI-0316: "},
        {AgentError::NotBlank, "XSPI-0317: "},
        {AgentError::InternalFlashError, "XSPI-0318: "},
        {AgentError::Fault, "XSPI-0319: "},
        {AgentError::DamagedPayload, "XSPI-0320: "},
        {AgentError::OutOfRange, "XSPI-0321: "},
        {AgentError::NotConfigured, "XSPI-0322: "},
        {AgentError::StackOverflow, "XSPI-0322: "},
        {AgentError::BadDescriptor, "XSPI-0323: "},
    }));
    CHECK_THAT(said(error), StartsWith(id));
}

TEST_CASE("The sentence says what was being done and where, as the user addresses it") {
    CHECK_THAT(said(AgentError::BusyTimeout, Operation::Erase),
               Contains("erasing 64 KiB at 0x70001000 on ext"));
    CHECK_THAT(said(AgentError::BusyTimeout, Operation::Program),
               Contains("programming 256 bytes at 0x70001000 on ext"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Read),
               Contains("reading 256 bytes at 0x70001000"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Crc32), Contains("verifying 256 bytes"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Map), Contains("memory-mapped mode"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Digest), Contains("comparison"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Transfer), Contains("exchanging a command"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Configure),
               Contains("setting up the flash controller"));
}

TEST_CASE("The sentence carries what was found: address, status and time") {
    CHECK_THAT(said(AgentError::NotBlank), Contains("0x70001234"));
    CHECK_THAT(said(AgentError::ProgramFailed), Contains("0x70001234") && Contains("0xAB"));
    CHECK_THAT(said(AgentError::BusyTimeout), Contains("777 us") && Contains("0xAB"));
    CHECK_THAT(said(AgentError::RegisterTimeout, Operation::RegisterOps),
               Contains("register 0x00001234") && Contains("777 us") && Contains("0x000000AB"));
    CHECK_THAT(said(AgentError::Fault), Contains("PC 0x00001234") && Contains("BFAR 0x000000CD"));
}
