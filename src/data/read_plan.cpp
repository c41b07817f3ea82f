#include "read_plan.hpp"

#include <algorithm>
#include <map>

namespace balmer::data {
namespace {

/// A feature: a column of the file, or a derived one.
using Feature = FormulaInput;

std::string feature_key(std::size_t index) {
    return "data.features[" + std::to_string(index) + "]";
}

class Planner {
public:
    Planner(formats::ColumnFile const& file, SourceSpec const& spec, SourceProblems& problems)
        : file_(file), spec_(spec), names_(file.columns(), spec.file), problems_(problems) {}

    ReadPlan plan() {
        find_target();
        find_weight();
        derived_ = read_derived(spec_.derived, names_, target_, problems_);
        auto const order = evaluation_order(derived_, problems_);
        if (spec_.features.empty()) {
            take_marked_features();
        } else {
            take_listed_features();
        }
        append_unlisted_derived();
        check_features();
        check_lengths();
        problems_.throw_if_any();
        return arrange(order);
    }

private:
    void find_target() {
        if (spec_.target.empty()) {
            problems_.add("data.target",
                          "data.target is not set (the column that the formula shall predict)");
            return;
        }
        if (is_derived(spec_.target)) {
            problems_.add("data.target",
                          "target '" + spec_.target +
                              "' is a derived feature (the target must be a column of the file)");
            return;
        }
        target_ = problems_.under("data.target", [&](ProblemList& found) {
            return names_.find(spec_.target, "target", role_order_of_targets, found);
        });
    }

    void find_weight() {
        if (spec_.weight.empty()) return;
        if (is_derived(spec_.weight)) {
            problems_.add("data.weight",
                          "weight '" + spec_.weight +
                              "' is a derived feature (weights must be a column of the file)");
            return;
        }
        weight_ = problems_.under("data.weight", [&](ProblemList& found) {
            return names_.find(spec_.weight, "weight", role_order_of_weights, found);
        });
    }

    bool is_derived(std::string const& name) const {
        return std::any_of(spec_.derived.begin(), spec_.derived.end(),
                           [&](auto const& entry) { return entry.first == name; });
    }

    /// Features of an event file, or the columns of the matrix.
    void take_marked_features() {
        auto const& matrix = spec_.matrix_columns;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            bool const is_marked = !matrix.empty() && !spec_.matrix.empty()
                                       ? i + matrix.size() >= names_.size()
                                       : names_[i].role == formats::Role::feature;
            if (!is_marked || i == target_ || i == weight_) continue;
            if (!names_[i].refusal.empty()) {
                problems_.add("data.file", "feature " + names_.title(i) + " " + names_[i].refusal);
                continue;
            }
            take({Feature::Kind::column, i}, "data.features");
        }
        if (!features_.empty() || !matrix.empty() || !spec_.derived.empty()) return;
        if (file_.marks_features()) {
            problems_.add("data.file",
                          names_.file_name() +
                              " has no features (datasets in /features). List data.features?");
            return;
        }
        std::vector<std::string> paths;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (names_[i].refusal.empty() && i != target_) paths.push_back(names_[i].path);
        }
        problems_.add("data.features",
                      "data.features is empty (only event files mark their features). " +
                          names_.file_name() + " has: " + short_list(paths));
    }

    void take_listed_features() {
        for (std::size_t i = 0; i < spec_.features.size(); ++i) {
            auto const& name = spec_.features[i];
            auto const key = feature_key(i);
            auto const derived =
                std::find_if(derived_.begin(), derived_.end(),
                             [&](DerivedColumn const& column) { return column.name == name; });
            if (derived != derived_.end()) {
                take({Feature::Kind::derived, static_cast<std::size_t>(derived - derived_.begin())},
                     key);
                continue;
            }
            auto const column = problems_.under(key, [&](ProblemList& found) {
                return names_.find(name, "feature", role_order_of_features, found);
            });
            if (column) take({Feature::Kind::column, *column}, key);
        }
    }

    void take(Feature const& feature, std::string const& key) {
        features_.push_back(feature);
        feature_keys_.push_back(key);
    }

    void append_unlisted_derived() {
        for (std::size_t i = 0; i < derived_.size(); ++i) {
            Feature const feature{Feature::Kind::derived, i};
            if (std::find(features_.begin(), features_.end(), feature) == features_.end()) {
                take(feature, derived_key(derived_[i].name));
            }
        }
    }

    void check_features() {
        for (std::size_t i = 0; i < features_.size(); ++i) {
            auto const same = std::count(features_.begin(), features_.end(), features_[i]);
            auto const first = std::find(features_.begin(), features_.end(), features_[i]);
            bool const is_first = first - features_.begin() == static_cast<std::ptrdiff_t>(i);
            if (same > 1 && is_first) {
                problems_.add(feature_keys_[i], "feature '" + name_of(features_[i]) +
                                                    "' is listed " + std::to_string(same) +
                                                    " times (each feature counts once)");
            }
            if (is_first && features_[i].kind == Feature::Kind::column &&
                features_[i].index == target_) {
                problems_.add(
                    feature_keys_[i],
                    "target '" + name_of(features_[i]) +
                        "' is among the features (the formula would be the target itself). "
                        "Remove it from data.features?");
            }
        }
    }

