#include "tests/unit/flash-library/controllers/xspi/xspi-fake.hpp"

#include <algorithm>

using namespace xspi::registers;

namespace {
const std::map<std::uint32_t, std::string> kNames{
    {XSPI_CR, "CR"},     {XSPI_DCR1, "DCR1"},   {XSPI_DCR2, "DCR2"},   {XSPI_DCR3, "DCR3"},
    {XSPI_DCR4, "DCR4"}, {XSPI_FCR, "FCR"},     {XSPI_DLR, "DLR"},     {XSPI_AR, "AR"},
    {XSPI_DR, "DR"},     {XSPI_PSMKR, "PSMKR"}, {XSPI_PSMAR, "PSMAR"}, {XSPI_PIR, "PIR"},
    {XSPI_CCR, "CCR"},   {XSPI_TCR, "TCR"},     {XSPI_IR, "IR"},       {XSPI_ABR, "ABR"},
    {XSPI_LPTR, "LPTR"}, {XSPI_WCCR, "WCCR"},   {XSPI_WTCR, "WTCR"},   {XSPI_WIR, "WIR"},
    {XSPI_WABR, "WABR"}};

std::uint32_t field(std::uint32_t value, unsigned position) { return value >> position & 7; }
} // namespace

std::uint32_t XspiFake::reg(std::uint32_t offset) const {
    const auto it = registers_.find(offset);
    return it == registers_.end() ? 0 : it->second;
}

std::vector<std::uint32_t> XspiFake::written(const std::string& name) const {
    std::vector<std::uint32_t> values;
    for (const Access& a : writes) {
        if (a.name == name) values.push_back(a.value);
    }
    return values;
}

std::size_t XspiFake::index_of(const std::string& name, std::size_t from) const {
    for (std::size_t i = from; i < writes.size(); ++i) {
        if (writes[i].name == name) return i;
    }
    return std::string::npos;
}

unsigned XspiFake::aborts() const {
    unsigned count = 0;
    for (const std::uint32_t value : written("CR")) count += (value & XSPI_CR_ABORT) != 0;
    return count;
}

std::uint32_t XspiFake::sr() const {
    const std::size_t level = mode() >= 2 || level_stays_zero ? 0 : fifo_.size();
    std::uint32_t value =
        flags | (busy ? XSPI_SR_BUSY : 0) | static_cast<std::uint32_t>(level) << XSPI_SR_FLEVEL_Pos;
    if (status_new_) value |= XSPI_SR_FTF;
    return value;
}

std::uint32_t XspiFake::read(std::uintptr_t address, unsigned bytes) {
    const auto offset = static_cast<std::uint32_t>(address - kBase);
    if (offset == XSPI_DR) return mode() == 2 ? (status_new_ = false, status_seen_) : pop(bytes);
    if (offset != XSPI_SR) return reg(offset);
    if (busy && mode() == 2 && !hang) poll_once();
    return sr();
}

void XspiFake::write(std::uintptr_t address, std::uint32_t value, unsigned bytes) {
    const auto offset = static_cast<std::uint32_t>(address - kBase);
    const auto name = kNames.find(offset);
    if (name == kNames.end()) {
        mistakes.push_back("write to an unknown register");
        return;
    }
    writes.push_back({name->second + (bytes == 1 ? "8" : ""), value});
    const bool always = offset == XSPI_CR || offset == XSPI_FCR || offset == XSPI_DR;
    if (busy && !always) {
        mistakes.push_back(name->second + " written while BUSY");
        return;
    }
    if (offset >= XSPI_DCR1 && offset <= XSPI_DCR4 && (reg(XSPI_CR) & XSPI_CR_EN) != 0) {
        mistakes.push_back(name->second + " written with EN = 1");
    }
    if (offset == XSPI_DR) return push(value, bytes);
    if (offset == XSPI_FCR) {
        flags &= ~value;
        return;
    }
    if (offset == XSPI_CR) return control(value);
    registers_[offset] = value;
    if (offset == XSPI_IR || offset == XSPI_AR) start_if(offset);
}

void XspiFake::control(std::uint32_t value) {
    if ((value & XSPI_CR_ABORT) != 0) {
        if (!busy) mistakes.push_back("ABORT while idle");
        busy = false;
        fifo_.clear();
        flags |= XSPI_SR_TCF;
    }
    if (busy && (value & XSPI_CR_FMODE) != (reg(XSPI_CR) & XSPI_CR_FMODE))
        mistakes.push_back("FMODE while BUSY");
    registers_[XSPI_CR] = value & ~XSPI_CR_ABORT;
    if ((value & XSPI_CR_EN) == 0) busy = false;
}

void XspiFake::start_if(std::uint32_t trigger) {
    const std::uint32_t ccr = reg(XSPI_CCR);
    const bool address = field(ccr, XSPI_CCR_ADMODE_Pos) != 0;
    const bool data = field(ccr, XSPI_CCR_DMODE_Pos) != 0;
    if (mode() == 3 || (mode() == 0 && data)) return; // the window, or DR, starts it
    if (trigger == (address ? XSPI_AR : XSPI_IR)) start();
}

void XspiFake::start() {
    ++starts;
    busy = true;
    fifo_.clear();
    arrived_ = polls_ = 0;
    if (transfer_error) flags |= XSPI_SR_TEF;
    if (hang || transfer_error) return;
    to_arrive_ = reg(XSPI_DLR) + 1;
    if (mode() == 1) return refill();
    if (mode() == 0 && field(reg(XSPI_CCR), XSPI_CCR_DMODE_Pos) == 0) {
        flags |= XSPI_SR_TCF;
        busy = false;
    }
}

void XspiFake::refill() {
    while (fifo_.size() < kXspiFifoBytes && arrived_ < to_arrive_) {
        fifo_.push_back(arrived_ < answer.size() ? answer[arrived_] : 0xEE);
        ++arrived_;
    }
    if (arrived_ == to_arrive_) flags |= XSPI_SR_TCF;
    if (arrived_ == to_arrive_ && fifo_.empty()) busy = false;
}

void XspiFake::poll_once() {
    const std::uint8_t byte = statuses.at(std::min(polls_, statuses.size() - 1));
    ++polls_;
    status_seen_ = reg(XSPI_DLR) == 1 ? byte * 0x101u : byte;
    status_new_ = true;
    if ((status_seen_ & reg(XSPI_PSMKR)) != reg(XSPI_PSMAR)) return;
    flags |= XSPI_SR_SMF;
    if ((reg(XSPI_CR) & XSPI_CR_APMS) != 0) busy = false;
}

std::uint32_t XspiFake::pop(unsigned bytes) {
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

void XspiFake::push(std::uint32_t value, unsigned bytes) {
    if (mode() != 0) mistakes.push_back("DR written outside indirect write");
    if (!busy) start();
    if (hang || transfer_error) return;
    for (unsigned i = 0; i < bytes; ++i) sent.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    arrived_ += bytes;
    if (arrived_ > to_arrive_) mistakes.push_back("more bytes than DLR + 1");
    if (arrived_ < to_arrive_) return;
    flags |= XSPI_SR_TCF;
    busy = false;
}
