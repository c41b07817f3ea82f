/// \file
/// Fits every structure of a complexity, and keeps the best.
#pragma once

#include "balmer/evolve/enumeration.hpp"
#include "balmer/evolve/judge.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace balmer::evolve {

/// How hard a structure is fitted before it is given up.
struct SurveySettings {
    /// Starts of a fit; one if the structure is linear in its constants.
    int starts = 8;
    /// Evaluations of the normal equations from each start, and their approximate number of rows.
    int evaluations = 10;
    std::size_t rows = 1000;
    /// The same number for each of several starts; the fit goes on from the best of them.
    std::size_t start_rows = 200;
    /// Structures that are kept, of those that are surveyed together.
    std::size_t keep = 16;
};

/// Candidates [first, last) of a complexity.
struct SurveyRange {
    std::uint32_t complexity = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    bool operator==(SurveyRange const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& complexity& first& last;
    }
};

/// Whether the value is linear in all constants together, so that one fit finds the only optimum.
bool is_linear_in_constants(std::span<expr::Node const> nodes);

/// Sizes of the constants at which no term of a sum, argument or factor is lost beside the others.
std::vector<double> constant_scales(std::span<expr::Node const> nodes,
                                    std::span<double const> feature_scales);

/// Surveys a range on the rows of a judge, in parts. The result depends on the seed, the judge and
/// the range only.
class Survey {
public:
    /// The first three must outlive it.
    Survey(SearchSettings const& search, Enumeration& enumeration, Judge& judge,
           SurveyRange const& range, SurveySettings const& settings = {});

    /// Fits the structures among the next `candidate_count` candidates.
    void advance(std::uint64_t candidate_count);
    bool done() const { return range_.first == range_.last; }

    /// Number of structures that were fitted.
    std::uint64_t structure_count() const { return structure_count_; }
    /// The best structures, fitted on all rows of the judge, the best first. Needs done().
    std::vector<Member> finish();

private:
    void fit(expr::Tree const& structure);
    bool choose_start(expr::Tree& tree);
    void keep(expr::Tree const& tree, double loss);
    double limit() const;

    SearchSettings const& search_;
    Enumeration& enumeration_;
    Judge& judge_;
    std::vector<double> scales_;
    SurveyRange range_;
    SurveySettings settings_;
    std::vector<Member> best_;
    std::uint64_t structure_count_ = 0;
};

}  // namespace balmer::evolve
