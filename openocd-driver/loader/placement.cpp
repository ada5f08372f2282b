#include "openocd-driver/loader/placement.hpp"

#include "openocd-driver/loader/loader-file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace xspi {

namespace {

constexpr std::uint64_t kAlignment =
    8; // of a stack: Procedure Call Standard for the Arm Architecture, 6.2.1.2
constexpr std::uint32_t kWord = 4;
constexpr std::uint64_t kLeastBuffer = 64, kMostBuffer = 16384;

std::uint64_t up(std::uint64_t value, std::uint64_t alignment = kAlignment) {
    return (value + alignment - 1) / alignment * alignment;
}

// What is free, piece by piece.
class FreeRam {
  public:
    explicit FreeRam(std::span<const LoaderRange> ram) : pieces_(ram.begin(), ram.end()) {}

    bool holds(const LoaderRange& range) const { return piece_of(range) != pieces_.end(); }
    void take(const LoaderRange& range) {
        const auto found = piece_of(range);
        const LoaderRange piece = *found;
        const auto at = pieces_.erase(found);
        const LoaderRange before{piece.address, range.address - piece.address};
        const LoaderRange behind{std::uint32_t(range.end()), piece.end() - range.end()};
        if (behind.size != 0) pieces_.insert(at, behind);
        if (before.size != 0) pieces_.insert(pieces_.begin() + (at - pieces_.begin()), before);
    }
    // At home where there is room, else from the smallest piece that has so much: the large ones are for what
    // is large.
    std::optional<LoaderRange> find(std::uint64_t size, const LoaderRange& home,
                                    std::uint64_t alignment = kAlignment) const {
        std::optional<LoaderRange> best;
        std::uint64_t smallest = UINT64_MAX;
        for (const LoaderRange& piece : pieces_) {
            const std::uint64_t begin = up(piece.address, alignment);
            const bool at_home = piece.address >= home.address && piece.end() <= home.end();
            const std::uint64_t rank = at_home ? 0 : piece.size;
            if (begin + size > piece.end() || rank >= smallest) continue;
            smallest = rank;
            best = LoaderRange{std::uint32_t(begin), size};
        }
        return best;
    }

  private:
    std::vector<LoaderRange>::const_iterator piece_of(const LoaderRange& range) const {
        return std::find_if(pieces_.begin(), pieces_.end(), [&](const LoaderRange& piece) {
            return range.address >= piece.address && range.end() <= piece.end();
        });
    }
    std::vector<LoaderRange> pieces_;
};

class Placing {
  public:
    Placing(const Loader& loader, std::span<const LoaderRange> ram, const ProgramBeside& beside)
        : loader_(loader), ram_(ram), beside_(beside), home_(home_among(ram)) {}

    LoaderPlacement run() {
        place_image();
        place_return();
        if (beside_.size != 0)
            result_.beside = taken(beside_.size, "the program that calls it", beside_.alignment).address;
        result_.stack = taken(up(loader_.stack.value_or(kLoaderStack)), "its stack");
        place_buffers();
        return std::move(result_);
    }

  private:
    std::uint64_t least_buffer() const { return std::max(up(loader_.buffer_size()), kLeastBuffer); }

    // Of a loader that may lie anywhere: where other tools put it.
    LoaderRange home_among(std::span<const LoaderRange> ram) const {
        constexpr std::uint32_t kMainRam = 0x20000000; // Armv7-M ARM, B3.1: SRAM
        const std::uint64_t need =
            loader_.ram_need(2) + 2 * kLeastBuffer + up(beside_.size, beside_.alignment);
        const std::vector<LoaderRange> image = loader_.image();
        for (const LoaderRange& piece : ram) {
            const bool holds =
                !image.empty() && image[0].address >= piece.address && image[0].address < piece.end();
            if (loader_.movable ? piece.address >= kMainRam && piece.size >= need : holds) return piece;
        }
        return {0, 0};
    }

    LoaderRange taken(std::uint64_t size, const char* what, std::uint64_t alignment = kAlignment) {
        const auto range = ram_.find(size, home_, alignment);
        if (!range)
            throw LoaderProblem{"XSPI-1331",
                                fmt::format("the RAM has no {} bytes in one piece left for {}", size, what)};
        take(*range);
        return *range;
    }
    void take(const LoaderRange& range) {
        ram_.take(range);
        result_.used.push_back(range);
    }

    // The larger they are, the fewer times the host has to look.
    void place_buffers() {
        const std::uint64_t least = least_buffer();
        for (std::uint64_t size = std::max(kMostBuffer / least, std::uint64_t{1}) * least; size > least;
             size = std::max(size / least / 2, std::uint64_t{1}) * least) {
            const auto first = ram_.find(size, home_);
            if (!first) continue;
            FreeRam rest = ram_;
            rest.take(*first);
            if (rest.find(size, home_)) return take_buffers(size);
        }
        take_buffers(least);
    }
    void take_buffers(std::uint64_t size) {
        result_.buffer_size = std::uint32_t(size);
        result_.buffers.push_back(taken(size, "a buffer").address);
        if (const auto second = ram_.find(size, home_)) {
            take(*second);
            result_.buffers.push_back(second->address);
        }
    }

    void place_image() {
        const std::vector<LoaderRange> image = loader_.image();
        if (loader_.movable && !image.empty()) {
            const std::uint64_t end = image.back().end(); // it begins at 0, and keeps a word to return to
            result_.shift = taken(up(kAlignment + end), "the loader").address + std::uint32_t(kAlignment);
            result_.return_word = result_.shift - kWord;
        } else {
            for (const LoaderRange& range : image) take_fixed(range);
        }
        result_.loaded = loader_.loaded;
        result_.zeroed = loader_.zeroed;
        for (FileSegment& segment : result_.loaded) segment.address += result_.shift;
        for (LoaderRange& range : result_.zeroed) range.address += result_.shift;
        result_.static_base = loader_.static_base + result_.shift;
    }
    void take_fixed(const LoaderRange& range) {
        if (!ram_.holds(range))
            throw LoaderProblem{"XSPI-1331",
                                fmt::format("it is linked for 0x{:08X} to 0x{:08X}, which is not RAM "
                                            "that may be used here",
                                            range.address, range.end() - 1)};
        take(range);
    }
    // External loaders are linked one word behind the beginning of RAM: that word is meant for this.
    void place_return() {
        if (result_.return_word != 0) return;
        const auto image = loader_.image();
        const LoaderRange before{image.empty() ? 0 : image[0].address - kWord, kWord};
        if (!image.empty() && image[0].address >= kWord && before.address % kWord == 0 &&
            ram_.holds(before)) {
            take(before);
            result_.return_word = before.address;
        } else {
            result_.return_word = taken(kAlignment, "a word to return to").address;
        }
    }

    const Loader& loader_;
    FreeRam ram_;
    const ProgramBeside beside_;
    const LoaderRange home_;
    LoaderPlacement result_;
};

} // namespace

LoaderPlacement place(const Loader& loader, std::span<const LoaderRange> ram, const ProgramBeside& beside) {
    return Placing(loader, ram, beside).run();
}

} // namespace xspi
