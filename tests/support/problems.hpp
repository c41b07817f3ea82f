/// \file
/// Checks of the problems that a call reports.
#pragma once

#include "balmer/base/error.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::tests {

/// The problems of the DataError that `call` throws; empty if it throws none.
template <class Call>
std::vector<std::string> problems_of(Call const& call) {
    try {
        call();
    } catch (DataError const& error) {
        return error.problems();
    }
    return {};
}

/// Succeeds if exactly one problem contains all of `parts`.
inline ::testing::AssertionResult has_problem(std::vector<std::string> const& problems,
                                              std::vector<std::string> const& parts) {
    auto const fits = [&](std::string const& problem) {
        return std::all_of(parts.begin(), parts.end(), [&](std::string const& part) {
            return problem.find(part) != std::string::npos;
        });
    };
    if (std::count_if(problems.begin(), problems.end(), fits) == 1) {
        return ::testing::AssertionSuccess();
    }
    auto result = ::testing::AssertionFailure() << "not exactly one problem with";
    for (auto const& part : parts) result << " [" << part << "]";
    result << " among:";
    for (auto const& problem : problems) result << "\n  " << problem;
    return result;
}

}  // namespace balmer::tests
