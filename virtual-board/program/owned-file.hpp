// Files that the virtual board writes: no device, FIFO or folder is taken for one, a link's target is
// written, and no two virtual boards, and no two options of one, write the same.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>

namespace vb {

class OwnedFile {
  public:
    // Opens the file, or makes it, and takes it for this program alone until the object ends. A character
    // device (/dev/null) is nobody's. Throws UsageError if it is another kind of file or in use, and
    // std::system_error if the system does not let us.
    // access: as open() takes it, O_RDONLY if it will only be replaced.
    OwnedFile(const std::string& path, int access);
    ~OwnedFile();
    OwnedFile(OwnedFile&& other) noexcept;
    OwnedFile& operator=(OwnedFile&&) = delete;

    int descriptor() const { return descriptor_; }
    bool is_regular() const { return regular_; }
    // The file's new contents, whole or not at all: another file beside it takes its name. A device is
    // written as such. Throws std::system_error.
    void replace(const void* bytes, std::size_t size);
    // What was written into descriptor() is not to be undone.
    void keep() { made_ = false; }

  private:
    std::filesystem::path path_;
    int descriptor_ = -1;
    bool regular_ = false;
    bool made_ = false; // by us, and without contents: not left behind
};

} // namespace vb
