#include "openocd-driver/shell/run-openocd.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

namespace xspi::shell {

namespace {

struct Pipe {
    int read = -1, write = -1;
    Pipe() {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) == 0) {
            read = ends[0];
            write = ends[1];
        }
    }
    ~Pipe() {
        shut(read);
        shut(write);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    static void shut(int& end) {
        if (end >= 0) close(end);
        end = -1;
    }
};

[[noreturn]] void become_child(const std::string& program, const std::vector<std::string>& arguments,
                               Pipe& log, Pipe& answer) {
    dup2(log.write, STDOUT_FILENO);
    dup2(log.write, STDERR_FILENO);
    Pipe::shut(log.read);
    Pipe::shut(log.write);
    Pipe::shut(answer.read);
    become(program, arguments);
    _exit(127);
}

// What there is; false: it has ended.
bool take(int end, std::string& text) {
    std::array<char, 4096> bytes{};
    const ssize_t count = ::read(end, bytes.data(), bytes.size());
    if (count < 0) return errno == EINTR;
    text.append(bytes.data(), std::size_t(count));
    return count != 0;
}

// Whole lines, until both ends are shut.
void listen(Pipe& log, Pipe& answer, std::string& answered,
            const std::function<void(const std::string&)>& line) {
    std::string text;
    while (log.read >= 0 || answer.read >= 0) {
        std::array<pollfd, 2> ends{{{log.read, POLLIN, 0}, {answer.read, POLLIN, 0}}};
        if (poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) return;
        if (ends[0].revents != 0 && !take(log.read, text)) Pipe::shut(log.read);
        if (ends[1].revents != 0 && !take(answer.read, answered)) Pipe::shut(answer.read);
        for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
            line(text.substr(0, end));
            text.erase(0, end + 1);
        }
    }
    if (!text.empty()) line(text);
}

} // namespace

void become(const std::string& program, const std::vector<std::string>& arguments) {
    std::vector<char*> words{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    execv(program.c_str(), words.data());
}

std::string openocd_beside_us() {
    return std::filesystem::read_symlink("/proc/self/exe").replace_filename("openocd").string();
}

OpenOcdRun run_openocd(const std::string& program,
                       const std::function<std::vector<std::string>(const std::string& channel)>& arguments,
                       const std::function<void(const std::string&)>& line) {
    OpenOcdRun run;
    Pipe log, answer;
    const pid_t child = fork();
    if (child < 0) return run;
    if (child == 0) become_child(program, arguments(fmt::format("/dev/fd/{}", answer.write)), log, answer);
    Pipe::shut(log.write);
    Pipe::shut(answer.write);
    listen(log, answer, run.answer, [&](const std::string& said) {
        if (said.starts_with("Error: "))
            run.last_errors += (run.last_errors.empty() ? "" : "\n") + said.substr(7);
        line(said);
    });
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return run;
}

} // namespace xspi::shell
