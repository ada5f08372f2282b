#include "program/simulation.hpp"

#include "probe/socket-file.hpp"
#include "probe/stlink-server.hpp"
#include "probe/tcp-server.hpp"
#include "program/file-identity.hpp"
#include "program/pacing.hpp"
#include "program/report.hpp"
#include "program/usage-error.hpp"
#include "usb-host/usb-conversation.hpp"

#include <fmt/ranges.h>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <set>
#include <system_error>
#include <utility>

namespace vb {

namespace {
constexpr int kLookForStop = 100; // milliseconds
} // namespace

Simulation::Simulation(const Options& options, std::unique_ptr<Board> board, const std::atomic<bool>& stop)
    : options_(options), stop_(stop), board_(std::move(board)),
      firmware_(board_->debug_port(), board_->executive(), options_.costs) {
    configure();
    require_distinct_files();
    const ProbeFaults faults = board_->probe_faults();
    firmware_.damage(faults.from_target, faults.to_target);
    open_memories();
    if (options_.trace) trace_ = std::make_unique<LedTrace>(*options_.trace, *board_);
    if (options_.usb) plug_usb_in();
    board_->on_pause([this](const std::string& what) { stand_still(what); });
    board_->power_on();
    if (trace_) trace_->sample_for_ever();
    if (options_.report) (void)save_report(); // what an earlier run left is none of this board's
}

void Simulation::plug_usb_in() {
    UsbPort* const port = board_->usb_port();
    if (!port)
        throw UsageError(
            "VB-CLI-013",
            fmt::format("--usb {}: the board has no USB connector that is modelled", *options_.usb));
    usb_ = std::make_unique<UsbHost>(board_->executive().timeline(), *port, options_.usb_costs);
    usb_->plug(true);
}

// Of the two one would write over the other.
void Simulation::require_distinct_files() const {
    std::vector<std::pair<std::string, std::string>> all; // what is given as what
    const auto add = [&](const char* option, const std::optional<std::string>& file) {
        if (file) all.emplace_back(option, *file);
    };
    add("--internal", options_.internal);
    for (const std::string& text : options_.externals)
        all.emplace_back("--external", flash_and_file(text).second);
    add("--ram", options_.ram);
    add("--report", options_.report);
    add("--trace", options_.trace);
    add("--clock", options_.clock);
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t k = i + 1; k < all.size(); ++k)
            if (is_same_file(all[i].second, all[k].second))
                throw UsageError("VB-FILE-003",
                                 fmt::format("{} and {} are the same file, {}: give each its own",
                                             all[i].first, all[k].first, all[i].second));
}

bool Simulation::save_report() try {
    if (!report_) report_.emplace(*options_.report, O_RDONLY);
    const std::string text = text_of(make_report(*board_, {firmware_.swd(), firmware_.usb_commands()}));
    report_->replace(text.data(), text.size());
    return true;
} catch (const std::system_error& error) {
    fmt::print(stderr, "virtual-board: VB-RPT-001: {} cannot be written: {}\n", *options_.report,
               std::strerror(error.code().value()));
    return false;
}

void Simulation::configure() {
    // A board that has no such id refuses it, which is no mistake of the user.
    if (const auto file = file_that_names_the_board())
        (void)board_->set_option(kUniqueIdOption, unique_id_of(*file));
    for (const std::string& text : options_.chips) {
        const std::size_t equals = text.find('=');
        const bool named = equals != std::string::npos;
        std::string why;
        if (!board_->set_chip(named ? text.substr(0, equals) : "", named ? text.substr(equals + 1) : text,
                              why))
            throw UsageError("VB-CLI-012", fmt::format("--chip {}: {}", text, why));
    }
    for (const auto& [name, value] : options_.board_options) {
        if (board_->set_option(name, value)) continue;
        const auto values = board_->option_values(name);
        throw UsageError(
            "VB-CLI-004",
            fmt::format("--option {}={}: {} {}", name, value,
                        values ? name + " takes" : "the board knows the options",
                        values ? *values : fmt::to_string(fmt::join(board_->option_names(), ", "))));
    }
    for (const auto& fault : options_.faults) {
        std::string why;
        if (!board_->add_fault(fault, why))
            throw UsageError("VB-CLI-005", fmt::format("--fault {}: {}", fault, why));
    }
    for (const auto& button : options_.buttons)
        if (!board_->press_button(button))
            throw UsageError("VB-CLI-006", fmt::format("--press {}: the board has no such button", button));
}

