#include "openocd-driver/job/servers.hpp"

#include <utility>

namespace xspi {

Servers::Servers(TargetPort& target, const std::vector<Bank*>& banks, bool preserve_ram, Start start,
                 Again again)
    : start_(std::move(start)), again_(std::move(again)) {
    for (Bank* bank : banks) {
        auto server = bank->memory->other_server(target, preserve_ram);
        if (!server) continue;
        server->take_core = [this, mine = server.get()] {
            if (session_) std::exchange(session_, nullptr)->close(false);
            for (auto& [bank, other] : others_)
                if (other.get() != mine) other->leave();
        };
        others_.emplace(bank, std::move(server));
    }
}

TargetSession& Servers::agent() {
    if (session_) return *session_;
    for (auto& [bank, other] : others_) other->leave();
    session_ = start_();
    if (++starts_ > 1) again_(*this);
    return *session_;
}

AgentFlash Servers::flash(Bank& bank) {
    const auto other = others_.find(&bank);
    FlashServer& server =
        other != others_.end() ? static_cast<FlashServer&>(*other->second) : agent().agent();
    return {server, bank.memory->kind(), bank.name, bank.base};
}

bool Servers::leave(bool leave_mapped) {
    bool mapped = false;
    for (auto& [bank, other] : others_) mapped = other->leave() || mapped;
    if (!session_) return mapped;
    std::exchange(session_, nullptr)->close(leave_mapped);
    return leave_mapped;
}

} // namespace xspi
