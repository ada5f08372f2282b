#include "tests/unit/flash-library/controllers/quadspi/quadspi-fake.hpp"

#include <algorithm>
#include <cstdio>

using namespace xspi::registers;

namespace {
const std::map<std::uint32_t, std::string> kNames{
    {QUADSPI_CR, "CR"},       {QUADSPI_DCR, "DCR"},     {QUADSPI_FCR, "FCR"}, {QUADSPI_DLR, "DLR"},
    {QUADSPI_CCR, "CCR"},     {QUADSPI_AR, "AR"},       {QUADSPI_ABR, "ABR"}, {QUADSPI_DR, "DR"},
    {QUADSPI_PSMKR, "PSMKR"}, {QUADSPI_PSMAR, "PSMAR"}, {QUADSPI_PIR, "PIR"}};

std::string entry(const std::string& name, std::uint32_t value) {
    char text[32];
    std::snprintf(text, sizeof(text), "%s %08X", name.c_str(), value);
    return text;
}
} // namespace

std::uint32_t QuadSpiFake::reg(std::uint32_t offset) const {
    const auto it = registers_.find(offset);
    return it == registers_.end() ? 0 : it->second;
}

std::uint32_t QuadSpiFake::field(std::uint32_t offset, unsigned position, std::uint32_t mask) const {
    return reg(offset) >> position & mask;
}

std::uint32_t QuadSpiFake::status() {
    if (busy && mode() == 2 && !hang && !transfer_error && abort_left_ == 0) poll_once();
    if (busy && mode() == 0 && data_phase() && !hang && !transfer_error) send();
    const std::size_t level = mode() >= 2 ? 0 : fifo_.size();
    return flags | (busy || wedged ? QUADSPI_SR_BUSY : 0) | (status_new_ ? QUADSPI_SR_FTF : 0) |
           static_cast<std::uint32_t>(level) << QUADSPI_SR_FLEVEL_Pos;
}

// ABORT takes its time: BUSY falls, then ABORT, and TCF announces it.
void QuadSpiFake::go_on_aborting() {
    if (abort_left_ == 0 || wedged) return;
    --abort_left_;
    if (abort_left_ == 2) stop();
    if (abort_left_ != 0) return;
    registers_[QUADSPI_CR] &= ~QUADSPI_CR_ABORT;
    stop();
    flags |= QUADSPI_SR_TCF;
}

void QuadSpiFake::stop() {
    busy = false;
    status_new_ = false;
    fifo_.clear();
}

std::uint32_t QuadSpiFake::window(std::uintptr_t address) {
    if (mode() != 3) mistakes.push_back("window read outside memory-mapped mode");
    if (address % 4 != 0) mistakes.push_back("unaligned window read");
    busy = true; // fetches ahead from now on
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) value |= std::uint32_t{memory.at(address - kWindow + i)} << (8 * i);
    return value;
}

std::uint32_t QuadSpiFake::read(std::uintptr_t address, unsigned bytes) {
    if (address >= kWindow) return window(address);
    switch (address - kBase) {
    case QUADSPI_DR: return mode() == 2 ? (status_new_ = false, status_seen_) : pop(bytes);
    case QUADSPI_SR: {
        const std::uint32_t now = status();
        go_on_aborting();
        return now;
    }
    default: return reg(static_cast<std::uint32_t>(address - kBase));
    }
}

void QuadSpiFake::write(std::uintptr_t address, std::uint32_t value, unsigned bytes) {
    const auto offset = static_cast<std::uint32_t>(address - kBase);
    const auto name = kNames.find(offset);
    if (name == kNames.end()) {
        mistakes.push_back("write to an unknown register");
        return;
    }
    log.push_back(entry(name->second + (bytes == 1 ? "8" : ""), value));
    switch (offset) {
    case QUADSPI_CR: return write_control(value);
    case QUADSPI_DR: return push(value, bytes);
    case QUADSPI_FCR: flags &= ~value; return;
    default: break;
    }
    if (busy || wedged || abort_left_ != 0) {
        mistakes.push_back(name->second + " written while BUSY or ABORT");
        return;
    }
    switch (offset) {
    case QUADSPI_CCR: return write_configuration(value);
    case QUADSPI_AR: return write_address(value);
    default: registers_[offset] = value;
    }
}

void QuadSpiFake::write_control(std::uint32_t value) {
    constexpr std::uint32_t kOnlyIdle =
        QUADSPI_CR_SSHIFT | QUADSPI_CR_DFM | QUADSPI_CR_FSEL | QUADSPI_CR_APMS | 0xFFu << 24;
    const bool on = (value & QUADSPI_CR_EN) != 0;
    if (on && abort_left_ != 0) mistakes.push_back("CR written while ABORT");
    if (on && (busy || wedged) && ((value ^ reg(QUADSPI_CR)) & kOnlyIdle) != 0)
        mistakes.push_back("CR changed while BUSY");
    if ((value >> QUADSPI_CR_FTHRES_Pos & 0x10) != 0) mistakes.push_back("FTHRES bit 4 does not exist");
    if ((value & 1u << 3) != 0) mistakes.push_back("TCEN set");
    registers_[QUADSPI_CR] = value;
    if (!on) {
        ++switched_off;
        wedged = false;
        abort_left_ = 0;
        return stop();
    }
    const bool free_running = (reg(QUADSPI_CCR) & QUADSPI_CCR_FRCM) != 0;
    if (free_running && value >> 24 != 0xFF) mistakes.push_back("CLK runs free");
    if ((value & QUADSPI_CR_ABORT) == 0) return;
    ++aborts;
    abort_left_ = abort_looks;
}

