/// \file
/// Finds columns of a file by the names that jobs use.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/formats/column_file.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::data {

/// Precedence of roles if several groups of an event file contain the same name.
inline constexpr std::array role_order_of_features = {formats::Role::feature, formats::Role::weight,
                                                      formats::Role::target, formats::Role::other,
                                                      formats::Role::latent};
inline constexpr std::array role_order_of_targets = {formats::Role::target, formats::Role::feature,
                                                     formats::Role::other, formats::Role::weight,
                                                     formats::Role::latent};
inline constexpr std::array role_order_of_weights = {formats::Role::weight, formats::Role::feature,
                                                     formats::Role::other, formats::Role::target,
                                                     formats::Role::latent};

class ColumnNames {
public:
    /// Both arguments must outlive the object.
    ColumnNames(std::span<formats::FileColumn const> columns, std::filesystem::path const& file)
        : columns_(columns), file_(file) {}

    formats::FileColumn const& operator[](std::size_t column) const { return columns_[column]; }
    std::size_t size() const { return columns_.size(); }
    std::string file_name() const { return "'" + file_.string() + "'"; }

    /// The column that `name` identifies: by its path (the first '/' may be omitted), or by the
    /// last component if it is unique within its role. Adds mistakes to `problems`, each starting
    /// with `subject` ("feature").
    std::optional<std::size_t> find(std::string const& name, std::string const& subject,
                                    std::span<formats::Role const> order,
                                    ProblemList& problems) const;

    /// Whether `name` identifies that column uniquely.
    bool is_name_of(std::string_view name, std::size_t column,
                    std::span<formats::Role const> order) const;

    /// Whether any column has that path or last component.
    bool has(std::string_view name) const;

    /// "'pt' of 'events.h5'", with the whole path.
    std::string title(std::size_t column) const;

private:
    std::vector<std::size_t> candidates(std::string_view name,
                                        std::span<formats::Role const> order) const;
    /// Names of columns that may be used instead; excludes latent ones.
    std::vector<std::string> offered(formats::Role preferred) const;

    std::span<formats::FileColumn const> columns_;
    std::filesystem::path const& file_;
};

/// Quoted names, at most thirty of them.
std::string short_list(std::vector<std::string> const& names);

}  // namespace balmer::data
