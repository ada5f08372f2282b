// The functions that the bridge calls. Every exception ends here, as a logged sentence and an error code.
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/commands/command.hpp"
#include "openocd-driver/debugger/breakpoint.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/image-file.hpp"
#include "openocd-driver/job/verify-image.hpp"
#include "openocd-driver/programmer.hpp"
#include "openocd-driver/target/link-trouble.hpp"
#include "openocd-driver/target/openocd-target.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>
#include <string>

namespace {

xspi::Programmer& programmer() {
    static xspi::Programmer instance;
    return instance;
}

template <typename Work> int guarded(Work&& work) {
    try {
        work();
        return BRIDGE_OK;
    } catch (const xspi::Failure& failure) {
        bridge_log(BRIDGE_ERROR, failure.what());
    } catch (const xspi::AgentTrouble& trouble) {
        bridge_log(BRIDGE_ERROR, fmt::format("XSPI-0322: agent error {}", trouble.status.error).c_str());
    } catch (const std::exception& error) {
        bridge_log(
            BRIDGE_ERROR,
            fmt::format("XSPI-0001: {} (a fault of the driver, please report it)", error.what()).c_str());
    }
    return BRIDGE_FAIL;
}

// OpenOCD tries some things twice, `init` and `reset` among them: a cause is named once.
void say_once(const xspi::Failure& failure) {
    static std::set<std::string> said;
    if (said.insert(failure.id()).second) bridge_log(BRIDGE_ERROR, failure.what());
}

xspi::Bank& bank_of(void* handle) { return *static_cast<xspi::Bank*>(handle); }

void copy_text(const std::string& text, char* to, size_t size) {
    size_t length = std::min(text.size(), size - 1);
    std::memcpy(to, text.data(), length);
    to[length] = '\0';
}

} // namespace

int xspi_board(const char* name, const char* body, const char* file, char* tcl, size_t tcl_size) {
    return guarded([&] { copy_text(programmer().driver.declare_board(name, body, file), tcl, tcl_size); });
}

int xspi_bank_open(flash_bank* bank, target* owner, const char* name, uint32_t base, unsigned argc,
                   const char** argv, void** handle) {
    return guarded([&] {
        *handle = programmer().driver.open_bank(bank, owner, name, base, {argv, argv + argc});
    });
}

void xspi_bank_close(void* handle) { programmer().driver.close_bank(static_cast<xspi::Bank*>(handle)); }

bool xspi_has_banks(const target* owner) {
    const auto& banks = programmer().driver.banks();
    return std::any_of(banks.begin(), banks.end(), [&](const auto& bank) { return bank->owner == owner; });
}

int xspi_bank_auto_probe(void* handle) {
    return guarded([&] { programmer().driver.publish_geometry(bank_of(handle)); });
}

int xspi_bank_know_size(void* handle) {
    return guarded([&] { programmer().access.know_size(bank_of(handle)); });
}

int xspi_bank_probe(void* handle) {
    return guarded([&] { programmer().access.probe(bank_of(handle)); });
}

int xspi_bank_erase(void* handle, uint32_t offset, uint32_t length) {
    return guarded([&] {
        const auto range = programmer().access.up_to_the_end(bank_of(handle), {offset, length});
        programmer().job.erase(bank_of(handle), range.address, range.length);
    });
}

int xspi_bank_write(void* handle, const uint8_t* data, uint32_t offset, uint32_t count) {
    return guarded([&] { programmer().job.write(bank_of(handle), {data, count}, offset); });
}

int xspi_bank_read(void* handle, uint8_t* data, uint32_t offset, uint32_t count) {
    return guarded([&] {
        auto bytes = programmer().access.read(bank_of(handle), offset, count);
        std::copy(bytes.begin(), bytes.end(), data);
    });
}

int xspi_bank_erase_check(void* handle, uint32_t sector_size, unsigned sectors, int* erased) {
    return guarded([&] {
        auto blank = programmer().access.blank_sectors(bank_of(handle), sector_size, sectors);
        for (unsigned i = 0; i < sectors; i++) erased[i] = blank[i];
    });
}

int xspi_bank_protect(void* handle, bool set, uint32_t offset, uint32_t length) {
    return guarded([&] {
        const auto range = programmer().access.up_to_the_end(bank_of(handle), {offset, length});
        const std::string said = programmer().access.protect(bank_of(handle), range, set);
        bridge_log(BRIDGE_USER, fmt::format("{}: {}", bank_of(handle).name, said).c_str());
    });
}

int xspi_bank_protect_check(void* handle, uint32_t sector_size, unsigned sectors, int* locked) {
    return guarded([&] {
        const auto found = programmer().access.protected_sectors(bank_of(handle), sector_size, sectors);
        for (unsigned i = 0; i < sectors; i++) locked[i] = found[i];
    });
}

int xspi_bank_info(void* handle, char* text, size_t size) {
    return guarded([&] { copy_text(programmer().access.info(bank_of(handle)), text, size); });
}

int xspi_job_begin(target* owner, const xspi_image* image, bool erase, bool* taken) {
    return guarded([&] { *taken = programmer().job.begin(owner, image, erase); });
}

