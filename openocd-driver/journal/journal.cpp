#include "openocd-driver/journal/journal.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace xspi {

namespace {

using nlohmann::json; // CBOR has bytes, and keeps nothing of an order

constexpr std::array<std::uint8_t, 8> kMagic{'X', 'S', 'P', 'I', 'J', 'N', 'L', '1'};
constexpr std::size_t kHeader = 24; // magic, length and XXH3_64bits of what follows
constexpr std::size_t kMark = 8;    // number of a block, and its complement

void put(std::vector<std::uint8_t>& to, std::uint64_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) to.push_back(std::uint8_t(value >> (8 * i)));
}

std::uint64_t get(std::span<const std::uint8_t> from, std::size_t at, unsigned bytes) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++) value |= std::uint64_t(from[at + i]) << (8 * i);
    return value;
}

json to_json(const JournalBlock& block) {
    json pieces = json::array();
    for (const JournalPiece& piece : block.foreign)
        pieces.push_back({{"address", piece.address}, {"bytes", json::binary(piece.bytes)}});
    return {{"address", block.address},
            {"bytes", json::binary(block.bytes)},
            {"old", json::binary(block.old)},
            {"foreign", std::move(pieces)}};
}

JournalBlock block_from(const json& from) {
    JournalBlock block;
    block.address = from.at("address");
    block.bytes = from.at("bytes").get_binary();
    block.old = from.at("old").get_binary();
    if (!block.old.empty() && block.old.size() != block.bytes.size()) throw std::out_of_range("old");
    for (const json& piece : from.at("foreign"))
        block.foreign.push_back({piece.at("address"), piece.at("bytes").get_binary()});
    const std::uint64_t end = block.address + std::uint64_t(block.bytes.size());
    for (const JournalPiece& piece : block.foreign)
        if (piece.address < block.address || piece.address + std::uint64_t(piece.bytes.size()) > end)
            throw std::out_of_range("piece");
    return block;
}

Journal journal_from(const json& from) {
    Journal journal;
    journal.key = {from.at("uid"), from.at("controller"), from.at("chip"), from.at("unique_id")};
    journal.board = from.at("board");
    journal.bank = from.at("bank");
    journal.began = from.at("began");
    journal.base = from.at("base");
    journal.page_size = from.at("page_size");
    for (const json& block : from.at("blocks")) journal.blocks.push_back(block_from(block));
    return journal;
}

void read_marks(std::span<const std::uint8_t> marks, Journal& journal) {
    for (; marks.size() >= kMark; marks = marks.subspan(kMark)) {
        const auto block = std::uint32_t(get(marks, 0, 4));
        if (std::uint32_t(get(marks, 4, 4)) != std::uint32_t(~block)) continue;
        if (block < journal.blocks.size()) journal.blocks[block].back = true;
        if (block == kNoBlock)
            for (JournalBlock& one : journal.blocks) one.back = false;
    }
}

} // namespace

bool Journal::settled() const {
    return std::all_of(blocks.begin(), blocks.end(), [](const JournalBlock& b) { return b.back; });
}

std::uint64_t Journal::foreign_bytes() const {
    std::uint64_t sum = 0;
    for (const JournalBlock& block : blocks)
        for (const JournalPiece& piece : block.foreign) sum += block.back ? 0 : piece.bytes.size();
    return sum;
}

std::string Journal::places() const {
    std::string text;
    for (const JournalBlock& block : blocks)
        for (const JournalPiece& piece : block.foreign)
            if (!block.back)
                text += fmt::format("{}0x{:08X}-0x{:08X}", text.empty() ? "" : ", ", base + piece.address,
                                    std::uint32_t(base + piece.address + piece.bytes.size() - 1));
    return text;
}

BlocksAtRisk blocks_at_risk(const ProgramPlan& plan, const EraseLayout& layout) {
    BlocksAtRisk result;
    for (std::size_t n = 0; n < plan.steps.size(); n++) {
        const PlanStep& step = plan.steps[n];
        const auto part = [&](std::uint64_t from, std::uint64_t to) {
            std::vector<std::uint8_t> bytes(to - from, 0xFF);
            for (std::uint64_t at = from; at < std::min<std::uint64_t>(to, step.address + step.bytes.size());
                 at++)
                bytes[at - from] = step.bytes[at - step.address];
            return bytes;
        };
        for (const FlashRange& range : step.foreign) // each lies in one block
        {
            const FlashRange block = layout.block_at(range.address);
            const bool same = !result.blocks.empty() && result.blocks.back().address == block.address;
            if (!same) {
                result.blocks.push_back({block.address, part(block.address, block.end()), {}, {}, false});
                result.steps.push_back(n);
            }
            result.blocks.back().foreign.push_back({range.address, part(range.address, range.end())});
        }
    }
    return result;
}

std::vector<std::uint8_t> encode(const Journal& journal) {
    json blocks = json::array();
    for (const JournalBlock& block : journal.blocks) blocks.push_back(to_json(block));
    const json all{{"uid", journal.key.uid},         {"controller", journal.key.controller},
                   {"chip", journal.key.chip},       {"unique_id", journal.key.unique_id},
                   {"board", journal.board},         {"bank", journal.bank},
                   {"began", journal.began},         {"base", journal.base},
                   {"page_size", journal.page_size}, {"blocks", std::move(blocks)}};
    const std::vector<std::uint8_t> payload = json::to_cbor(all);
    std::vector<std::uint8_t> file(kMagic.begin(), kMagic.end());
    put(file, payload.size(), 8);
    put(file, XXH3_64bits(payload.data(), payload.size()), 8);
    file.insert(file.end(), payload.begin(), payload.end());
    for (std::uint32_t n = 0; n < journal.blocks.size(); n++) {
        if (!journal.blocks[n].back) continue;
        const auto mark = encode_mark(n);
        file.insert(file.end(), mark.begin(), mark.end());
    }
    return file;
}

std::vector<std::uint8_t> encode_mark(std::uint32_t block) {
    std::vector<std::uint8_t> mark;
    put(mark, block, 4);
    put(mark, std::uint32_t(~block), 4);
    return mark;
}

std::optional<Journal> decode(std::span<const std::uint8_t> file) {
    if (file.size() < kHeader || !std::equal(kMagic.begin(), kMagic.end(), file.begin())) return std::nullopt;
    const std::uint64_t length = get(file, 8, 8);
    if (length > file.size() - kHeader) return std::nullopt;
    const auto payload = file.subspan(kHeader, length);
    if (XXH3_64bits(payload.data(), payload.size()) != get(file, 16, 8)) return std::nullopt;
    try {
        Journal journal = journal_from(json::from_cbor(payload));
        read_marks(file.subspan(kHeader + length), journal);
        return journal;
    } catch (const std::exception&) { return std::nullopt; } // whole, and of somebody else's making
}

} // namespace xspi
