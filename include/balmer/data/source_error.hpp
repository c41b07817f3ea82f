/// \file
/// What is wrong with a job's [data], key by key.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/base/keyed_problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace balmer::data {

/// Mistakes of a SourceSpec against its file. Keys are job keys: "data.file" for the file itself,
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

/// Collects the mistakes of a source, so that they are reported together.
class SourceProblems {
public:
    void add(std::string key, std::string text);
    void add(std::string const& key, ProblemList const& problems);
    /// What `step(ProblemList&)` finds is about `key`. Returns what it returns.
    template <class Step>
    auto under(std::string const& key, Step const& step) {
        ProblemList problems;
        auto result = step(problems);
        add(key, problems);
        return result;
    }
    bool empty() const noexcept { return problems_.empty(); }
    /// Throws SourceError, or returns.
    void throw_if_any() const;

private:
    std::vector<KeyedProblem> problems_;
};

}  // namespace balmer::data
