#include "openocd-driver/job/bank-access.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/target-session.hpp"
#include "openocd-driver/target/openocd-target.hpp"

namespace xspi {

FlashRange BankAccess::up_to_the_end(Bank& bank, const FlashRange& range) {
    if (bank.memory->size() != 0 || range.end() != bank.memory->reach()) return range;
    probe(bank);
    const std::uint32_t size = bank.memory->size();
    return range.address < size ? FlashRange{range.address, size - range.address} : range;
}

std::vector<std::uint8_t> BankAccess::read(Bank& bank, std::uint32_t offset, std::uint32_t count) {
    std::vector<std::uint8_t> bytes;
    run_({&bank}, {[&](Bank&, AgentFlash& flash, TargetPort&) { bytes = flash.read(offset, count); }});
    return bytes;
}

std::vector<bool> BankAccess::blank_sectors(Bank& bank, std::uint32_t sector_size, unsigned sectors) {
    std::vector<agent::Range> ranges(sectors);
    for (unsigned i = 0; i < sectors; i++) ranges[i] = {i * sector_size, sector_size};
    std::vector<bool> blank;
    run_({&bank}, {[&](Bank&, AgentFlash& flash, TargetPort&) {
             for (const agent::RangeDigest& digest : flash.digest(ranges)) blank.push_back(digest.blank != 0);
         }});
    return blank;
}

std::string BankAccess::info(Bank& bank) {
    if (!bank.memory->identified()) {
        probe(bank);
    } else {
        OpenOcdTarget target(bank.owner);
        bank.memory->refresh(target);
    }
    return bank.memory->describe();
}

std::string BankAccess::protect(Bank& bank, const FlashRange& range, bool on) {
    std::string said;
    run_({&bank}, {[&](Bank& b, AgentFlash& flash, TargetPort& target) {
             said = b.memory->protect(flash, target, range, on);
         }});
    return said;
}

std::vector<bool> BankAccess::protected_sectors(Bank& bank, std::uint32_t sector_size, unsigned sectors) {
    std::vector<bool> result(sectors);
    run_({&bank}, {[&](Bank& b, AgentFlash& flash, TargetPort& target) {
             for (const FlashRange& range : b.memory->protected_ranges(flash, target))
                 for (std::uint64_t at = range.address; at < range.end(); at += sector_size)
                     if (at / sector_size < sectors) result[std::size_t(at / sector_size)] = true;
         }});
    return result;
}

void BankAccess::limit_clock(Bank& bank, std::uint32_t hz) {
    OpenOcdTarget target(bank.owner);
    bank.memory->limit_clock(target, hz);
}

void BankAccess::with_halted_core(const std::function<void(TargetPort&)>& work) {
    if (run_.driver().banks().empty())
        throw Failure("XSPI-0105", "no board is declared: `source [find board/….cfg]` first");
    OpenOcdTarget target(run_.driver().banks().front()->owner);
    halt_board(target, run_.driver().board());
    run_.cores().tell_about_protection(target, run_.driver().board());
    work(target);
}

void BankAccess::reset_chip(Bank& bank) {
    run_({&bank}, {[](Bank& b, AgentFlash& flash, TargetPort&) { b.memory->enter_power_up_state(flash); }});
}

bool BankAccess::checksum(target* owner, std::uint32_t address, std::uint32_t count, std::uint32_t& result) {
    Bank* bank = run_.driver().bank_at(owner, address);
    if (!bank || count == 0) return false;
    run_({bank}, {[&](Bank& b, AgentFlash& flash, TargetPort&) {
             if (address - b.base + std::uint64_t(count) > b.memory->size())
                 throw Failure("XSPI-0513", "0x{:08X} and {} bytes go beyond bank {}", address, count,
                               b.name);
             result = flash.crc32(address - b.base, count);
         }});
    return true;
}

} // namespace xspi
