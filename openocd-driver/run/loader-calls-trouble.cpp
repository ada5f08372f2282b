// What goes wrong while a loader works, in words.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/loader-calls.hpp"
#include "openocd-driver/target/verified-memory.hpp"

namespace xspi {

using caller::Report;

std::string LoaderCalls::text_of(const Queued& call, std::uint32_t address) const {
    const bool has_address = call.changes || call.name == name_of(LoaderCall::Read);
    return has_address ? fmt::format("{}(0x{:08X})", call.name, address) : std::string(call.name);
}

void LoaderCalls::failed(const Queued call, const Report& report) {
    const std::string what = text_of(call, report.address);
    abandon();
    if (report.error == caller::Error::StackUsedUp)
        throw Failure(Failure::Kind::AgentDied, "XSPI-1338",
                      "the loader {} needs more stack than the {} bytes it was given: {} used all of it",
                      file_, placed_.stack.size, what);
    throw Failure(call.data.empty() ? Failure::Kind::AgentDied : Failure::Kind::NotProgrammed, "XSPI-1336",
                  "the loader {} says that {} failed (it returned 0x{:X}){}", file_, what, report.result,
                  call.changes
                      ? ". The chip may be protected, worn or another one than the loader's"
                      : ": it does not reach its chip. Is it the loader for this board, and does the "
                        "chip have its supply?");
}

// DWT_PCSR shows where the core is without stopping it (Armv7-M ARM, C1.8.9).
void LoaderCalls::hangs(const Queued call) {
    constexpr std::uint32_t kPcsr = 0xE000101C;
    const std::string what = text_of(call, under_way_);
    std::string where;
    const std::uint32_t pc = target_.read_word(kPcsr);
    if (pc != 0 && pc != 0xFFFFFFFF) where = fmt::format(" at 0x{:08X}", pc);
    abandon();
    throw Failure(
        Failure::Kind::AgentDied, "XSPI-1337",
        "the loader {} does not come back from {}: it was halted{} after {} ms. Loaders wait for ever for a "
        "chip that does not answer: is it the one for this board, and does the chip have its supply?",
        file_, what, where, call.timeout_ms);
}

void LoaderCalls::stopped(const Queued* call) {
    constexpr std::uint32_t kCfsr = 0xE000ED28, kBfar = 0xE000ED38;
    const std::string what = call != nullptr ? text_of(*call, under_way_) : "its first instruction";
    const std::uint32_t cfsr = target_.read_word(kCfsr), bfar = target_.read_word(kBfar);
    abandon();
    throw Failure(
        Failure::Kind::AgentDied, "XSPI-1338",
        "the core stopped in the loader {}, in {}: a fault (CFSR 0x{:08X}, BFAR 0x{:08X}). It is for another "
        "microcontroller, or its file is damaged",
        file_, what, cfsr, bfar);
}

void LoaderCalls::damaged() {
    abandon();
    throw Failure(
        Failure::Kind::DamagedLink, "XSPI-1339",
        "what goes to the loader {} and back arrives damaged, time after time: the link, or the loader "
        "writes over RAM that is not its own; {}",
        file_, kMendTheLink);
}

} // namespace xspi
