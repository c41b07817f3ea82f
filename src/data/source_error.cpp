#include "balmer/data/source_error.hpp"

#include <utility>

namespace balmer::data {
namespace {

std::vector<std::string> texts_of(std::vector<KeyedProblem> const& problems) {
    std::vector<std::string> texts;
    for (auto const& problem : problems) texts.push_back(problem.text);
    return texts;
}

}  // namespace

SourceError::SourceError(std::vector<KeyedProblem> problems)
    : DataError(texts_of(problems)), keyed_(std::move(problems)) {}

void SourceProblems::add(std::string key, std::string text) {
    problems_.push_back({std::move(key), std::move(text)});
}

void SourceProblems::add(std::string const& key, ProblemList const& problems) {
    for (auto const& text : problems.problems()) add(key, text);
}

void SourceProblems::throw_if_any() const {
    if (!problems_.empty()) throw SourceError(problems_);
}

}  // namespace balmer::data
