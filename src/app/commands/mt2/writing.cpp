#include "writing.hpp"

#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"
#include "balmer/base/version.hpp"
#include "balmer/formats/event_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::app {
namespace {

Mt2Tally write_csv_file(Mt2CommandOptions const& options, Mt2EventSource const& source,
                        console::Console& console) {
    auto const temporary = temporary_name(options.out);
    try {
        errno = 0;
        std::ofstream file(temporary, std::ios::binary);
        auto tally = write_mt2_lines(options, source, console, file);
        file.close();
        if (!file) throw IoError("write", options.out.string(), errno);
        commit_file(temporary, options.out);
        return tally;
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw;
    }
}

std::string parameters_of(Mt2CommandOptions const& options, Mt2Tally const& tally) {
    nlohmann::ordered_json parameters = {{"data", options.data.string()},
                                         {"bad_count", tally.bad_count}};
    for (std::size_t i = 0; i < mt2_quantities.size(); ++i) {
        parameters["columns"][mt2_quantities[i].name] = options.sources[i];
    }
    return parameters.dump();
}

Mt2Tally write_hdf5_file(Mt2CommandOptions const& options, Mt2EventSource const& source,
                         console::Console& console) {
    formats::EventFile file{.process = "mt2", .created_by = created_by()};
    file.targets.push_back({"mt2", "GeV", "stransverse mass", {}});
    if (options.squared) file.targets.push_back({"mt2_squared", "GeV^2", "MT2^2", {}});
    for (auto const& quantity : mt2_quantities) {
        file.latent.push_back({quantity.name, "GeV", quantity.text, {}});
    }
    auto tally =
        solve_events(options, source, console, [&](physics::mt2::Event event, double mt2_gev) {
            file.targets[0].values.push_back(mt2_gev);
            if (options.squared) file.targets[1].values.push_back(mt2_gev * mt2_gev);
            for (std::size_t i = 0; i < mt2_quantities.size(); ++i) {
                file.latent[i].values.push_back(mt2_quantities[i].in(event));
            }
        });
    file.parameters = parameters_of(options, tally);
    formats::write_event_file(options.out, file);
    return tally;
}

}  // namespace

Mt2Tally write_mt2_lines(Mt2CommandOptions const& options, Mt2EventSource const& source,
                         console::Console& console, std::ostream& stream) {
    stream << (options.squared ? "mt2,mt2_squared\n" : "mt2\n");
    return solve_events(options, source, console, [&](physics::mt2::Event const&, double mt2_gev) {
        // The shortest text that reads back as the same number.
        stream << (options.squared ? fmt::format("{},{}\n", mt2_gev, mt2_gev * mt2_gev)
                                   : fmt::format("{}\n", mt2_gev));
    });
}

Mt2Tally write_mt2_file(Mt2CommandOptions const& options, Mt2EventSource const& source,
                        console::Console& console) {
    return options.is_hdf5() ? write_hdf5_file(options, source, console)
                             : write_csv_file(options, source, console);
}

}  // namespace balmer::app
