// A folder for the driver's journals that lives as long as this object, in place of the user's own.
#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

class StateFolder {
  public:
    StateFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "xspi-state-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
        ::setenv("XSPI_STATE", path_.c_str(), 1);
    }
    ~StateFolder() {
        ::unsetenv("XSPI_STATE");
        std::filesystem::remove_all(path_);
    }
    StateFolder(const StateFolder&) = delete;
    StateFolder& operator=(const StateFolder&) = delete;
    static bool one_lives() { return std::getenv("XSPI_STATE") != nullptr; }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};
