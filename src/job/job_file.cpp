#include "balmer/job/job_file.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/near_names.hpp"

#include "keys.hpp"
#include "operators.hpp"
#include "run_section.hpp"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace balmer::job {
namespace {

namespace fs = std::filesystem;

Section const* find_section(std::string const& name) {
    for (auto const& section : job_sections()) {
        if (section.name == name) return &section;
    }
    return nullptr;
}

/// Keys and tables that a section can contain ("" for the file itself).
std::vector<std::string> known_names(std::string const& section_name) {
    std::vector<std::string> names;
    if (auto const* section = find_section(section_name)) {
        for (auto const& key : section->keys) names.push_back(key.name);
    }
    auto const prefix = section_name.empty() ? "" : section_name + ".";
    for (auto const& section : job_sections()) {
        auto const rest =
            section.name.starts_with(prefix) ? section.name.substr(prefix.size()) : "";
        if (!rest.empty() && rest.find('.') == std::string::npos) names.push_back(rest);
    }
    return names;
}

/// " It belongs in [search]" if the key is known in another section.
std::string home_of(std::string const& name) {
    for (auto const& section : job_sections()) {
        for (auto const& key : section.keys) {
            if (key.name == name) return " It belongs in [" + section.name + "]";
        }
    }
    return {};
}

std::string bracketed(std::string const& section) {
    return section.empty() ? "the job file" : "[" + section + "]";
}

/// Reads a document into a job.
class Reader {
public:
    explicit Reader(Reading& reading) : reading_(reading) {}

    void read_section(std::string const& name, Value::Table const& table) {
        auto const* section = find_section(name);
        if (section != nullptr && section->open.read) {
            for (auto const& [key, value] : table) {
                remember(name, key, value);
                remember_inside(name + "." + key, value);
            }
            section->open.read(table, reading_.job, reading_.problems);
            return;
        }
        for (auto const& [key, value] : table) read_entry(section, name, key, value);
    }

private:
    void remember(std::string const& section, std::string const& key, Value const& value) {
        reading_.places[(section.empty() ? "" : section + ".") + key] = value.place;
    }

    /// Records the places of array elements by number, of table entries by name.
    void remember_inside(std::string const& key, Value const& value) {
        if (auto const* array = value.array()) {
            for (std::size_t i = 0; i < array->size(); ++i) {
                reading_.places[key + "[" + std::to_string(i) + "]"] = (*array)[i].place;
            }
        } else if (auto const* table = value.table()) {
            for (auto const& [inner_key, inner] : *table) remember(key, inner_key, inner);
        }
    }

    void read_entry(Section const* section, std::string const& section_name, std::string const& key,
                    Value const& value) {
        remember(section_name, key, value);
        auto const full = (section_name.empty() ? "" : section_name + ".") + key;
        if (find_section(full) != nullptr) {
            if (value.table() != nullptr) {
                read_section(full, *value.table());
            } else {
                add(value, full + " is " + std::string(value.kind()) + " (needs the section [" +
                               full + "])");
            }
            return;
        }
        if (section != nullptr) {
            for (auto const& known : section->keys) {
                if (known.name != key) continue;
                remember_inside(full, value);
                for (auto const& complaint : known.read(value, reading_.job)) {
                    add(value, full + " " + complaint);
                    reading_.refused.insert(full);
                }
                return;
            }
        }
        auto hint = home_of(key);
        if (hint.empty()) hint = suggestion(key, known_names(section_name));
        add(value, "unknown key '" + key + "' in " + bracketed(section_name) + "." + hint);
    }

    void add(Value const& value, std::string const& problem) {
        reading_.problems.add(value.place, problem);
    }

