#include "keys.hpp"

#include "balmer/expr/parse.hpp"

#include "operators.hpp"
#include "run_section.hpp"
#include "values.hpp"

namespace balmer::job {
namespace {

/// Handled by the reader, which applies it before all other keys.
Key preset_key() {
    return {"preset", "\"lhc2021\": the settings of arXiv:2109.10414; other keys change them",
            [](Value const&, Job&) { return Complaints{}; },
            [](Job const&) { return std::string(); }};
}

/// A number, or "auto".
Key islands_key() {
    return {"islands",
            "populations, each with a sample of the events; \"auto\": at least 16, as many on "
            "each worker",
            [](Value const& value, Job& job) {
                auto const* text = std::get_if<std::string>(&value.content);
                job.chooses_islands = text != nullptr && *text == "auto";
                if (job.chooses_islands) return Complaints{};
                if (!std::holds_alternative<std::int64_t>(value.content))
                    return Complaints{wrong_type(value, "a whole number or \"auto\"")};
                return read_value(value, job.search.island_count);
            },
            [](Job const& job) {
                return job.chooses_islands ? write_value(std::string("auto"))
                                           : write_value(job.search.island_count);
            }};
}

/// A number, or "auto".
Key exhaustive_key() {
    return {"exhaustive_complexity",
            "largest size of which all structures are fitted; \"auto\": in a tenth of the time; "
            "0: off",
            [](Value const& value, Job& job) {
                auto& complexity = job.search.exhaustive_complexity;
                auto const* text = std::get_if<std::string>(&value.content);
                if (text != nullptr && *text == "auto") {
                    complexity = evolve::exhaustive_auto;
                    return Complaints{};
                }
                if (text != nullptr) {
                    return Complaints{wrong_type(value, "a whole number or \"auto\"")};
                }
                int number = 0;
                auto complaints = read_value(value, number);
                if (complaints.empty() && number < 0) {
                    return Complaints{"is " + write_value(number) +
                                      " (must be \"auto\", or 0 or more)"};
                }
                if (complaints.empty()) complexity = number;
                return complaints;
            },
            [](Job const& job) {
                int const complexity = job.search.exhaustive_complexity;
                return complexity == evolve::exhaustive_auto ? write_value(std::string("auto"))
                                                             : write_value(complexity);
            }};
}

Section data_section() {
    return {
        "data",
        {key("file", BALMER_JOB_MEMBER(data.file), "events: HDF5, or text with a header line"),
         key("target", BALMER_JOB_MEMBER(data.target), "column that the formula approximates"),
         optional_key("features", BALMER_JOB_MEMBER(data.features),
                      "columns that the formula may use; default: all features of an event file"),
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
                                          "be ambiguous). Choose another name?");
        }
        if (complaints.empty()) job.data.derived.emplace_back(name, formula);
    }
}

Section derived_section() {
    return {"data.derived",
            {},
            {"features as formulas of the columns of the file: s_phi = \"sin(dphi)\"",
             &read_derived, [](Job const& job) {
                 std::vector<std::pair<std::string, std::string>> entries;
                 for (auto const& [name, formula] : job.data.derived) {
                     entries.emplace_back(name, toml_string(formula));
                 }
                 return entries;
             }}};
}

Section search_section() {
    return {"search",
            {preset_key(),
             key("operators", BALMER_JOB_MEMBER(search.operators),
                 "operators that formulas may contain"),
             key("max_complexity", BALMER_JOB_MEMBER(search.constraints.max_complexity),
                 "largest number of nodes, or of their weights in [search.complexity]"),
             key("max_depth", BALMER_JOB_MEMBER(search.constraints.max_depth),
                 "largest number of levels of the tree; -1: no limit"),
             exhaustive_key(),
             islands_key(),
             key("min_rows", BALMER_JOB_MEMBER(search.min_rows),
                 "events that an island evolves on, at least; islands share events if necessary"),
             key("population_size", BALMER_JOB_MEMBER(search.population_size),
                 "members of each island"),
             key("cycles_per_iteration", BALMER_JOB_MEMBER(search.cycles_per_iteration),
                 "cycles in which the temperature falls from 1 to 0"),
             key("iterations", BALMER_JOB_MEMBER(search.iterations), "iterations of each island"),
             key("seed", BALMER_JOB_MEMBER(search.seed), "seed of every random number"),
             key("deterministic", BALMER_JOB_MEMBER(search.deterministic),
                 "the same result on any number of ranks; slower"),
             key("double_precision", BALMER_JOB_MEMBER(search.double_precision),
                 "precision of the search; the hall of fame is always double"),
             key("parsimony", BALMER_JOB_MEMBER(search.parsimony),
                 "cost = loss / baseline + parsimony · complexity"),
             key("adaptive_parsimony_scaling", BALMER_JOB_MEMBER(search.adaptive_parsimony_scaling),
                 "penalty for frequent complexities in tournaments; 0: off"),
             key("tournament_size", BALMER_JOB_MEMBER(search.tournament_size),
                 "members drawn for a tournament"),
             key("tournament_probability", BALMER_JOB_MEMBER(search.tournament_probability),
                 "probability that the best of a tournament wins"),
             key("crossover_probability", BALMER_JOB_MEMBER(search.crossover_probability),
                 "probability that two parents cross instead of one mutating"),
             key("perturbation_factor", BALMER_JOB_MEMBER(search.perturbation_factor),
                 "a constant changes by up to (1.1 + factor · T)"),
             key("negate_probability", BALMER_JOB_MEMBER(search.negate_probability),
                 "probability that a perturbed constant changes its sign"),
             key("fraction_replaced", BALMER_JOB_MEMBER(search.fraction_replaced),
                 "share of a population replaced by migrants, per iteration"),
             key("fraction_replaced_hof", BALMER_JOB_MEMBER(search.fraction_replaced_hof),
                 "share of a population replaced by the hall of fame, per iteration"),
             key("top_count", BALMER_JOB_MEMBER(search.top_count),
                 "members that an island offers to others"),
             key("stop_at_loss", BALMER_JOB_MEMBER(search.stop_at_loss),
                 "ends the search at this loss on all events; 0: never")},
            {}};
}

Section annealing_section() {
    return {"search.annealing",
            {key("rule", BALMER_JOB_MEMBER(search.annealing.rule),
                 "relative: exp(-ΔMSE/(alpha T MSE)); absolute: exp(-Δcost/(alpha T)); none"),
             key("alpha", BALMER_JOB_MEMBER(search.annealing.alpha),
                 "factor of the temperature T in the rule")},
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
                 "probability that a child of new structure is fitted before it is judged"),
             key("offspring_evaluations", BALMER_JOB_MEMBER(search.optimise.offspring_evaluations),
                 "evaluations of that fit"),
             key("offspring_rows", BALMER_JOB_MEMBER(search.optimise.offspring_rows),
                 "approximate number of rows of that fit; 0: the whole shard"),
             key("member_probability", BALMER_JOB_MEMBER(search.optimise.member_probability),
                 "probability that a member is fitted at the end of an iteration"),
             key("member_evaluations", BALMER_JOB_MEMBER(search.optimise.member_evaluations),
                 "evaluations of that fit, on the whole shard")},
            {}};
}

Section racing_section() {
    return {"search.racing",
            {key("sampling", BALMER_JOB_MEMBER(search.racing.sampling),
                 "rows evaluated first: importance (far from the mean target) or uniform"),
             key("error", BALMER_JOB_MEMBER(search.racing.error),
                 "probability that a race rejects a good child; 0: no races")},
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
