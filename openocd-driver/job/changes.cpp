#include "openocd-driver/job/changes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace xspi {

Changes::Job::Job(Changes& changes, const std::vector<Bank*>& banks) : changes_(changes) {
    for (const Bank* bank : banks) changes.banks_.emplace_back(bank->name, Stage::None);
}

void Changes::set(const Bank& bank, Stage stage) {
    for (auto& [name, at] : banks_)
        if (name == bank.name) at = stage;
}

std::string Changes::text() const {
    const auto all = [&](Stage stage) {
        return std::all_of(banks_.begin(), banks_.end(),
                           [&](const auto& bank) { return bank.second == stage; });
    };
    if (banks_.empty()) return "";
    if (all(Stage::None)) return "Nothing was changed";
    if (all(Stage::Verified)) return "Everything had been written and verified";
    std::string text;
    for (const auto& [name, stage] : banks_) {
        if (!text.empty()) text += ". ";
        switch (stage) {
        case Stage::None: text += fmt::format("{} was not changed", name); break;
        case Stage::Begun:
            text += fmt::format("{} is written only in part, and its last block may hold anything", name);
            break;
        case Stage::Written: text += fmt::format("{} was written, but not verified to its end", name); break;
        case Stage::Verified: text += fmt::format("{} was written and verified", name); break;
        }
    }
    return text + ". Run the job again";
}

} // namespace xspi
