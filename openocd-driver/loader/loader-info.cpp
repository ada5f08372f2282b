#include "openocd-driver/loader/loader-info.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/file.hpp"
#include "openocd-driver/loader/loader-file.hpp"

namespace xspi {

namespace {

constexpr std::size_t kLargest = 64u << 20; // the largest real one has 8 MiB, nearly all for a debugger

} // namespace

std::vector<Loader> read_loader_file(const std::string& file) {
    const auto contents = read_file(file, kLargest);
    if (!contents || contents->empty())
        throw Failure("XSPI-1301", "{} cannot be read: it is not there, no file, empty, or above {} MiB",
                      file, kLargest >> 20);
    try {
        return read_loaders(*contents);
    } catch (const LoaderProblem& problem) {
        throw Failure(problem.id, "{} cannot be read as a flash loader: {}", file, problem.words);
    }
}

Answer loader_info(const std::string& file) {
    Answer answer{{{"file", file}, {"loaders", Json::array()}}, ""};
    for (const Loader& loader : read_loader_file(file)) {
        answer.json["loaders"].push_back(json_of(loader));
        answer.text += (answer.text.empty() ? "" : "\n") + text_of(loader);
    }
    return answer;
}

} // namespace xspi
