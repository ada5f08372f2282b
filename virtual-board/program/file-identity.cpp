#include "program/file-identity.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fmt/core.h>
#include <sys/stat.h>

#include <system_error>

namespace vb {

std::filesystem::path resolved(const std::filesystem::path& path) {
    constexpr unsigned kMostLinks = 40; // as Linux follows
    std::error_code failed;
    std::filesystem::path at = std::filesystem::absolute(path, failed);
    for (unsigned links = 0; links < kMostLinks; ++links) {
        // The last name first: a link to what is not there yet is one all the same.
        if (!std::filesystem::is_symlink(std::filesystem::symlink_status(at, failed))) break;
        const auto target = std::filesystem::read_symlink(at, failed);
        if (failed) break;
        at = at.parent_path() / target; // an absolute target replaces all
    }
    auto canonical = std::filesystem::weakly_canonical(at, failed);
    return failed ? at : canonical;
}

bool is_same_file(const std::string& one, const std::string& other) {
    struct stat a, b;
    if (stat(one.c_str(), &a) != 0 || stat(other.c_str(), &b) != 0) return resolved(one) == resolved(other);
    return S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

std::string unique_id_of(const std::string& path) {
    const std::string name = resolved(path).string();
    const XXH128_hash_t hash = XXH3_128bits(name.data(), name.size());
    return fmt::format("{:016x}{:08x}", hash.high64, std::uint32_t(hash.low64));
}

} // namespace vb
