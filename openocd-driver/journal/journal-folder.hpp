// The journals of one user on disk: a file for each job that has foreign bytes at risk.
#pragma once
#include "openocd-driver/journal/journal.hpp"

#include <filesystem>

namespace xspi {

class JournalFolder {
  public:
    explicit JournalFolder(std::filesystem::path path) : path_(std::move(path)) {}
    // $XSPI_STATE/journal; else $XDG_STATE_HOME/openocd-xspi/journal, with ~/.local/state as XDG's default.
    static JournalFolder of_user();

    struct File {
        std::filesystem::path path;
        std::optional<Journal> journal; // nothing: it is damaged
    };
    // In the order of their names. A folder that is not there has none.
    std::vector<File> list() const;
    bool empty() const;

    // Synced, the folder as well; the folder is made if need be. Throws Failure XSPI-0555.
    std::filesystem::path store(const Journal& journal) const;
    // That block is back. What cannot be noted is looked at again at the next contact.
    static void mark(const std::filesystem::path& file, std::uint32_t block);
    static void remove(const std::filesystem::path& file);

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

} // namespace xspi
