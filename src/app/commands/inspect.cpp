#include "balmer/formats/inspect.hpp"

#include "balmer/console/exit_code.hpp"
#include "balmer/report/table.hpp"

#include "commands.hpp"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::app {
namespace {

using Json = nlohmann::ordered_json;

struct InspectOptions {
    std::filesystem::path file;
    bool json = false;
};

Json to_json(formats::DatasetSummary const& dataset) {
    Json json = {{"name", dataset.name},
                 {"unit", dataset.unit},
                 {"description", dataset.description},
                 {"type", dataset.type},
                 {"shape", dataset.shape}};
    if (auto const& s = dataset.statistics) {
        // NaN becomes null: the column has no finite values.
        json["min"] = s->min;
        json["max"] = s->max;
        json["mean"] = s->mean;
        json["standard_deviation"] = s->standard_deviation;
        json["finite"] = s->finite_count;
        json["not_finite"] = s->non_finite_count;
    }
    return json;
}

Json to_json(formats::FileSummary const& file) {
    Json json = {{"format", file.format},
                 {"version", file.version},
                 {"process", file.process},
                 {"created_by", file.created_by}};
    json["seed"] = file.seed ? Json(*file.seed) : Json(nullptr);
    auto parameters = Json::parse(file.parameters, nullptr, false);
    json["parameters"] = parameters.is_discarded() ? Json(file.parameters) : parameters;
    json["groups"] = Json::array();
    for (auto const& group : file.groups) {
        Json datasets = Json::array();
        for (auto const& dataset : group.datasets) datasets.push_back(to_json(dataset));
        json["groups"].push_back({{"path", group.path}, {"datasets", std::move(datasets)}});
    }
    return json;
}

std::string shape_text(std::vector<std::size_t> const& shape) {
    return shape.empty() ? "1" : fmt::format("{}", fmt::join(shape, "x"));
}

std::string row_of(formats::DatasetSummary const& dataset) {
    std::string numbers(47, ' ');
    if (auto const& s = dataset.statistics) {
        numbers = fmt::format("{:>11.4g} {:>11.4g} {:>11.4g} {:>11.4g}", s->min, s->max, s->mean,
                              s->standard_deviation);
    }
    auto text = fmt::format("  {:<14} {:<8} {:>10} {} {:<9} {}", dataset.name, dataset.type,
                            shape_text(dataset.shape), numbers, dataset.unit, dataset.description);
    if (dataset.statistics && dataset.statistics->non_finite_count > 0) {
        text += fmt::format("  ({} NaN or infinite)", dataset.statistics->non_finite_count);
    }
    return text;
}

void print_table(formats::FileSummary const& file, console::Console& console) {
    auto const print = [&](std::string const& line) {
        console.out << report::cut(line, console.out_width) << '\n';
    };
    print(fmt::format("format      {}{}", file.format,
                      file.version > 0 ? fmt::format(" version {}", file.version) : ""));
    if (!file.process.empty()) print("process     " + file.process);
    if (file.seed) print(fmt::format("seed        {}", *file.seed));
    if (!file.created_by.empty()) print("created by  " + file.created_by);
    if (!file.parameters.empty()) print("parameters  " + file.parameters);
    for (auto const& group : file.groups) {
        print("");
        print(fmt::format("{:<16} {:<8} {:>10} {:>11} {:>11} {:>11} {:>11} {:<9} {}", group.path,
                          "type", "shape", "min", "max", "mean", "std", "unit", "description"));
        for (auto const& dataset : group.datasets) print(row_of(dataset));
    }
}

int inspect_file(InspectOptions const& options, console::Console& console) {
    auto const summary = formats::inspect(options.file);
    if (options.json) {
        console.out << to_json(summary).dump(2) << '\n';
    } else {
        print_table(summary, console);
    }
    return console::exit_finished;
}

}  // namespace

void add_inspect(CLI::App& app, Action& action) {
    auto options = std::make_shared<InspectOptions>();
    auto& command = *app.add_subcommand("inspect", "show the contents of a file of events");
    command.add_option("file", options->file, "HDF5, or text with a header line")
        ->type_name("FILE")
        ->required();
    command.add_flag("--json", options->json, "print JSON");
    command.footer(
        R"(Prints how the file was made (process, seed, parameters) and a line per column: type, shape, minimum,
maximum, mean, standard deviation, unit and description. Minimum, maximum, mean and deviation leave out
values that are NaN or infinite; their number is printed after the description.

Examples:
  balmer inspect wbf_f0.h5
  balmer inspect events.csv --json)");
    command.callback([options, &action] {
        action = {[options](console::Console& console) { return inspect_file(*options, console); },
                  false};
    });
}

}  // namespace balmer::app
