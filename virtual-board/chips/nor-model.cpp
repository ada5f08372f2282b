#include "chips/nor-model.hpp"

#include "chips/eeprom-model.hpp"
#include "chips/macronix-octal-model.hpp"
#include "chips/micron-model.hpp"
#include "chips/nor-rules.hpp"
#include "chips/sfdp-model.hpp"
#include "chips/sst26-model.hpp"
#include "chips/winbond-model.hpp"

#include <fmt/format.h>

namespace vb {

std::uint64_t NorModel::highest_clock(const NorCommand& c) const {
    const NorPart& part = chip_.part();
    if (is_octal(chip_.transfer().protocol)) return part.octal_hz;
    if (c.max_hz) return c.max_hz;
    if (c.op == NorOp::read) return part.read_hz;
    return c.dtr ? part.dtr_hz : part.spi_hz;
}

std::uint64_t NorModel::highest_read_clock(const NorCommand&, unsigned&) const { return UINT64_MAX; }

std::optional<std::uint8_t> NorModel::one_byte() {
    const auto& bytes = chip_.transfer().bytes;
    if (bytes.size() == 1) return bytes[0];
    complain(nor_rule::kByteBoundary, fmt::format("{} bytes of data for a register of one", bytes.size()));
    return std::nullopt;
}

std::unique_ptr<NorModel> make_nor_model(NorHost& chip) {
    switch (chip.part().family) {
    case NorFamily::macronix_octal: return std::make_unique<MacronixOctalModel>(chip);
    case NorFamily::winbond: return std::make_unique<WinbondModel>(chip);
    case NorFamily::micron: return std::make_unique<MicronModel>(chip);
    case NorFamily::sst26: return std::make_unique<Sst26Model>(chip);
    case NorFamily::eeprom: return std::make_unique<EepromModel>(chip);
    case NorFamily::sfdp: break;
    }
    return std::make_unique<SfdpModel>(chip);
}

} // namespace vb
