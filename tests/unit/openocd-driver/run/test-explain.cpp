#include "openocd-driver/run/explain.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;
using agent::AgentError;
using agent::Operation;
using Catch::Matchers::ContainsSubstring;
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
               ContainsSubstring("erasing 64 KiB at 0x70001000 on ext"));
    CHECK_THAT(said(AgentError::BusyTimeout, Operation::Program),
               ContainsSubstring("programming 256 bytes at 0x70001000 on ext"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Read),
               ContainsSubstring("reading 256 bytes at 0x70001000"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Crc32), ContainsSubstring("verifying 256 bytes"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Map), ContainsSubstring("memory-mapped mode"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Digest), ContainsSubstring("comparison"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Transfer),
               ContainsSubstring("exchanging a command"));
    CHECK_THAT(said(AgentError::ControllerError, Operation::Configure),
               ContainsSubstring("setting up the flash controller"));
}

TEST_CASE("The sentence carries what was found: address, status and time") {
    CHECK_THAT(said(AgentError::NotBlank), ContainsSubstring("0x70001234"));
    CHECK_THAT(said(AgentError::ProgramFailed), ContainsSubstring("0x70001234") && ContainsSubstring("0xAB"));
    CHECK_THAT(said(AgentError::BusyTimeout), ContainsSubstring("777 us") && ContainsSubstring("0xAB"));
    CHECK_THAT(said(AgentError::RegisterTimeout, Operation::RegisterOps),
               ContainsSubstring("register 0x00001234") && ContainsSubstring("777 us") &&
                   ContainsSubstring("0x000000AB"));
    CHECK_THAT(said(AgentError::Fault),
               ContainsSubstring("PC 0x00001234") && ContainsSubstring("BFAR 0x000000CD"));
}
