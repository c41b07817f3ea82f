/// \file
/// One candidate for the hall of fame: screening, then a fit on all events.
#pragma once

#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"
#include "balmer/fit/parameter_map.hpp"
#include "balmer/islands/settings.hpp"

#include "protocol.hpp"

#include <optional>
#include <vector>

namespace balmer::islands {

/// A loss below this fraction of the mean target² is rounding: residuals of 30 units in the last
/// place.
inline constexpr double rounding_share = 1e-27;

enum class FitPurpose {
    /// A champion of an island; all its constants are fitted.
    search,
    /// A form of an entry; its round constants keep their values, and it is not screened, because
    /// its other constants may start from far away.
    polish,
};

enum class Fate {
    running,
    /// The loss with the constants of the shard is too far above the best.
    screened_out,
    /// The fit can no longer reach the best, or does not reach an optimum.
    hopeless,
    /// Sums are not finite.
    failed,
    settled,
};

struct Verdict {
    Fate fate = Fate::running;
    /// An entry for the hall of fame, whose constants are at a local optimum. Only of a settled
    /// fit.
    std::optional<evolve::HallOfFameEntry> entry;
};

/// What a candidate is compared with.
struct Standing {
    /// Best full loss at its complexity or less.
    double best_mse = 0;
    /// Weighted mean of target²; residuals that are tiny compared with it are rounding.
    double target_mean_square = 0;
};

/// A state machine that evaluates nothing: it requests sums for tree() and continues when they are
/// given to absorb().
class CandidateFit {
public:
    CandidateFit(evolve::Member candidate, CandidateSettings const& settings,
                 FitPurpose purpose = FitPurpose::search);

    /// The sums that it needs next, over all events.
    scoring::SumKind kind() const {
        return fit_ ? scoring::SumKind::normal_equations : scoring::SumKind::loss;
    }
    expr::Tree const& tree() const { return candidate_.tree; }

    /// The champion, with the constants for which sums are requested.
    evolve::Member const& candidate() const { return candidate_; }
    int complexity() const { return candidate_.complexity; }
    /// Lowest full loss so far; +infinity before the first sums.
    double best_mse() const { return best_mse_; }

    /// Takes the sums for tree(). While the verdict is `running`, tree() is what to evaluate next.
    Verdict absorb(eval::NormalEquations const& sums, Standing const& standing);

private:
    Verdict screen(eval::NormalEquations const& sums, Standing const& standing);
    bool is_hopeless(Standing const& standing) const;
    evolve::HallOfFameEntry entry(Standing const& standing) const;
    void start_fit(std::vector<double> parameters);
    /// The values of the constants that are fitted.
    std::vector<double> parameters() const;

    /// With the constants for which sums are requested.
    evolve::Member candidate_;
    CandidateSettings settings_;
    /// From constants to what is fitted.
    fit::ParameterMap map_;
    std::optional<fit::LevenbergMarquardt> fit_;
    /// Loss after each evaluation of the present fit.
    std::vector<double> history_;
    double best_mse_;
    int continuation_count_ = 0;
};

}  // namespace balmer::islands
