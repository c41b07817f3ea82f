#include "keys.hpp"

#include "balmer/expr/parse.hpp"

#include "operators.hpp"
#include "run_section.hpp"
#include "values.hpp"

namespace balmer::job {
namespace {

/// Known to the reader alone, which applies it before all other keys.
Key preset_key() {
    return {"preset", "\"lhc2021\": the settings of arXiv:2109.10414; other keys change them",
            [](Value const&, Job&) { return Complaints{}; },
            [](Job const&) { return std::string(); }};
}

Section data_section() {
    return {"data",
            {key("file", BALMER_JOB_MEMBER(data.file), "events: HDF5, or text with a header line"),
             key("target", BALMER_JOB_MEMBER(data.target), "column the formula is to equal"),
             optional_key("features", BALMER_JOB_MEMBER(data.features),
                          "columns the formula may use; left out: all of an event file"),
             optional_key("weight", BALMER_JOB_MEMBER(data.weight), "column of event weights"),
             optional_key("matrix", BALMER_JOB_MEMBER(data.matrix),
                          "one N×F dataset of another HDF5 file"),
             optional_key("matrix_columns", BALMER_JOB_MEMBER(data.matrix_columns),
                          "names of its columns")},
            {}};
}

void read_derived(Value::Table const& table, Job& job, PlacedProblems& problems) {
    for (auto const& [name, value] : table) {
        std::string formula;
        auto const complaints = read_value(value, formula);
        for (auto const& complaint : complaints) {
            problems.add(value.place, "data.derived." + toml_key(name) + " " + complaint);
        }
        if (expr::is_reserved_name(name)) {
            problems.add(value.place, "data.derived." + name +
                                          " has the name of a function or number (formulas would "
                                          "read ambiguously). Name it otherwise?");
        }
        if (complaints.empty()) job.data.derived.emplace_back(name, formula);
    }
}

Section derived_section() {
    return {"data.derived",
            {},
            {"features by formula over the file's columns: s_phi = \"sin(dphi)\"", &read_derived,
             [](Job const& job) {
                 std::vector<std::pair<std::string, std::string>> entries;
                 for (auto const& [name, formula] : job.data.derived) {
                     entries.emplace_back(name, toml_string(formula));
                 }
                 return entries;
             }}};
}

Section search_section() {
    return {
        "search",
        {preset_key(),
         key("operators", BALMER_JOB_MEMBER(search.operators), "what formulas are built from"),
         key("max_complexity", BALMER_JOB_MEMBER(search.constraints.max_complexity),
             "nodes of the tree, or their weights from [search.complexity]"),
         key("max_depth", BALMER_JOB_MEMBER(search.constraints.max_depth),
             "levels of the tree; -1: any"),
         key("islands", BALMER_JOB_MEMBER(search.island_count),
             "populations; each sees its own shard of the events"),
         key("population_size", BALMER_JOB_MEMBER(search.population_size), "members of an island"),
         key("cycles_per_iteration", BALMER_JOB_MEMBER(search.cycles_per_iteration),
             "the temperature falls from 1 to 0 over them"),
         key("iterations", BALMER_JOB_MEMBER(search.iterations), "of each island"),
         key("seed", BALMER_JOB_MEMBER(search.seed), "of every random number"),
         key("deterministic", BALMER_JOB_MEMBER(search.deterministic),
             "same result on any number of ranks; slower"),
         key("double_precision", BALMER_JOB_MEMBER(search.double_precision),
             "in the search; the hall of fame is double either way"),
         key("parsimony", BALMER_JOB_MEMBER(search.parsimony),
             "cost = loss / baseline + parsimony · complexity"),
         key("adaptive_parsimony_scaling", BALMER_JOB_MEMBER(search.adaptive_parsimony_scaling),
             "against crowded complexities in tournaments; 0: off"),
         key("tournament_size", BALMER_JOB_MEMBER(search.tournament_size),
             "members drawn for a tournament"),
         key("tournament_probability", BALMER_JOB_MEMBER(search.tournament_probability),
             "that the best of a tournament wins"),
         key("crossover_probability", BALMER_JOB_MEMBER(search.crossover_probability),
             "that two parents cross instead of one mutating"),
         key("perturbation_factor", BALMER_JOB_MEMBER(search.perturbation_factor),
             "a constant changes by up to (1.1 + factor · T)"),
         key("negate_probability", BALMER_JOB_MEMBER(search.negate_probability),
             "that a perturbed constant changes its sign"),
         key("fraction_replaced", BALMER_JOB_MEMBER(search.fraction_replaced),
             "of a population by migrants, an iteration"),
         key("fraction_replaced_hof", BALMER_JOB_MEMBER(search.fraction_replaced_hof),
             "of a population by the hall of fame, an iteration"),
         key("top_count", BALMER_JOB_MEMBER(search.top_count),
             "members an island offers to others"),
         key("stop_at_loss", BALMER_JOB_MEMBER(search.stop_at_loss),
             "ends the search at this full loss; 0: never")},
        {}};
}

Section annealing_section() {
    return {"search.annealing",
            {key("rule", BALMER_JOB_MEMBER(search.annealing.rule),
                 "relative: exp(-ΔMSE/(alpha T MSE)); absolute: exp(-Δcost/(alpha T)); none"),
             key("alpha", BALMER_JOB_MEMBER(search.annealing.alpha), "width of the rule")},
            {}};
}

Section mutations_section() {
    Section section{"search.mutations", {}, {}};
    for (std::size_t i = 0; i < evolve::mutation_count; ++i) {
        section.keys.push_back(key(
            std::string(evolve::mutation_names[i]),
            [i](auto& job) -> auto& { return job.search.mutation_weights[i]; }, "relative weight"));
    }
    return section;
}

Section optimise_section() {
    return {"search.optimise",
            {key("offspring_probability", BALMER_JOB_MEMBER(search.optimise.offspring_probability),
                 "that a child of new structure is fitted before it is judged"),
             key("offspring_evaluations", BALMER_JOB_MEMBER(search.optimise.offspring_evaluations),
                 "steps of that fit"),
             key("offspring_rows", BALMER_JOB_MEMBER(search.optimise.offspring_rows),
                 "rows of that fit, about; 0: the whole shard"),
             key("member_probability", BALMER_JOB_MEMBER(search.optimise.member_probability),
                 "that a member is fitted at the end of an iteration"),
             key("member_evaluations", BALMER_JOB_MEMBER(search.optimise.member_evaluations),
                 "steps of that fit, on the whole shard")},
            {}};
}

Section racing_section() {
    return {"search.racing",
            {key("sampling", BALMER_JOB_MEMBER(search.racing.sampling),
                 "rows that decide first: importance (far from the mean target) or uniform"),
             key("error", BALMER_JOB_MEMBER(search.racing.error),
                 "chance that some blocks of rows refuse a good child; 0: no races")},
            {}};
}

}  // namespace

std::vector<Section> const& job_sections() {
    static std::vector<Section> const sections = {
        data_section(),      derived_section(),     search_section(),  annealing_section(),
        mutations_section(), constraints_section(), nesting_section(), complexity_section(),
        optimise_section(),  racing_section(),      run_section()};
    return sections;
}

std::vector<std::pair<std::string, std::string>> values_of(Section const& section, Job const& job) {
    std::vector<std::pair<std::string, std::string>> values;
    for (auto const& key : section.keys) {
        if (auto value = key.write(job); !value.empty()) {
            values.emplace_back(section.name + "." + toml_key(key.name), std::move(value));
        }
    }
    if (!section.open.write) return values;
    for (auto& [name, value] : section.open.write(job)) {
        values.emplace_back(section.name + "." + toml_key(name), std::move(value));
    }
    return values;
}

}  // namespace balmer::job
