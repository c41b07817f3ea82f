#include "balmer/physics/isr/sample.hpp"

#include "physics/event_columns.hpp"
#include "physics/sample_parameters.hpp"

namespace balmer::physics::isr {
namespace {

using nlohmann::ordered_json;

ordered_json json(Interval const& interval) { return {interval.low, interval.high}; }

ordered_json json(BinAxis const& axis) {
    return {{"range", json(axis.range)}, {"bin_count", axis.bin_count}};
}

ordered_json json(EnergyResolution const& resolution) {
    if (resolution.size == 0) return nullptr;
    return {{"kind", to_string(resolution.kind)}, {"size", resolution.size}};
}

void add_event_parameters(ordered_json& parameters, Sample const& sample) {
    auto const& settings = sample.settings;
    parameters["event_count"] = settings.event_count;
    parameters["method"] = to_string(settings.method);
    parameters["resolution"] = json(settings.resolution);
    if (settings.kind == SampleKind::splitting) {
        parameters["generated_x"] =
            json(settings.window.value_or(default_window(settings.resolution)));
    } else {
        parameters["sqrt_s_gev"] = NeutralinoPhotons::sqrt_s_gev;
        parameters["mass_gev"] = NeutralinoPhotons::mass_gev;
        parameters["pt_min_gev"] = NeutralinoPhotons::pt_min_gev;
    }
    parameters["kept_count"] = sample.kept_count;
    parameters["expected_kept_count"] = sample.expected_kept_count;
    parameters["cell_area"] = sample.grid.cell_area();
    parameters["mean_squared_error_floor"] = mean_squared_error_floor(sample);
    parameters["chi_square"] = sample.chi_square;
    parameters["empty_cell_note"] =
        "weights come from the expected count, so an empty bin has one as well; bins whose centre "
        "fails the cuts are left out";
}

ordered_json parameters_of(Sample const& sample) {
    ordered_json parameters = {{"sample", to_string(sample.settings.kind)},
                               {"x", json(sample.grid.x)},
                               {"sin_theta", json(sample.grid.sin_theta)},
                               {"row_count", sample.cells.size()}};
    if (sample.settings.kind != SampleKind::warm_up) add_event_parameters(parameters, sample);
    return parameters;
}

using Writer = ColumnWriter<Cell>;

void add_grid_point_columns(formats::EventFile& file, std::vector<Cell> const& points) {
    Writer(file.targets, points)
        .add("density", "1", "(1 + (1 - x)^2) / (x sin^2 theta)",
             [](Cell const& point) { return point.density; });
    Writer(file.weights, points).add("weight", "1", "1", [](Cell const&) { return 1.0; });
}

void add_bin_columns(formats::EventFile& file, Sample const& sample) {
    auto const& cells = sample.cells;
    std::string const per = sample.grid.sin_theta.bin_count > 1 ? "dx d(sin theta)" : "dx";
    Writer(file.targets, cells)
        .add("density", "1", "share of the kept events per " + per + ", unit normalised",
             [](Cell const& cell) { return cell.density; });
    Writer(file.weights, cells)
        .add("weight", "1", "1 / variance of density, by the expected count",
             [](Cell const& cell) { return 1 / cell.variance; });
    Writer latent(file.latent, cells);
    latent.add("count", "1", "events in the bin", [](Cell const& cell) { return cell.count; });
    latent.add("expected", "1", "events expected in the bin, by quadrature",
               [](Cell const& cell) { return cell.expected_count; });
}

}  // namespace

formats::EventFile to_event_file(Sample const& sample) {
    bool const is_warm_up = sample.settings.kind == SampleKind::warm_up;
    std::string const where = is_warm_up ? " of the grid point" : " at the centre of the bin";
    auto file = empty_event_file("isr", sample.settings.seed, parameters_of(sample));
    Writer features(file.features, sample.cells);
    features.add("x", "1", "2 E / sqrt(s) of the photon" + where,
                 [](Cell const& cell) { return cell.x; });
    if (sample.grid.sin_theta.bin_count > 1) {
        features.add("sin_theta", "1", "of the photon and the beam," + where,
                     [](Cell const& cell) { return cell.sin_theta; });
    }
    if (is_warm_up) {
        add_grid_point_columns(file, sample.cells);
    } else {
        add_bin_columns(file, sample);
    }
    return file;
}

}  // namespace balmer::physics::isr
