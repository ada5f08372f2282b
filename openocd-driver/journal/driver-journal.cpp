// The driver's part in putting back what a journal holds because its user says so.
#include "openocd-driver/driver.hpp"
#include "openocd-driver/failure.hpp"

namespace xspi {

void Driver::restore(const JournalFolder::File& file) {
    for (const auto& bank : banks_) {
        if (bank->name != file.journal->bank) continue;
        with_agent({bank.get()}, {[&](Bank& b, AgentFlash& flash, TargetPort& target) {
                       journal_.restore(file, b, flash, target);
                   }});
        return;
    }
    throw Failure("XSPI-0557",
                  "the journal {} is of bank {}, which this board does not have; nothing was changed",
                  file.path.filename().string(), file.journal->bank);
}

} // namespace xspi