bool xspi_job_takes_erase(flash_bank* handle, uint32_t offset, uint32_t length) {
    bool taken = false;
    guarded([&] {
        for (const auto& bank : programmer().driver.banks())
            if (bank->handle == handle && programmer().job.open()) {
                programmer().job.erase(*bank, offset, length);
                taken = true;
            }
    });
    return taken;
}

int xspi_job_commit(target* owner, int result) {
    if (result != BRIDGE_OK) {
        programmer().job.discard();
        return result;
    }
    return guarded([&] { programmer().job.commit(owner); });
}

struct xspi_image_file {
    xspi::ImageFile file;
};

int xspi_image_open(const char* name, uint64_t base, const char* type, xspi_image_file** file) {
    return guarded([&] { *file = new xspi_image_file{{name, base, type}}; });
}

const xspi_image* xspi_image_of(const xspi_image_file* file) { return &file->file.image(); }

bool xspi_image_start(const xspi_image_file* file, uint32_t* address) {
    *address = file->file.start().value_or(0);
    return file->file.start().has_value();
}

void xspi_image_close(xspi_image_file* file) { delete file; }

int xspi_image_verify(target* owner, const xspi_image* image, bool* verified) {
    return guarded([&] { xspi::verify_image(programmer().run, owner, *image, verified); });
}

int xspi_checksum(target* owner, uint32_t address, uint32_t count, uint32_t* checksum, bool* handled) {
    *handled = true; // an error of ours is the answer, not OpenOCD's own way
    return guarded([&] { *handled = programmer().access.checksum(owner, address, count, *checksum); });
}

int xspi_command(unsigned argc, const char** argv, bool initialised, void (*print)(void*, const char*),
                 void* context) {
    return guarded([&] {
        const std::vector<std::string> words(argv, argv + argc);
        xspi::run_command(programmer(), words, initialised,
                          [&](const std::string& text) { print(context, text.c_str()); });
    });
}

void xspi_memory_written(target* owner, uint32_t address, uint32_t size) {
    if (programmer().driver.banks().empty()) return;
    programmer().debugging.forget_reads();
    programmer().cores.memory_written(owner, programmer().driver.board(), address, size);
    if (programmer().driver.loader_uses(owner, address, size))
        programmer().cores.of(owner).ram_written = true;
}

void xspi_not_halted(const char* name, bool has_dhcsr, uint32_t dhcsr) {
    guarded([&] { say_once(xspi::explain_no_halt(name, has_dhcsr ? std::optional(dhcsr) : std::nullopt)); });
}

void xspi_explain(const char* what, const char* words) {
    guarded([&] {
        const std::string_view topic = what;
        if (topic == "bus") {
            const auto link = xspi::explain_link(bridge_recent_log());
            return say_once(link ? *link : xspi::explain_silent_bus());
        }
        if (topic == "contact") {
            if (programmer().driver.banks().empty()) return;
            xspi::OpenOcdTarget target(programmer().driver.owner());
            try {
                return programmer().cores.tell_about_protection(target, programmer().driver.board());
            } catch (const xspi::Failure& failure) {
                // What keeps from the target is named by what needs it, with its cause.
                if (failure.kind() != xspi::Failure::Kind::Link) throw;
                return;
            }
        }
        if (topic == "examine") {
            std::optional<std::uint32_t> sr;
            if (*words != '\0') sr = xspi::parse_number("DBGMCU_SR", words);
            return say_once(xspi::explain_examination(bridge_recent_log(), sr));
        }
        if (auto failure = xspi::explain_link(bridge_recent_log())) say_once(*failure);
    });
}

void xspi_target_event(target* owner, enum xspi_event event) {
    guarded([&] {
        if (event != XSPI_TARGET_RESUMED) programmer().cores.reset(owner);
        programmer().run.target_ran(owner, event == XSPI_TARGET_RESET);
    });
}

int xspi_read_unmapped(target* owner, uint32_t address, uint32_t count, uint8_t* bytes, bool* handled) {
    *handled = true; // an error of ours is the answer
    return guarded([&] { *handled = programmer().debugging.read(owner, address, {bytes, count}); });
}

int xspi_check_execution(target* owner, uint32_t address) {
    return guarded([&] { programmer().debugging.check_execution(owner, address); });
}

int xspi_check_write(target* owner, uint32_t address) {
    return guarded([&] { programmer().debugging.check_write(owner, address); });
}

void xspi_write_failed(target* owner, uint32_t address) {
    guarded([&] { programmer().debugging.write_failed(owner, address); });
}

void xspi_memory_unreadable(target* owner, uint32_t address, bool by_command) {
    guarded(
        [&] { programmer().debugging.memory_unreadable(owner, address, by_command, bridge_milliseconds()); });
}

bool xspi_in_flash(target* owner, uint32_t address) {
    return programmer().debugging.in_flash(owner, address);
}

void xspi_breakpoint_refused(target* owner, uint32_t address, unsigned revision, unsigned comparators,
                             unsigned free) {
    guarded([&] {
        const std::string why = xspi::explain_refusal({revision, comparators, free}, address,
                                                      programmer().debugging.in_flash(owner, address));
        if (!why.empty()) bridge_log(BRIDGE_ERROR, why.c_str());
    });
}

void xspi_set_hooks(bool present) { programmer().driver.set_hooks(present); }
