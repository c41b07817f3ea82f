#include "balmer/base/near_names.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace balmer {
namespace {

/// Twice the Levenshtein distance; a change of case alone counts one.
int doubled_distance(std::string_view left, std::string_view right) {
    std::vector<int> row(right.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = static_cast<int>(2 * j);
    for (std::size_t i = 0; i < left.size(); ++i) {
        int diagonal = row[0];
        row[0] += 2;
        for (std::size_t j = 0; j < right.size(); ++j) {
            auto const lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
            int substitution = 2;
            if (left[i] == right[j]) {
                substitution = 0;
            } else if (lower(left[i]) == lower(right[j])) {
                substitution = 1;
            }
            int const best = std::min({row[j + 1] + 2, row[j] + 2, diagonal + substitution});
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    return row.back();
}

}  // namespace

std::string nearest_name(std::string_view name, std::span<std::string const> candidates) {
    std::string best;
    int best_distance = std::max(4, static_cast<int>(2 * name.size() / 3)) + 1;
    for (auto const& candidate : candidates) {
        int const distance = doubled_distance(name, candidate);
        bool const shares_a_letter =
            distance < 2 * static_cast<int>(std::max(name.size(), candidate.size()));
        if (shares_a_letter && distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string suggestion(std::string_view name, std::span<std::string const> candidates) {
    auto const nearest = nearest_name(name, candidates);
    return nearest.empty() ? "" : " Did you mean '" + nearest + "'?";
}

std::string quoted_list(std::span<std::string const> items) {
    std::string text;
    for (auto const& item : items) text += (text.empty() ? "'" : ", '") + item + "'";
    return text;
}

}  // namespace balmer
