#include "openocd-driver/loader/loader-info.hpp"

#include <fmt/format.h>

namespace xspi {

namespace {

const char* form_name(LoaderForm form) {
    switch (form) {
    case LoaderForm::Stldr: return "external loader of STM32CubeProgrammer";
    case LoaderForm::Flm: return "flash algorithm of a CMSIS-Pack";
    case LoaderForm::ProbeRs: return "flash algorithm of probe-rs";
    }
    return "";
}
const char* form_key(LoaderForm form) {
    switch (form) {
    case LoaderForm::Stldr: return "stldr";
    case LoaderForm::Flm: return "flm";
    case LoaderForm::ProbeRs: return "probe-rs";
    }
    return "";
}
const char* weight_key(LoaderFinding::Weight weight) {
    switch (weight) {
    case LoaderFinding::Weight::Note: return "note";
    case LoaderFinding::Weight::Doubt: return "doubt";
    case LoaderFinding::Weight::Refused: return "refused";
    }
    return "";
}

std::string plural(std::uint64_t count, const char* noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}
// "4 KiB", or bytes where that does not come out even.
std::string bytes(std::uint64_t count) {
    if (count != 0 && count % (1 << 20) == 0) return fmt::format("{} MiB", count >> 20);
    if (count != 0 && count % (1 << 10) == 0) return fmt::format("{} KiB", count >> 10);
    return plural(count, "byte");
}

std::string line(const char* key, const std::string& words) {
    return fmt::format("  {:<12} {}\n", key, words);
}

std::string memory_text(const Loader& loader) {
    const LoaderMemory& memory = loader.memory;
    std::string text =
        line("memory",
             fmt::format("{} from 0x{:08X}{}, erased 0x{:02X}", bytes(memory.size), memory.base,
                         loader.form == LoaderForm::ProbeRs ? "" : ", " + type_name(loader.form, memory.type),
                         memory.erased));
    std::string sectors;
    for (const LoaderSectors& each : memory.sectors)
        sectors += fmt::format("{}{} of {}", sectors.empty() ? "" : ", ", each.count, bytes(each.size));
    text += line("sectors", sectors.empty() ? "none" : sectors);
    text += line("page", bytes(memory.page));
    if (memory.program_ms && memory.erase_ms)
        text += line("at most", fmt::format("{} ms for a page, {} ms for a sector", *memory.program_ms,
                                            *memory.erase_ms));
    return text;
}

std::string functions_text(const Loader& loader) {
    std::string there, absent;
    for (std::size_t i = 0; i < kLoaderCalls; i++) {
        const char* name = call_name(loader.form, LoaderCall(i));
        if (name == nullptr) continue;
        std::string& list = loader.entries[i] ? there : absent;
        list += (list.empty() ? "" : ", ") + std::string(name);
    }
    return line("functions", there + (absent.empty() ? "" : "; not " + absent));
}

std::string ranges_text(const std::vector<LoaderRange>& ranges) {
    std::string text;
    for (const LoaderRange& range : ranges)
        text += fmt::format("{}{} from 0x{:08X}", text.empty() ? "" : ", ", plural(range.size, "byte"),
                            range.address);
    return text.empty() ? "none" : text;
}

std::string ram_text(const Loader& loader) {
    std::string image = ranges_text(loader.image());
    if (loader.movable) image = plural(loader.image_size(), "byte") + ", anywhere";
    std::string text =
        line("RAM", image) + line("in all", fmt::format("{} bytes with stack and buffer, {} with "
                                                        "two buffers",
                                                        loader.ram_need(1), loader.ram_need(2)));
    if (!loader.never_loaded.empty()) text += line("never loaded", ranges_text(loader.never_loaded));
    return text;
}

Json json_of(const LoaderMemory& memory, LoaderForm form) {
    Json json{{"name", memory.name},    {"type", memory.type}, {"kind", type_name(form, memory.type)},
              {"base", memory.base},    {"size", memory.size}, {"page", memory.page},
              {"erased", memory.erased}};
    json["sectors"] = Json::array();
    for (const LoaderSectors& each : memory.sectors)
        json["sectors"].push_back({{"offset", each.offset}, {"size", each.size}, {"count", each.count}});
    json["program_ms"] = memory.program_ms ? Json(*memory.program_ms) : Json();
    json["erase_ms"] = memory.erase_ms ? Json(*memory.erase_ms) : Json();
    return json;
}

Json json_of(const std::vector<LoaderRange>& ranges) {
    Json list = Json::array();
    for (const LoaderRange& range : ranges)
        list.push_back({{"address", range.address}, {"bytes", range.size}});
    return list;
}

Json ram_of(const Loader& loader) {
    std::vector<LoaderRange> loaded;
    for (const FileSegment& segment : loader.loaded)
        loaded.push_back({segment.address, segment.bytes.size()});
    Json json{{"movable", loader.movable},
              {"image", json_of(loader.image())},
              {"load", json_of(loaded)},
              {"zero", json_of(loader.zeroed)},
              {"never_load", json_of(loader.never_loaded)}};
    json["static_base"] = loader.static_base;
    json["stack"] = loader.stack.value_or(kLoaderStack);
    json["least"] = loader.ram_need(1);
    json["two_buffers"] = loader.ram_need(2);
    return json;
}

} // namespace

Json json_of(const Loader& loader) {
    Json json{{"form", form_key(loader.form)}, {"label", loader.label}, {"refused", loader.is_refused()}};
    json["memory"] = json_of(loader.memory, loader.form);
    json["functions"] = Json::object();
    for (std::size_t i = 0; i < kLoaderCalls; i++)
        if (const char* name = call_name(loader.form, LoaderCall(i)); name != nullptr && loader.entries[i])
            json["functions"][name] = *loader.entries[i];
    json["ram"] = ram_of(loader);
    json["uses"] = {{"static_base", loader.habits.static_base},
                    {"fpu", loader.habits.floating_point},
                    {"enables_interrupts", loader.habits.enables_interrupts},
                    {"cycle_counter", loader.habits.cycle_counter},
                    {"systick", loader.habits.tick}};
    json["findings"] = Json::array();
    for (const LoaderFinding& finding : loader.findings)
        json["findings"].push_back(
            {{"id", finding.id}, {"weight", weight_key(finding.weight)}, {"message", finding.words}});
    return json;
}

std::string text_of(const Loader& loader) {
    const std::string& name = loader.label.empty() ? loader.memory.name : loader.label;
    std::string text = fmt::format("{}: {}\n", name.empty() ? "(no name)" : name, form_name(loader.form));
    text += memory_text(loader) + functions_text(loader) + ram_text(loader);
    for (const LoaderFinding& finding : loader.findings)
        text += fmt::format("{} ({}): {}\n", finding.id, weight_key(finding.weight), finding.words);
    if (loader.is_refused()) text += "It cannot be run.\n";
    return text;
}

} // namespace xspi
