/// \file
/// The best expression at each complexity by full loss, and their front.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace balmer::evolve {

/// An expression evaluated on ALL events in double precision.
struct HallOfFameEntry {
    expr::Tree tree;
    int complexity = 0;
    /// Weighted mean squared error on all events.
    double mse = 0;
    /// Largest cosine between the residual and a column of the Jacobian; 0 at an exact optimum.
    double relative_gradient = 0;
    /// Whether the fit ended at a local optimum (converged, or no step lowers the loss any more).
    bool at_optimum = false;
    /// sqrt of the diagonal of s² (JᵀWJ)⁻¹, one per constant; NaN if the data do not fix it, 0 for
    /// a round number that was not fitted.
    std::vector<double> standard_errors;

    /// Errors that are NaN (unknown) in both compare equal.
    bool operator==(HallOfFameEntry const& other) const;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& tree& complexity& mse& relative_gradient& at_optimum& standard_errors;
    }
};

/// The best entry at each complexity.
class HallOfFame {
public:
    explicit HallOfFame(int max_complexity = 0);

    int max_complexity() const { return static_cast<int>(slots_.size()) - 1; }

    /// Inserts the entry if its loss is below that of the entry at its complexity; of two losses
    /// that are equal as equal_mse() says, that with fewer free constants wins (those that are not
    /// round numbers). Returns true if inserted. Entries with a non-finite loss are never inserted.
    bool offer(HallOfFameEntry entry);

    /// All entries, ordered by complexity.
    std::vector<HallOfFameEntry> entries() const;

    /// Entry of exactly this complexity, or nullptr.
    HallOfFameEntry const* find(int complexity) const;

    /// Lowest mse among entries of at most this complexity; +infinity if there is none.
    double best_mse(int complexity) const;

    /// The entries that beat every simpler one by more than equal_mse(), ordered by complexity. The
    /// front ends with the first entry at or below the rounding floor.
    std::vector<HallOfFameEntry> front() const;

    /// Losses up to this are rounding errors only, the residuals of an exact formula. 0 until set.
    double rounding_floor() const { return rounding_floor_; }
    void set_rounding_floor(double mse) { rounding_floor_ = mse; }

    /// A relative gain up to this means nothing on these data; 0 until set.
    double least_gain() const { return least_gain_; }
    void set_least_gain(double share) { least_gain_ = share; }

    /// The largest loss that counts as equal to `mse`: by the least gain, or 1e-9 for rounding,
    /// whichever is larger, or the rounding floor.
    double equal_mse(double mse) const;

    bool operator==(HallOfFame const&) const = default;

private:
    bool is_better(HallOfFameEntry const& entry, HallOfFameEntry const& other) const;

    /// Indexed by complexity.
    std::vector<std::optional<HallOfFameEntry>> slots_;
    double rounding_floor_ = 0;
    double least_gain_ = 0;
};

/// Scores as PySR's table has them: -Δ ln(mse) / Δ complexity relative to the previous entry; 0 for
/// the first.
std::vector<double> scores(std::vector<HallOfFameEntry> const& front);

}  // namespace balmer::evolve
