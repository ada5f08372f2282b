// The pieces of an image as its file has them: in any order, some of them twice.
#pragma once
#include "openocd-driver/image/image.hpp"

namespace xspi {

class Pieces {
  public:
    // place: line or program header that this comes from, for the error that names it. Throws ImageProblem
    // XSPI-0003 beyond 4 GiB.
    void add(std::uint64_t address, std::span<const std::uint8_t> bytes, std::size_t place);
    // The same bytes said twice are said once. Throws ImageProblem XSPI-0010 where two pieces contradict each
    // other. `places`: what they are called, "lines".
    std::vector<FileSegment> merged(const char* places);

  private:
    struct Piece {
        std::uint32_t address, size;
        std::size_t at; // in bytes_
        std::size_t place;
        std::uint64_t end() const { return std::uint64_t{address} + size; }
    };
    void merge(FileSegment& segment, std::size_t number, const char* places) const;
    [[noreturn]] void contradiction(std::size_t number, std::uint64_t address, const char* places) const;

    std::vector<std::uint8_t> bytes_;
    std::vector<Piece> pieces_;
};

} // namespace xspi