    Reading& reading_;
};

void apply_preset(Value const& root, Reading& reading) {
    auto const* search = root.find("search");
    auto const* preset = search == nullptr ? nullptr : search->find("preset");
    if (preset == nullptr) return;
    if (auto const* name = std::get_if<std::string>(&preset->content); name && *name == "lhc2021") {
        reading.job.search = evolve::lhc2021(std::move(reading.job.search));
        reading.job.chooses_islands = false;
        return;
    }
    reading.problems.add(preset->place, "search.preset is not known (needs \"lhc2021\")");
}

void add_all(Reading& reading, std::vector<KeyedProblem> const& problems) {
    for (auto const& [key, text] : problems) reading.problems.add(reading.place_of(key), text);
}

/// Reports missing keys that have no default. A key with a bad value has been reported already.
void check_presence(Reading& reading) {
    auto const& data = reading.job.data;
    auto const missing = [&](std::string const& key, bool absent) {
        if (absent && reading.places.count(key) == 0) {
            reading.problems.add({reading.file_name, 0},
                                 "no " + key + " (a search needs it). See balmer search --help");
            reading.refused.insert(key);
        }
    };
    missing("data.file", data.file.empty());
    missing("data.target", data.target.empty());
}

/// The content of a TOML string; any other value unchanged.
std::string without_quotes(std::string const& toml) {
    if (!toml.starts_with('"')) return toml;
    auto const root = parse_document("value = " + toml, "value");
    return std::get<std::string>(root.find("value")->content);
}

std::string assignment(std::string const& key, std::string const& value) {
    return toml_key(key) + " = " + value;
}

std::vector<std::pair<std::string, std::string>> lines_of(Section const& section, Job const& job) {
    std::vector<std::pair<std::string, std::string>> lines;
    for (auto const& key : section.keys) {
        auto const value = key.write(job);
        if (!value.empty()) lines.emplace_back(assignment(key.name, value), key.help);
    }
    if (section.open.write) {
        for (auto const& [key, value] : section.open.write(job)) {
            lines.emplace_back(assignment(key, value), "");
        }
    }
    return lines;
}

std::string read_text(fs::path const& path) {
    std::error_code failure;
    if (fs::is_directory(path, failure)) {
        throw InputError("'" + path.string() + "' is a folder (needs a job file)");
    }
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        throw InputError("cannot read the job file '" + path.string() + "' (" +
                         (fs::exists(path, failure) ? "no permission" : "no such file") + ")");
    }
    return text;
}

/// Resolves a relative name in the current directory, else in the job file's folder. The result is
/// absolute, so that job.toml in the run directory refers to the same file.
fs::path resolved(fs::path const& file, fs::path const& job_path) {
    if (file.empty() || file.is_absolute() || fs::exists(file)) {
        return file.empty() ? file : fs::absolute(file).lexically_normal();
    }
    auto const beside = fs::absolute(job_path).parent_path() / file;
    return (fs::exists(beside) ? beside : fs::absolute(file)).lexically_normal();
}

}  // namespace

Reading read_job(std::string_view text, std::string const& file_name,
                 std::vector<std::string> const& overrides) {
    auto root = parse_document(text, file_name);
    Reading reading{.job = {}, .problems = {}, .places = {}, .refused = {}, .file_name = file_name};
    for (auto const& override : overrides) override_value(root, override, reading.problems);
    apply_preset(root, reading);
    Reader(reading).read_section("", *root.table());
    check_unused_operators(reading);
    add_all(reading, evolve::problems_of(reading.job.search));
    add_all(reading, problems_of(reading.job.run));
    check_presence(reading);
    return reading;
}

Reading read_job_file(fs::path const& path, std::vector<std::string> const& overrides) {
    auto reading = read_job(read_text(path), path.string(), overrides);
    auto& job = reading.job;
    job.data.file = resolved(job.data.file, path);
    if (job.run.directory.empty()) job.run.directory = fs::path("runs") / path.stem();
    return reading;
}

std::string write_job(Job const& job) {
    std::string text;
    for (auto const& section : job_sections()) {
        auto const lines = lines_of(section, job);
        if (lines.empty()) continue;
        text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", section.name);
        for (auto const& [line, help] : lines) {
            text += help.empty() ? line + "\n" : fmt::format("{:<36} # {}\n", line, help);
        }
    }
    return text;
}

std::string value_text(Job const& job, std::string const& key) {
    std::vector<std::string> known;
    for (auto const& section : job_sections()) {
        if (!key.starts_with(section.name + ".")) {
            for (auto const& [name, value] : values_of(section, job)) known.push_back(name);
            continue;
        }
        for (auto const& fixed : section.keys) {
            if (section.name + "." + fixed.name == key) return without_quotes(fixed.write(job));
        }
        for (auto const& [name, value] : values_of(section, job)) {
            if (name == key) return without_quotes(value);
            known.push_back(name);
        }
    }
    throw InputError("no job key '" + key + "' (needs section.key, such as search.seed)." +
                     suggestion(key, known));
}

std::string describe_job_keys() {
    std::string text;
    Job const defaults;
    for (auto const& section : job_sections()) {
        text += fmt::format("  [{}]\n", section.name);
        for (auto const& key : section.keys) {
            auto const value = key.write(defaults);
            text += fmt::format("    {:<34} {}\n",
                                value.empty() ? key.name : assignment(key.name, value), key.help);
        }
        if (section.open.read) text += fmt::format("    {}\n", section.open.help);
    }
    return text;
}

}  // namespace balmer::job
