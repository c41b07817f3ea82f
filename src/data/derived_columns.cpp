#include "derived_columns.hpp"

#include "balmer/expr/parse.hpp"

#include "never_finite.hpp"

#include <algorithm>
#include <set>

namespace balmer::data {
namespace {

std::string subject_of(std::string const& name, std::string const& formula) {
    return "derived feature '" + name + "' = '" + formula + "'";
}

std::string no_formula(std::string const& subject, InputError const& error) {
    return subject + " is not a valid formula: " + error.what();
}

/// Reads formulas of one [data.derived] table.
class FormulaReader {
public:
    FormulaReader(std::vector<std::pair<std::string, std::string>> const& derived,
                  ColumnNames const& names, std::optional<std::size_t> target,
                  ProblemList& problems)
        : derived_(derived), names_(names), target_(target), problems_(problems) {}

    /// Adds its mistakes to the problems of the constructor.
    DerivedColumn read(std::string const& name, std::string const& formula) {
        DerivedColumn column{.name = name, .formula = formula};
        auto const subject = subject_of(name, formula);
        try {
            auto const used = names_in(formula);
            bool is_complete = true;
            for (auto const& input : used) {
                if (auto const found = find(input, subject)) {
                    column.inputs.push_back(*found);
                } else {
                    is_complete = false;
                }
            }
            if (is_complete) column.tree = expr::parse(formula, used).tree;
            if (is_complete && is_never_finite(column.tree)) {
                problems_.add(subject +
                              " has no finite value for any event (every value of a feature must "
                              "be finite). Write another formula?");
            }
        } catch (InputError const& error) {
            problems_.add(no_formula(subject, error));
        }
        return column;
    }

private:
    /// All names in the formula, found by parsing it without columns, so that every name is a
    /// parameter. `pi` is a number unless a column or derived feature has that name.
    std::vector<std::string> names_in(std::string const& formula) const {
        std::vector<std::string> known;
        if (find_derived("pi") || names_.has("pi")) known.push_back("pi");
        auto const parsed = expr::parse(formula, known, expr::UnknownNames::are_parameters);
        auto used = parsed.parameter_names;
        bool const uses_known =
            std::any_of(parsed.tree.nodes.begin(), parsed.tree.nodes.end(),
                        [](expr::Node node) { return node.op == expr::Opcode::variable; });
        if (uses_known) used.push_back("pi");
        return used;
    }

    std::optional<std::size_t> find_derived(std::string const& name) const {
        for (std::size_t i = 0; i < derived_.size(); ++i) {
            if (derived_[i].first == name) return i;
        }
        return std::nullopt;
    }

    std::optional<FormulaInput> find(std::string const& input, std::string const& subject) {
        if (auto const other = find_derived(input)) {
            return FormulaInput{FormulaInput::Kind::derived, *other};
        }
        auto const column = names_.find(input, subject + ":", role_order_of_features, problems_);
        if (!column) return std::nullopt;
        if (column == target_) {
            problems_.add(subject + " uses the target " + names_.title(*column) +
                          " (a feature must not depend on the target). Leave it out?");
            return std::nullopt;
        }
        return FormulaInput{FormulaInput::Kind::column, *column};
    }

    std::vector<std::pair<std::string, std::string>> const& derived_;
    ColumnNames const& names_;
    std::optional<std::size_t> target_;
    ProblemList& problems_;
};

/// Depth-first walk over derived features, inputs first.
class OrderWalk {
public:
    OrderWalk(std::vector<DerivedColumn> const& columns, SourceProblems& problems)
        : columns_(columns), problems_(problems), state_(columns.size(), State::unseen) {}

    void visit(std::size_t index) {
        if (state_[index] == State::done) return;
        path_.push_back(index);
        if (state_[index] == State::open) {
            report_cycle(index);
        } else {
            state_[index] = State::open;
            for (auto const& input : columns_[index].inputs) {
                if (input.kind == FormulaInput::Kind::derived) visit(input.index);
            }
            state_[index] = State::done;
            order_.push_back(index);
        }
        path_.pop_back();
    }

    std::vector<std::size_t> const& order() const { return order_; }

private:
    enum class State { unseen, open, done };

    void report_cycle(std::size_t index) {
        std::string text;
        auto const first = std::find(path_.begin(), path_.end(), index);
        for (auto step = first; step != path_.end(); ++step) {
            text += (step == first ? "'" : " -> '") + columns_[*step].name + "'";
        }
        problems_.add(
            derived_key(columns_[index].name),
            "derived features depend on each other: " + text +
                " (circular definitions have no value). Define one of them by columns only?");
    }

    std::vector<DerivedColumn> const& columns_;
    SourceProblems& problems_;
    std::vector<State> state_;
    std::vector<std::size_t> path_;
    std::vector<std::size_t> order_;
};

}  // namespace

std::vector<DerivedColumn> read_derived(
    std::vector<std::pair<std::string, std::string>> const& derived, ColumnNames const& names,
    std::optional<std::size_t> target, SourceProblems& problems) {
    std::vector<DerivedColumn> columns;
    std::set<std::string> seen;
    for (auto const& [name, formula] : derived) {
        ProblemList found;
        if (name.empty()) found.add("derived feature '" + formula + "' has no name");
        if (!seen.insert(name).second) {
            found.add("derived feature '" + name + "' is defined twice (names must differ)");
        }
        if (names.has(name)) {
            found.add("derived feature '" + name + "' has the name of a column of " +
                      names.file_name() + " (it would hide that column). Choose another name?");
        }
        columns.push_back(FormulaReader(derived, names, target, found).read(name, formula));
        problems.add(derived_key(name), found);
    }
    return columns;
}

void check_formulas(std::vector<std::pair<std::string, std::string>> const& derived,
                    SourceProblems& problems) {
    for (auto const& [name, formula] : derived) {
        try {
            expr::parse(formula, {}, expr::UnknownNames::are_parameters);
        } catch (InputError const& error) {
            problems.add(derived_key(name), no_formula(subject_of(name, formula), error));
        }
    }
}

std::vector<std::size_t> evaluation_order(std::vector<DerivedColumn> const& columns,
                                          SourceProblems& problems) {
    OrderWalk walk(columns, problems);
    for (std::size_t i = 0; i < columns.size(); ++i) walk.visit(i);
    return walk.order();
}

void evaluate_rows(expr::Tree const& tree, std::span<std::span<double const> const> inputs,
                   std::span<double> values) {
    std::vector<double> row(inputs.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t j = 0; j < inputs.size(); ++j) row[j] = inputs[j][i];
        values[i] = expr::evaluate(tree, row);
    }
}

}  // namespace balmer::data
