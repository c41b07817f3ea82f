/// \file
/// One champion on its way into the hall of fame: screening, then a fit on all events.
#pragma once

#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"
#include "balmer/islands/settings.hpp"

#include "protocol.hpp"

#include <optional>
#include <vector>

namespace balmer::islands {

/// A loss below this part of the mean target² is rounding: residuals of 30 units in the last place.
inline constexpr double rounding_share = 1e-27;

enum class Fate {
    running,
    /// Loss with the shard's constants too far from the best.
    screened_out,
    /// The fit could no longer reach the best, or came to no optimum.
    hopeless,
    /// Sums not finite.
    failed,
    settled,
};

struct Verdict {
    Fate fate = Fate::running;
    /// To be offered to the hall of fame: constants at a local optimum. Only of a settled fit.
    std::optional<evolve::HallOfFameEntry> entry;
};

/// What the hall of fame says to a candidate.
struct Standing {
    /// Best full loss at its complexity or less.
    double best_mse = 0;
    /// Weighted mean of target², against which residuals can be rounding and nothing else.
    double target_mean_square = 0;
};

/// Evaluates nothing: asks for sums at tree(), and takes them whenever they come.
class CandidateFit {
public:
    CandidateFit(evolve::Member candidate, CandidateSettings const& settings);

    /// What it wants to know next, on all events.
    scoring::SumKind kind() const {
        return fit_ ? scoring::SumKind::normal_equations : scoring::SumKind::loss;
    }
    expr::Tree const& tree() const { return candidate_.tree; }

    /// As it came, but with the constants that are asked about.
    evolve::Member const& candidate() const { return candidate_; }
    int complexity() const { return candidate_.complexity; }
    /// Lowest full loss it has shown; +infinity before.
    double best_mse() const { return best_mse_; }

    /// Takes the sums at tree(). While it runs, it asks for the next.
    Verdict absorb(eval::NormalEquations const& sums, Standing const& standing);

private:
    Verdict screen(eval::NormalEquations const& sums, Standing const& standing);
    bool is_hopeless(Standing const& standing) const;
    evolve::HallOfFameEntry entry(Standing const& standing) const;
    void start_fit(std::vector<double> constants);

    /// Its constants are those asked about.
    evolve::Member candidate_;
    CandidateSettings settings_;
    std::optional<fit::LevenbergMarquardt> fit_;
    /// Loss after each evaluation of the present fit.
    std::vector<double> history_;
    double best_mse_;
    int continuation_count_ = 0;
};

}  // namespace balmer::islands
