/// \file
/// Mistakes in the [data] section of a job, by key.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/base/keyed_problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace balmer::data {

/// Mistakes of a SourceSpec, given its file. Keys are job keys: "data.file" for the file itself,
/// "data.features[2]" for one of the features, "data.derived.s_phi".
class SourceError : public DataError {
public:
    /// `problems` must not be empty.
    explicit SourceError(std::vector<KeyedProblem> problems);

    /// In the order of problems().
    std::vector<KeyedProblem> const& keyed_problems() const noexcept { return keyed_; }

private:
    std::vector<KeyedProblem> keyed_;
};

/// Collects the mistakes of a source to report them together.
class SourceProblems {
public:
    void add(std::string key, std::string text);
    void add(std::string const& key, ProblemList const& problems);
    /// Calls `step(ProblemList&)`, adds the problems it finds under `key`, and returns its result.
    template <class Step>
    auto under(std::string const& key, Step const& step) {
        ProblemList problems;
        auto result = step(problems);
        add(key, problems);
        return result;
    }
    bool empty() const noexcept { return problems_.empty(); }
    /// Throws SourceError if there are problems.
    void throw_if_any() const;

private:
    std::vector<KeyedProblem> problems_;
};

}  // namespace balmer::data
