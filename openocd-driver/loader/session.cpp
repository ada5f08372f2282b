#include "openocd-driver/loader/session.hpp"

#include <algorithm>

namespace xspi {

namespace {

// Where the loader gives no time: far above what chips take, since a loader that comes back late is no fault.
constexpr std::uint32_t kInitMs = 10'000, kEraseMs = 20'000, kProgramMs = 10'000, kReadMs = 10'000;
// A loader's own times are those of one chip; one that is worn takes longer.
constexpr std::uint32_t kPatience = 4;
constexpr std::uint32_t kLeastMs = 1'000;

std::uint32_t limit(std::optional<std::uint32_t> said, std::uint32_t otherwise) {
    constexpr std::uint32_t kMost = 600'000;
    if (!said) return otherwise;
    return std::uint32_t(std::clamp<std::uint64_t>(std::uint64_t{*said} * kPatience, kLeastMs, kMost));
}

} // namespace

LoaderFrame LoaderSession::frame(LoaderCall call, std::array<std::uint32_t, 4> arguments,
                                 std::uint32_t timeout_ms) const {
    return {call,
            arguments,
            placement_.static_base,
            std::uint32_t(placement_.stack.end()),
            placement_.return_word | 1,
            loader_.entry(call).value_or(0) + placement_.shift,
            timeout_ms};
}

// Init(address, clock, function) of CMSIS-Pack; an external loader's has no arguments.
LoaderPreparation LoaderSession::begin(LoaderPhase phase) const {
    LoaderPreparation preparation;
    if (!loader_.entry(LoaderCall::Init)) return preparation;
    std::array<std::uint32_t, 4> arguments = {};
    if (loader_.form != LoaderForm::Stldr) arguments = {loader_.memory.base, 0, std::uint32_t(phase), 0};
    preparation.init = frame(LoaderCall::Init, arguments, kInitMs);
    return preparation;
}

std::optional<LoaderFrame> LoaderSession::end(LoaderPhase phase) const {
    if (!loader_.entry(LoaderCall::UnInit)) return std::nullopt;
    return frame(LoaderCall::UnInit, {std::uint32_t(phase)}, kInitMs);
}

std::optional<LoaderFrame> LoaderSession::erase_chip() const {
    if (!loader_.entry(LoaderCall::EraseChip)) return std::nullopt;
    std::uint64_t sectors = 0;
    for (const LoaderSectors& each : loader_.memory.sectors) sectors += each.count;
    constexpr std::uint64_t kMost = 3'600'000;
    const std::uint64_t ms = sectors * limit(loader_.memory.erase_ms, kEraseMs);
    return frame(LoaderCall::EraseChip, {}, std::uint32_t(std::clamp<std::uint64_t>(ms, kEraseMs, kMost)));
}

// SectorErase(start, end) of an external loader erases the sector that end lies in, too: end is its last
// byte.
LoaderFrame LoaderSession::erase_sector(std::uint32_t address, std::uint32_t size) const {
    const std::uint32_t last = loader_.form == LoaderForm::Stldr ? address + size - 1 : 0;
    return frame(LoaderCall::EraseSector, {address, last}, limit(loader_.memory.erase_ms, kEraseMs));
}

LoaderFrame LoaderSession::program(std::uint32_t address, std::uint32_t size, std::size_t buffer) const {
    return frame(LoaderCall::Program, {address, size, placement_.buffers[buffer]},
                 limit(loader_.memory.program_ms, kProgramMs));
}

std::optional<LoaderFrame> LoaderSession::read(std::uint32_t address, std::uint32_t size,
                                               std::size_t buffer) const {
    if (!loader_.entry(LoaderCall::Read)) return std::nullopt;
    return frame(LoaderCall::Read, {address, size, placement_.buffers[buffer]}, kReadMs);
}

// Verify of an external loader counts words and the bytes that the buffer is off one.
std::optional<LoaderFrame> LoaderSession::verify(std::uint32_t address, std::uint32_t size,
                                                 std::size_t buffer) const {
    if (!loader_.entry(LoaderCall::Verify)) return std::nullopt;
    const std::uint32_t from = placement_.buffers[buffer];
    if (loader_.form == LoaderForm::Stldr)
        return frame(LoaderCall::Verify, {address, from, size / 4, 0}, kReadMs);
    return frame(LoaderCall::Verify, {address, size, from}, kReadMs);
}

bool LoaderSession::says_success(std::uint32_t result) const {
    return result == (loader_.form == LoaderForm::Stldr ? 1u : 0u);
}

} // namespace xspi