    /// The columns to read from the file, each once, in order of first use.
    std::vector<std::size_t> used_columns() const {
        std::vector<std::size_t> used;
        auto const add = [&](std::size_t column) {
            if (std::find(used.begin(), used.end(), column) == used.end()) used.push_back(column);
        };
        auto const add_all = [&](std::vector<Feature> const& inputs) {
            for (auto const& input : inputs) {
                if (input.kind == Feature::Kind::column) add(input.index);
            }
        };
        if (target_) add(*target_);
        if (weight_) add(*weight_);
        add_all(features_);
        for (auto const& column : derived_) add_all(column.inputs);
        return used;
    }

    void check_lengths() {
        auto const used = used_columns();
        auto const first = std::find_if(used.begin(), used.end(), [this](std::size_t column) {
            return names_[column].row_count.has_value();
        });
        if (first == used.end()) return;
        auto const row_count = *names_[*first].row_count;
        for (auto const column : used) {
            auto const length = names_[column].row_count;
            if (!length || *length == row_count) continue;
            problems_.add("data.file",
                          "column " + names_.title(column) + " has " + std::to_string(*length) +
                              " rows, '" + names_[*first].path + "' has " +
                              std::to_string(row_count) + " (all columns need equal length)");
        }
        if (row_count == 0) {
            problems_.add("data.file", names_.file_name() + " has no events ('" +
                                           names_[*first].path + "' has 0 rows). Make it again?");
        }
    }

    /// The name of a feature in formulas: its last component, or the whole path if another feature
    /// has the same last component.
    std::string name_of(Feature const& feature) const {
        if (feature.kind == Feature::Kind::derived) return derived_[feature.index].name;
        auto const& column = names_[feature.index];
        bool const is_alone =
            std::none_of(features_.begin(), features_.end(), [&](Feature const& other) {
                return other.kind == Feature::Kind::column && other.index != feature.index &&
                       names_[other.index].name == column.name;
            });
        return is_alone ? column.name : column.path;
    }

    ColumnInfo info_of(Feature const& feature) const {
        if (feature.kind == Feature::Kind::derived) {
            return {name_of(feature), "", derived_[feature.index].formula};
        }
        auto const& column = names_[feature.index];
        return {name_of(feature), column.unit, column.description};
    }

    /// The name, or the path if the name identifies another column in data.features.
    std::string spelling_of(Feature const& feature) const {
        if (feature.kind == Feature::Kind::derived) return name_of(feature);
        auto const name = name_of(feature);
        return names_.is_name_of(name, feature.index, role_order_of_features)
                   ? name
                   : names_[feature.index].path;
    }

    ReadPlan arrange(std::vector<std::size_t> const& order) const {
        ReadPlan plan;
        plan.file_columns = used_columns();
        std::map<std::size_t, std::size_t> slot_of_column;
        std::map<std::size_t, std::size_t> slot_of_derived;
        for (auto const column : plan.file_columns) {
            slot_of_column[column] = plan.titles.size();
            plan.titles.push_back(names_.title(column));
        }
        auto const slot_of = [&](Feature const& input) {
            return input.kind == Feature::Kind::column ? slot_of_column.at(input.index)
                                                       : slot_of_derived.at(input.index);
        };
        for (auto const index : order) {
            auto const& column = derived_[index];
            DerivedSlot slot{.tree = column.tree};
            for (auto const& input : column.inputs) slot.inputs.push_back(slot_of(input));
            slot_of_derived[index] = plan.titles.size();
            plan.derived.push_back(std::move(slot));
            plan.titles.push_back("derived feature '" + column.name + "' = '" + column.formula +
                                  "'");
        }
        for (auto const& feature : features_) {
            plan.feature_slots.push_back(slot_of(feature));
            plan.schema.features.push_back(info_of(feature));
            plan.schema.feature_spellings.push_back(spelling_of(feature));
        }
        plan.target_slot = slot_of_column.at(*target_);
        auto const& target = names_[*target_];
        plan.schema.target = {target.name, target.unit, target.description};
        if (weight_) {
            plan.weight_slot = slot_of_column.at(*weight_);
            auto const& weight = names_[*weight_];
            plan.schema.weight = {weight.name, weight.unit, weight.description};
        }
        plan.schema.row_count = target.row_count.value_or(0);
        return plan;
    }

    formats::ColumnFile const& file_;
    SourceSpec const& spec_;
    ColumnNames names_;
    SourceProblems& problems_;
    std::optional<std::size_t> target_;
    std::optional<std::size_t> weight_;
    std::vector<DerivedColumn> derived_;
    std::vector<Feature> features_;
    /// The job key of each.
    std::vector<std::string> feature_keys_;
};

}  // namespace

ReadPlan plan_reading(formats::ColumnFile const& file, SourceSpec const& spec,
                      SourceProblems& problems) {
    return Planner(file, spec, problems).plan();
}

void check_without_file(SourceSpec const& spec, SourceProblems& problems) {
    check_formulas(spec.derived, problems);
    for (std::size_t i = 0; i < spec.features.size(); ++i) {
        auto const& name = spec.features[i];
        auto const earlier = spec.features.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::find(spec.features.begin(), earlier, name) != earlier) {
            problems.add(feature_key(i),
                         "feature '" + name + "' is listed again (each feature counts once)");
        }
        if (!name.empty() && name == spec.target) {
            problems.add(feature_key(i),
                         "target '" + name +
                             "' is among the features (the formula would be the target itself). "
                             "Remove it from data.features?");
        }
    }
}

}  // namespace balmer::data
