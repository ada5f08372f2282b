// When foreign bytes count as lost, when as somebody else's by now.
#include "openocd-driver/journal/take-back.hpp"
#include "tests/unit/catch.hpp"

#include <random>
#include <string>

using namespace xspi;

namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr std::uint32_t kAddress = 0x20000, kPage = 256;

Bytes noise(std::size_t size, double ones, unsigned seed) {
    std::mt19937 random(seed);
    std::bernoulli_distribution one(ones);
    Bytes bytes(size);
    for (auto& byte : bytes)
        for (unsigned bit = 0; bit < 8; bit++) byte |= std::uint8_t(one(random) << bit);
    return bytes;
}

// The job brings code to the block's first 3000 bytes; 600 bytes of settings lie behind it.
JournalBlock some_block() {
    JournalBlock block;
    block.address = kAddress;
    block.bytes = noise(4096, 0.4, 1);
    std::fill(block.bytes.begin() + 3600, block.bytes.end(), 0xFF);
    block.foreign.push_back({kAddress + 3000, {block.bytes.begin() + 3000, block.bytes.begin() + 3600}});
    return block;
}

// Like Thumb code: a few opcodes again and again, and small numbers.
Bytes like_code(std::size_t size) {
    std::mt19937 random(7);
    const Bytes opcodes{0x48, 0x49, 0x68, 0x60, 0xF0, 0xF8, 0x46, 0xBD, 0xB5, 0x20, 0x21, 0xD0, 0xE7, 0xBF};
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; i++)
        bytes[i] = i % 2 ? opcodes[random() % opcodes.size()] : std::uint8_t(random() % 64);
    return bytes;
}

} // namespace

TEST_CASE("Foreign bytes that are there are not lost, whatever lies beside them") {
    const JournalBlock block = some_block();
    Bytes found(4096, 0x00);
    std::copy(block.foreign[0].bytes.begin(), block.foreign[0].bytes.end(), found.begin() + 3000);
    CHECK(judge(block, found, kPage) == BlockState::Whole);
    CHECK(judge(block, block.bytes, kPage) == BlockState::Whole);
}

TEST_CASE("In an erased block, and in one that the job has written in part, they are lost") {
    const JournalBlock block = some_block();
    Bytes found(4096, 0xFF);
    CHECK(judge(block, found, kPage) == BlockState::Lost);
    std::copy_n(block.bytes.begin(), 5 * kPage, found.begin()); // five pages
    CHECK(judge(block, found, kPage) == BlockState::Lost);
    for (std::size_t i = 0; i < kPage; i++) // the sixth was cut off
        found[5 * kPage + i] = std::uint8_t(block.bytes[5 * kPage + i] | (i * 37));
    CHECK(judge(block, found, kPage) == BlockState::Lost);
}

TEST_CASE("In a block whose erase was cut off they are lost, however far it had come") {
    const JournalBlock block = some_block();
    for (const double ones : {0.0, 0.25, 0.5, 0.75, 0.9})
        for (unsigned seed = 101; seed <= 120; seed++) {
            INFO(ones << " " << seed);
            CHECK(judge(block, noise(4096, ones, seed), kPage) == BlockState::Lost);
        }
}

TEST_CASE("Where somebody else has written since they are not put back without a question") {
    const JournalBlock block = some_block();
    CHECK(judge(block, like_code(4096), kPage) == BlockState::Unclear);
    Bytes settings(4096, 0xFF); // newer settings in an otherwise erased block
    for (std::size_t i = 0; i < 40; i++) settings[3000 + i] = std::uint8_t(i ^ 0x5C);
    CHECK(judge(block, settings, kPage) == BlockState::Unclear);
    CHECK(judge(block, Bytes(4096, 0xA5), kPage) == BlockState::Unclear);
    Bytes newer = block.bytes; // the job's own bytes, and other settings
    for (std::size_t i = 0; i < 20; i++) newer[3000 + i] ^= 0xFF;
    CHECK(judge(block, newer, kPage) == BlockState::Unclear);
    const std::string text = "The quick brown fox jumps over the lazy dog, and nobody minds. ";
    Bytes prose(4096);
    for (std::size_t i = 0; i < prose.size(); i++) prose[i] = std::uint8_t(text[i % text.size()]);
    CHECK(judge(block, prose, kPage) == BlockState::Unclear);
}

TEST_CASE("Pages that hold what they had before the job are not yet erased, if that is known") {
    JournalBlock block = some_block();
    Bytes before = like_code(4096);
    std::copy_n(block.foreign[0].bytes.begin(), 600, before.begin() + 3000);
    Bytes found = before;
    std::fill_n(found.begin() + 3000 / kPage * kPage, kPage, 0xFF);
    CHECK(judge(block, found, kPage) == BlockState::Unclear);
    block.old = before;
    CHECK(judge(block, found, kPage) == BlockState::Lost);
    found[100] ^= 1;
    CHECK(judge(block, found, kPage) == BlockState::Unclear);
}

TEST_CASE("Noise in a page alone is too little to tell a cut-off erase from contents") {
    const JournalBlock block = some_block();
    Bytes found(4096, 0xFF);
    const Bytes page = noise(kPage, 0.5, 3);
    std::copy(page.begin(), page.end(), found.begin() + 2816);
    CHECK(judge(block, found, kPage) == BlockState::Unclear);
}

TEST_CASE("What is put back keeps the pages that the job had written whole, and nothing else") {
    const JournalBlock block = some_block();
    Bytes found(4096, 0xFF);
    std::copy_n(block.bytes.begin(), 5 * kPage, found.begin());
    found[5 * kPage] = 0;
    Bytes expected(4096, 0xFF);
    std::copy_n(block.bytes.begin(), 5 * kPage, expected.begin());
    std::copy(block.foreign[0].bytes.begin(), block.foreign[0].bytes.end(), expected.begin() + 3000);
    CHECK(mended(block, found, kPage) == expected);
    const Bytes in_noise = mended(block, noise(4096, 0.5, 9), kPage);
    CHECK(std::count(in_noise.begin(), in_noise.begin() + 3000, 0xFF) == 3000);
    CHECK(std::equal(block.foreign[0].bytes.begin(), block.foreign[0].bytes.end(), in_noise.begin() + 3000));
}
