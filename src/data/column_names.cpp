#include "column_names.hpp"

#include "balmer/base/near_names.hpp"

#include <algorithm>

namespace balmer::data {
namespace {

bool is_path_of(std::string_view name, std::string_view path) {
    return name == path || (path.starts_with('/') && path.substr(1) == name);
}

}  // namespace

std::string short_list(std::vector<std::string> const& names) {
    constexpr std::size_t limit = 30;
    if (names.size() <= limit) return quoted_list(names);
    return quoted_list(std::span(names).first(limit)) + " and " +
           std::to_string(names.size() - limit) + " more";
}

bool ColumnNames::has(std::string_view name) const {
    return std::any_of(columns_.begin(), columns_.end(), [&](formats::FileColumn const& column) {
        return column.name == name || is_path_of(name, column.path);
    });
}

std::string ColumnNames::title(std::size_t column) const {
    return "'" + columns_[column].path + "' of " + file_name();
}

std::vector<std::size_t> ColumnNames::candidates(std::string_view name,
                                                 std::span<formats::Role const> order) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (is_path_of(name, columns_[i].path)) return {i};
    }
    std::vector<std::size_t> found;
    for (auto const role : order) {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i].role == role && columns_[i].name == name) found.push_back(i);
        }
        if (!found.empty()) break;
    }
    return found;
}

bool ColumnNames::is_name_of(std::string_view name, std::size_t column,
                             std::span<formats::Role const> order) const {
    return candidates(name, order) == std::vector{column};
}

std::vector<std::string> ColumnNames::offered(formats::Role preferred) const {
    auto const count_of = [this](std::string const& name) {
        return std::count_if(columns_.begin(), columns_.end(),
                             [&](formats::FileColumn const& other) { return other.name == name; });
    };
    std::vector<std::string> names;
    std::vector<std::string> others;
    for (auto const& column : columns_) {
        if (column.role == formats::Role::latent || !column.refusal.empty()) continue;
        auto& list = column.role == preferred ? names : others;
        list.push_back(count_of(column.name) == 1 ? column.name : column.path);
    }
    names.insert(names.end(), others.begin(), others.end());
    return names;
}

std::optional<std::size_t> ColumnNames::find(std::string const& name, std::string const& subject,
                                             std::span<formats::Role const> order,
                                             ProblemList& problems) const {
    auto const found = candidates(name, order);
    if (found.empty()) {
        auto const names = offered(order.front());
        auto const has =
            names.empty() ? "It has no columns of numbers." : "It has: " + short_list(names);
        problems.add(subject + " '" + name + "' is not in " + file_name() + "." +
                     suggestion(name, names) + " " + has);
        return std::nullopt;
    }
    if (found.size() > 1) {
        std::vector<std::string> paths;
        for (auto const column : found) paths.push_back(columns_[column].path);
        problems.add(subject + " '" + name + "' could be any of " + short_list(paths) + " in " +
                     file_name() + " (a name must identify one column). Give the whole path?");
        return std::nullopt;
    }
    auto const& column = columns_[found.front()];
    if (!column.refusal.empty()) {
        problems.add(subject + " " + title(found.front()) + " " + column.refusal);
        return std::nullopt;
    }
    bool const is_for_formulas = order.front() == formats::Role::feature;
    if (is_for_formulas && column.role == formats::Role::latent) {
        problems.add(subject + " '" + name + "' is " + title(found.front()) +
                     " (a latent column cannot be observed, so no formula may use it). "
                     "Choose among: " +
                     short_list(offered(formats::Role::feature)));
        return std::nullopt;
    }
    return found.front();
}

}  // namespace balmer::data
