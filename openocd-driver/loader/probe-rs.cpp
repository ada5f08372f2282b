// probe-rs, "Target description format" of 0.32, flash_algorithms.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/loader/base64.hpp"
#include "openocd-driver/loader/loader-file.hpp"
#include "openocd-driver/loader/thumb-code.hpp"
#include "openocd-driver/number.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace xspi {

namespace {

constexpr std::string_view kAlgorithms = "flash_algorithms";
constexpr std::size_t kLargest = 1u << 20; // of one algorithm's machine code

[[noreturn]] void fail(std::string words) { throw LoaderProblem{"XSPI-1307", std::move(words)}; }

// What people and JSON can show.
std::string plain(const std::string& text) {
    std::string shown;
    for (const char c : text) {
        const auto byte = std::uint8_t(c);
        shown += byte >= 0x20 && byte < 0x7F ? std::string(1, c) : fmt::format("\\x{:02X}", byte);
    }
    return shown;
}

class Algorithm {
  public:
    Algorithm(const YAML::Node& node, std::size_t number)
        : node_(node), name_(fmt::format("algorithm {}", number)) {
        if (!node.IsMap()) fail(fmt::format("{} is no list of keys and values", name_));
        if (const YAML::Node label = node["name"]; label && label.IsScalar())
            name_ = fmt::format("algorithm {}", loader_.label = plain(label.Scalar()));
    }

    Loader read() {
        loader_.form = LoaderForm::ProbeRs;
        if (const YAML::Node words = node_["description"]; words && words.IsScalar())
            loader_.memory.name = plain(words.Scalar());
        read_code();
        read_memory(required(node_, "flash_properties"));
        return std::move(loader_);
    }

  private:
    YAML::Node required(const YAML::Node& in, const char* key) const {
        if (!in.IsMap()) fail(fmt::format("{} has values where keys are needed", name_));
        const YAML::Node value = in[key];
        if (!value) fail(fmt::format("{} has no {}", name_, key));
        return value;
    }
    std::uint32_t number(const YAML::Node& value, const char* key) const {
        const std::string text = value.IsScalar() ? value.Scalar() : "";
        const Number read = read_number(text);
        if (!read.wrong.empty())
            fail(fmt::format("{} of {}, `{}`, is no number: {}", key, name_, plain(text), read.wrong));
        return read.value;
    }
    std::uint32_t number_of(const YAML::Node& in, const char* key) const {
        return number(required(in, key), key);
    }
    std::optional<std::uint32_t> optional(const YAML::Node& in, const char* key) const {
        const YAML::Node value = in[key];
        if (!value || value.IsNull()) return std::nullopt;
        return number(value, key);
    }

    void read_code() {
        const YAML::Node text = required(node_, "instructions");
        const auto code = from_base64(text.IsScalar() ? text.Scalar() : "");
        if (!code || code->empty()) fail(fmt::format("the instructions of {} are no base64", name_));
        if (code->size() > kLargest)
            fail(fmt::format("the instructions of {} are {} bytes", name_, code->size()));
        const auto address = optional(node_, "load_address");
        const std::uint32_t base = address.value_or(0);
        loader_.movable = !address;
        if (base + std::uint64_t{code->size()} > std::uint64_t{1} << 32)
            fail(fmt::format("{} goes beyond the 32-bit address space", name_));
        loader_.loaded.push_back({base, *code});
        loader_.static_base = base + number_of(node_, "data_section_offset");
        loader_.stack = optional(node_, "stack_size");
        look_at_code(*code, {}, loader_.habits);
        loader_.habits.static_base = false; // where functions begin is not known; and it is always set
        for (std::size_t i = 0; i < kLoaderCalls; i++)
            if (const char* key = call_name(loader_.form, LoaderCall(i)); key != nullptr) read_entry(i, key);
    }
    void read_entry(std::size_t call, const char* key) {
        const auto place = optional(node_, key);
        if (!place) return;
        const FileSegment& code = loader_.loaded[0];
        loader_.entries[call] = code.address + *place;
        if (*place >= code.bytes.size() || *place % 2 == 0)
            loader_.findings.push_back(
                {"XSPI-1311", LoaderFinding::Weight::Refused,
                 fmt::format("{} 0x{:X} is no Thumb code of its {} bytes", key, *place, code.bytes.size())});
    }

    void read_memory(const YAML::Node& properties) {
        LoaderMemory& memory = loader_.memory;
        const YAML::Node range = required(properties, "address_range");
        memory.base = number_of(range, "start");
        const std::uint32_t end = number_of(range, "end");
        memory.size = end > memory.base ? end - memory.base : 0;
        memory.page = number_of(properties, "page_size");
        memory.erased = std::uint8_t(number_of(properties, "erased_byte_value"));
        memory.program_ms = number_of(properties, "program_page_timeout");
        memory.erase_ms = number_of(properties, "erase_sector_timeout");
        read_sectors(required(properties, "sectors"));
    }
    void read_sectors(const YAML::Node& list) {
        constexpr std::size_t kMost = 512;
        if (!list.IsSequence() || list.size() > kMost)
            fail(fmt::format("the sectors of {} are no list", name_));
        LoaderMemory& memory = loader_.memory;
        for (std::size_t i = 0; i < list.size(); i++) {
            const std::uint32_t size = number_of(list[i], "size"), from = number_of(list[i], "address");
            const std::uint64_t end = i + 1 < list.size() ? number_of(list[i + 1], "address") : memory.size;
            const std::uint64_t room = end > from ? end - from : 0;
            memory.sectors.push_back({from, size, std::uint32_t(size == 0 ? 0 : room / size)});
        }
    }

    const YAML::Node node_;
    std::string name_;
    Loader loader_;
};

YAML::Node algorithms(std::string_view file) {
    const YAML::Node root = YAML::Load(std::string(file));
    const YAML::Node list = root.IsMap() ? root[std::string(kAlgorithms)] : YAML::Node();
    if (!list.IsSequence() || list.size() == 0) fail("its flash_algorithms are no list, or an empty one");
    return list;
}

} // namespace

// The key at the beginning of a line, which an ELF file or an image does not have.
bool is_probe_rs(std::string_view file) {
    for (std::size_t at = file.find(kAlgorithms); at != file.npos; at = file.find(kAlgorithms, at + 1))
        if ((at == 0 || file[at - 1] == '\n') && file.substr(at + kAlgorithms.size()).starts_with(':'))
            return true;
    return false;
}

std::vector<Loader> read_probe_rs(std::string_view file) {
    try {
        const YAML::Node list = algorithms(file);
        std::vector<Loader> loaders;
        std::size_t code = 0;
        for (std::size_t i = 0; i < list.size(); i++) {
            loaders.push_back(Algorithm(list[i], i).read());
            code += loaders.back().loaded[0].bytes.size();
            if (code > file.size())
                fail("its algorithms hold more than the file: one is said again and again");
        }
        return loaders;
    } catch (const YAML::Exception& error) {
        throw LoaderProblem{"XSPI-1303",
                            fmt::format("it is no YAML: {} in line {}", error.msg, error.mark.line + 1)};
    }
}

} // namespace xspi
