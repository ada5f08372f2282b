#include "openocd-driver/export/prepared-loader.hpp"

#include <bit>
#include <cstring>
#include <stdexcept>

namespace xspi {

namespace {

static_assert(std::endian::native == std::endian::little, "facts and words go into the image as they are");

void add_to_word(std::vector<std::uint8_t>& bytes, std::uint32_t at, std::uint32_t distance) {
    std::uint32_t word;
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    word += distance;
    std::memcpy(bytes.data() + at, &word, sizeof(word));
}

void move(std::vector<std::uint8_t>& bytes, const LoaderImage& image, std::uint32_t address) {
    for (std::uint32_t at = image.relocations;; at += 2) {
        const std::uint32_t word = bytes[at] | bytes[at + 1] << 8;
        if (word == 0) break;
        add_to_word(bytes, word * 4, address);
    }
    add_to_word(bytes, image.moved_to, address);
}

} // namespace

std::vector<std::uint8_t> PreparedLoader::whole() const {
    std::vector<std::uint8_t> all = bytes;
    all.resize(memory);
    return all;
}

PreparedLoader prepare_loader(const Board& board, const ExportedMemory& memory, std::uint32_t address) {
    const LoaderImage* image = find_loader_image(board.family.cpu, memory.facts.connection.kind);
    if (image == nullptr) // as long as target-stubs/loaders.txt lists every kind of every CPU
        throw std::logic_error("no flash loader drives the controller of " + memory.bank);
    PreparedLoader loader;
    loader.address = address;
    loader.bytes.assign(image->bytes.begin(), image->bytes.end());
    std::memcpy(loader.bytes.data() + image->facts, &memory.facts, sizeof(memory.facts));
    move(loader.bytes, *image, address);
    loader.data = image->data;
    loader.memory = image->memory;
    for (std::size_t i = 0; i < kLoaderFunctions; i++) loader.functions[i] = address + image->functions[i];
    return loader;
}

} // namespace xspi
