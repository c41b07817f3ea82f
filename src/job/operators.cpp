#include "operators.hpp"

#include "values.hpp"

#include <algorithm>
#include <optional>

namespace balmer::job {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

/// The operator that a key names; an unknown name is a mistake.
std::optional<expr::Opcode> operator_of(std::string const& section, std::string const& name,
                                        Place const& place, PlacedProblems& problems) {
    auto const op = expr::find_operator(name);
    if (!op) problems.add(place, unknown_operator(name) + " Key of [" + section + "]");
    return op;
}

/// Reads a limit of 0 or more, or -1 for no limit.
Complaints read_limit(Value const& value, int& limit) {
    auto complaints = read_value(value, limit);
    if (complaints.empty() && limit < expr::unlimited) {
        complaints.push_back("is " + std::to_string(limit) + " (needs 0 or more; -1: no limit)");
    }
    return complaints;
}

Complaints read_limits(Value const& value, expr::Opcode op, expr::ArgumentLimits& limits) {
    if (value.array() == nullptr) {
        auto complaints = read_limit(value, limits.first);
        if (complaints.empty() && expr::arity(op) == 2) limits.second = limits.first;
        return complaints;
    }
    if (expr::arity(op) != 2 || value.array()->size() != 2) {
        return {"is an array of " + std::to_string(value.array()->size()) +
                " (needs one number, or [left, right] for an operator of two arguments)"};
    }
    auto complaints = read_limit((*value.array())[0], limits.first);
    auto const second = read_limit((*value.array())[1], limits.second);
    complaints.insert(complaints.end(), second.begin(), second.end());
    return complaints;
}

void read_constraints(Value::Table const& table, Job& job, PlacedProblems& problems) {
    for (auto const& [name, value] : table) {
        auto const op = operator_of("search.constraints", name, value.place, problems);
        if (!op) continue;
        auto& limits = job.search.constraints.arguments[expr::index_of(*op)];
        for (auto const& complaint : read_limits(value, *op, limits)) {
            problems.add(value.place, "search.constraints." + toml_key(name) + " " + complaint);
        }
    }
}

Entries write_constraints(Job const& job) {
    Entries entries;
    for (auto const& row : expr::opcode_table) {
        auto const& limits = job.search.constraints.arguments[expr::index_of(row.op)];
        if (limits == expr::ArgumentLimits{}) continue;
        auto const first = std::to_string(limits.first);
        entries.emplace_back(
            row.name,
            row.arity == 2 ? "[" + first + ", " + std::to_string(limits.second) + "]" : first);
    }
    return entries;
}

void read_nesting_of(expr::Opcode outer, std::string const& name, Value const& value, Job& job,
                     PlacedProblems& problems) {
    auto const section = "search.nesting." + toml_key(name);
    if (value.table() == nullptr) {
        problems.add(value.place,
                     section + " " + wrong_type(value, "a table, such as { sin = 0 }"));
        return;
    }
    auto& limits = job.search.constraints.nesting;
    std::erase_if(limits, [&](auto const& limit) { return limit.outer == outer; });
    for (auto const& [inner_name, count] : *value.table()) {
        auto const inner = operator_of(section, inner_name, count.place, problems);
        if (!inner) continue;
        expr::NestingLimit limit{outer, *inner, 0};
        auto const complaints = read_limit(count, limit.max_count);
        for (auto const& complaint : complaints) {
            problems.add(count.place, section + "." + toml_key(inner_name) + " " + complaint);
        }
        if (complaints.empty() && limit.max_count != expr::unlimited) limits.push_back(limit);
    }
}

void read_nesting(Value::Table const& table, Job& job, PlacedProblems& problems) {
    for (auto const& [name, value] : table) {
        auto const outer = operator_of("search.nesting", name, value.place, problems);
        if (outer) read_nesting_of(*outer, name, value, job, problems);
    }
}

Entries write_nesting(Job const& job) {
    Entries entries;
    for (auto const& limit : job.search.constraints.nesting) {
        auto const outer = std::string(expr::name(limit.outer));
        auto const text =
            toml_key(expr::name(limit.inner)) + " = " + std::to_string(limit.max_count);
        auto const same = std::find_if(entries.begin(), entries.end(),
                                       [&](auto const& entry) { return entry.first == outer; });
        if (same == entries.end()) {
            entries.emplace_back(outer, text);
        } else {
            same->second += ", " + text;
        }
    }
    for (auto& [outer, inner] : entries) inner = "{ " + inner + " }";
    return entries;
}

std::optional<expr::Opcode> leaf_of(std::string const& name) {
    if (name == "constant") return expr::Opcode::constant;
    if (name == "variable") return expr::Opcode::variable;
    return std::nullopt;
}

void read_complexity(Value::Table const& table, Job& job, PlacedProblems& problems) {
    for (auto const& [name, value] : table) {
        auto op = leaf_of(name);
        if (!op) op = operator_of("search.complexity", name, value.place, problems);
        if (!op) continue;
        int weight = 0;
        auto complaints = read_value(value, weight);
        if (complaints.empty() && weight < 1) {
            complaints.push_back("is " + std::to_string(weight) + " (needs 1 or more)");
        }
        for (auto const& complaint : complaints) {
            problems.add(value.place, "search.complexity." + toml_key(name) + " " + complaint);
        }
        if (complaints.empty()) job.search.complexity_weights[*op] = weight;
    }
}

Entries write_complexity(Job const& job) {
    Entries entries;
    for (auto const& row : expr::opcode_table) {
        auto const& operators = job.search.operators;
        bool const used = expr::is_leaf(row.op) ||
                          std::find(operators.begin(), operators.end(), row.op) != operators.end();
        int const weight = job.search.complexity_weights[row.op];
        if (used || weight != 1) entries.emplace_back(row.name, std::to_string(weight));
    }
    return entries;
}

bool is_used(expr::Opcode op, Job const& job) {
    auto const& operators = job.search.operators;
    return expr::is_leaf(op) ||
           std::find(operators.begin(), operators.end(), op) != operators.end();
}

/// Returns true if the last word of the key is an operator: search.nesting.sin.cos.
bool ends_in_operator(std::string const& key) {
    auto const& sections = {"search.constraints.", "search.nesting.", "search.complexity."};
    return std::any_of(sections.begin(), sections.end(),
                       [&](char const* section) { return key.starts_with(section); });
}

void drop_unused(Job& job) {
    auto& limits = job.search.constraints;
    for (auto const& row : expr::opcode_table) {
        if (is_used(row.op, job)) continue;
        limits.arguments[expr::index_of(row.op)] = {};
        job.search.complexity_weights[row.op] = 1;
    }
    std::erase_if(limits.nesting, [&](expr::NestingLimit const& limit) {
        return !is_used(limit.outer, job) || !is_used(limit.inner, job);
    });
}

}  // namespace

void check_unused_operators(Reading& reading) {
    // Without a valid list of operators, nothing can be checked against it.
    if (reading.refused.count("search.operators") != 0) return;
    for (auto const& [key, place] : reading.places) {
        if (!ends_in_operator(key)) continue;
        auto const name = key.substr(key.rfind('.') + 1);
        auto const op = expr::find_operator(name);
        if (!op || is_used(*op, reading.job)) continue;
        reading.problems.add(place, key + " is for an operator that no formula contains ('" + name +
                                        "' is not in search.operators). Add it there, or leave "
                                        "this out?");
    }
    drop_unused(reading.job);
}

Section constraints_section() {
    return {"search.constraints",
            {},
            {"largest complexity of an operator's arguments: square = 5; \"/\" = [-1, 9]",
             &read_constraints, &write_constraints}};
}

Section nesting_section() {
    return {"search.nesting",
            {},
            {"largest number of one operator inside another: sin = { sin = 0 }", &read_nesting,
             &write_nesting}};
}

Section complexity_section() {
    return {"search.complexity",
            {},
            {"weight of an operator, of constant or of variable: sin = 2", &read_complexity,
             &write_complexity}};
}

}  // namespace balmer::job