void QuadSpiFake::look_at_phases() {
    const std::uint32_t ccr = reg(QUADSPI_CCR);
    const bool opcode = (ccr >> QUADSPI_CCR_IMODE_Pos & 3) != 0;
    const bool dtr = (ccr & QUADSPI_CCR_DDRM) != 0;
    if (!opcode && !address_phase() && !data_phase()) {
        mistakes.push_back("CCR without a phase");
        wedged = true;
    }
    if (mode() == 1 && !opcode && !address_phase()) mistakes.push_back("read of data alone");
    if (mode() == 0 && data_phase() && (ccr >> QUADSPI_CCR_DCYC_Pos & 0x1F) != 0)
        mistakes.push_back("dummy cycles before written data");
    if (dtr && (reg(QUADSPI_CR) & QUADSPI_CR_SSHIFT) != 0) mistakes.push_back("SSHIFT in DTR");
    if (dtr && reg(QUADSPI_CR) >> 24 == 0) mistakes.push_back("DTR with PRESCALER 0");
    if (two_chips() && data_phase() && mode() != 3 && (reg(QUADSPI_DLR) & 1) == 0)
        mistakes.push_back("odd length for two chips");
}

void QuadSpiFake::write_configuration(std::uint32_t value) {
    registers_[QUADSPI_CCR] = value;
    if ((value & QUADSPI_CCR_FRCM) != 0) {
        if ((reg(QUADSPI_CR) & QUADSPI_CR_EN) != 0 && reg(QUADSPI_CR) >> 24 != 0xFF)
            mistakes.push_back("CLK runs free");
        return;
    }
    if (mode() == 3) {
        if ((reg(QUADSPI_AR) & 3) != 0) mistakes.push_back("mapped with a misaligned AR");
        return;
    }
    // A CCR that waits for more is judged when that comes.
    const bool waits = address_phase() || (mode() == 0 && data_phase());
    if (!waits) start();
}

void QuadSpiFake::write_address(std::uint32_t value) {
    if (mode() == 3) {
        mistakes.push_back("AR written in memory-mapped mode");
        return;
    }
    registers_[QUADSPI_AR] = value;
    if (address_phase() && (mode() != 0 || !data_phase())) start();
}

void QuadSpiFake::start() {
    if ((reg(QUADSPI_CR) & QUADSPI_CR_EN) == 0) mistakes.push_back("started with EN = 0");
    look_at_phases();
    ++starts;
    busy = true;
    fifo_.clear();
    arrived_ = polls_ = 0;
    to_arrive_ = data_phase() ? std::size_t{reg(QUADSPI_DLR)} + 1 : 0;
    extra_left_ = extra;
    const std::uint64_t size = std::uint64_t{2} << field(QUADSPI_DCR, QUADSPI_DCR_FSIZE_Pos, 0x1F);
    if (address_phase() && reg(QUADSPI_AR) + to_arrive_ > size) {
        flags |= QUADSPI_SR_TEF; // and nothing more comes
        hang = true;
    }
    if (transfer_error) flags |= QUADSPI_SR_TEF;
    if (hang || transfer_error) return;
    if (mode() == 1) return refill();
    if (mode() == 0 && !data_phase()) {
        flags |= QUADSPI_SR_TCF;
        busy = false;
    }
}

void QuadSpiFake::refill() {
    while (fifo_.size() < kQuadSpiFifoBytes && arrived_ < to_arrive_) {
        fifo_.push_back(arrived_ < answer.size() ? answer[arrived_] : 0xEE);
        ++arrived_;
    }
    if (arrived_ != to_arrive_) return;
    flags |= QUADSPI_SR_TCF;
    for (; fifo_.size() < kQuadSpiFifoBytes && extra_left_ != 0; --extra_left_) fifo_.push_back(0xDD);
    if (fifo_.empty()) busy = false;
}

void QuadSpiFake::poll_once() {
    const std::uint8_t byte = statuses.at(std::min(polls_, statuses.size() - 1));
    ++polls_;
    status_seen_ = reg(QUADSPI_DLR) == 1 ? byte * 0x101u : byte;
    status_new_ = true;
    if ((status_seen_ & reg(QUADSPI_PSMKR)) != reg(QUADSPI_PSMAR)) return;
    flags |= QUADSPI_SR_SMF;
    if ((reg(QUADSPI_CR) & QUADSPI_CR_APMS) != 0) busy = false;
}

std::uint32_t QuadSpiFake::pop(unsigned bytes) {
    ++(bytes == 4 ? word_reads : byte_reads);
    if (fifo_.size() < bytes) mistakes.push_back("DR read with too few bytes in the FIFO");
    std::uint32_t value = 0;
    for (unsigned i = 0; i < bytes && !fifo_.empty(); ++i) {
        value |= std::uint32_t{fifo_.front()} << (8 * i);
        fifo_.pop_front();
    }
    refill();
    return value;
}

void QuadSpiFake::push(std::uint32_t value, unsigned bytes) {
    if (mode() != 0 || !data_phase()) mistakes.push_back("DR written outside indirect write");
    if (!busy) start();
    if (fifo_.size() + bytes > kQuadSpiFifoBytes) mistakes.push_back("DR written without room in the FIFO");
    for (unsigned i = 0; i < bytes; ++i) fifo_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    arrived_ += bytes;
    if (arrived_ > to_arrive_) mistakes.push_back("more bytes than DLR + 1");
}

// What the wire takes between two looks.
void QuadSpiFake::send() {
    for (unsigned i = 0; i < 6 && !fifo_.empty(); ++i) {
        sent.push_back(fifo_.front());
        fifo_.pop_front();
    }
    if (!fifo_.empty() || arrived_ < to_arrive_) return;
    flags |= QUADSPI_SR_TCF;
    busy = false;
}