// The same file is the same board: the first external flash's, or the internal one's where there is no other.
std::optional<std::string> Simulation::file_that_names_the_board() const {
    if (!options_.externals.empty()) return flash_and_file(options_.externals.front()).second;
    return board_->external_flashes().empty() ? options_.internal : std::nullopt;
}

// FILE is of the first flash, NAME=FILE of the one of that name.
std::pair<NamedFlash, std::string> Simulation::flash_and_file(const std::string& text) const {
    const std::vector<NamedFlash> flashes = board_->external_flashes();
    if (flashes.empty())
        throw UsageError("VB-IMG-005", fmt::format("--external {}: the board has no flash chip", text));
    for (const NamedFlash& flash : flashes)
        if (text.starts_with(flash.name + "=")) return {flash, text.substr(flash.name.size() + 1)};
    return {flashes.front(), text};
}

void Simulation::open_memories() {
    if (options_.internal) memories_.emplace_back(*options_.internal, board_->internal_flash(), 0xFF);
    std::set<std::string> given;
    for (const std::string& text : options_.externals) {
        const auto [flash, file] = flash_and_file(text);
        if (!given.insert(flash.name).second)
            throw UsageError("VB-IMG-005",
                             fmt::format("--external {}: {} has a file already", text, flash.name));
        memories_.emplace_back(file, flash.memory, 0xFF);
    }
    if (options_.ram) memories_.emplace_back(*options_.ram, board_->ram(), 0x00);
}

void Simulation::say_new_violations() {
    if (!options_.strict) return;
    const auto& all = board_->violations().all();
    for (; said_ < all.size(); ++said_) {
        const auto& violation = all[said_];
        fmt::print(stderr, "virtual-board: violation {} at {:.9f} s, PC {:#010x}: {}\n", violation.rule,
                   double(violation.time) / double(kPerSecond), violation.pc, violation.what);
    }
}

// Until a line, or the end, of standard input.
void Simulation::stand_still(const std::string& what) {
    fmt::print("{}\n", what);
    std::fflush(stdout);
    char character = 0;
    while (character != '\n' && !stop_) {
        pollfd input = {STDIN_FILENO, POLLIN, 0};
        if (poll(&input, 1, kLookForStop) > 0 && read(STDIN_FILENO, &character, 1) <= 0) return;
    }
}

void Simulation::save() {
    say_new_violations();
    for (auto& memory : memories_) written_ &= memory.store();
    if (options_.report) written_ &= save_report();
    if (trace_) written_ &= trace_->flush();
}

int Simulation::status() {
    if (options_.strict && !board_->violations().all().empty()) return 3;
    return written_ ? 0 : 1;
}

int Simulation::run() {
    Runner(board_->executive(), stop_).run_until(*options_.run, [this] { say_new_violations(); });
    save();
    return status();
}

ClientServer::Callbacks Simulation::callbacks(std::function<std::unique_ptr<Conversation>()> client_came) {
    return {std::move(client_came), [this] { say_new_violations(); }, [this] { save(); }};
}

int Simulation::serve() try {
    const Runner runner(board_->executive(), stop_);
    std::unique_ptr<Pacing> pacing;
    if (options_.clock)
        pacing = std::make_unique<ClockPagePacing>(*options_.clock, runner);
    else
        pacing = std::make_unique<WallPacing>(runner);
    ClientServer server;
    std::optional<TcpServer> stlink;
    if (options_.stlink_port) {
        stlink.emplace(*options_.stlink_port);
        fmt::print("listening on 127.0.0.1:{} (ST-LINK)\n", stlink->port());
        server.add(stlink->listener(), callbacks([this] {
                       return std::make_unique<StlinkConversation>(
                           firmware_, [this] { save(); }, board_->probe_faults());
                   }));
    }
    std::optional<SocketFile> usb;
    if (options_.usb) {
        usb.emplace(*options_.usb);
        fmt::print("listening on {} (USB)\n", *options_.usb);
        server.add(usb->listener(), callbacks([this] {
                       return std::make_unique<UsbConversation>(*usb_, board_->executive(), stop_);
                   }));
    }
    std::fflush(stdout);
    server.serve(*pacing, stop_);
    save();
    return status();
} catch (const std::system_error& error) {
    throw UsageError("VB-NET-001", fmt::format("it cannot serve: {}", error.what()));
}

} // namespace vb
