/// \file
/// The best expression at each complexity by full loss, and their front.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace balmer::evolve {

/// An expression judged on ALL events in double precision.
struct HallOfFameEntry {
    expr::Tree tree;
    int complexity = 0;
    /// Weighted mean squared error on all events.
    double mse = 0;
    /// Largest cosine between the residual and a column of the Jacobian; 0 at an exact optimum.
    double relative_gradient = 0;
    /// Whether the fit ended at a local optimum (converged, or no step lowers the loss any more).
    bool at_optimum = false;
    /// sqrt of the diagonal of s² (JᵀWJ)⁻¹, one per constant; NaN where the data do not fix it.
    std::vector<double> standard_errors;

    /// Errors that are unknown in both (NaN) are equal.
    bool operator==(HallOfFameEntry const& other) const;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& tree& complexity& mse& relative_gradient& at_optimum& standard_errors;
    }
};

/// One slot a complexity.
class HallOfFame {
public:
    explicit HallOfFame(int max_complexity = 0);

    int max_complexity() const { return static_cast<int>(slots_.size()) - 1; }

    /// Takes the entry where it beats its slot's; says whether it did. Not-finite losses never do.
    bool offer(HallOfFameEntry entry);

    /// All entries, by complexity.
    std::vector<HallOfFameEntry> entries() const;

    /// Entry of exactly this complexity, or nullptr.
    HallOfFameEntry const* find(int complexity) const;

    /// Lowest mse among entries of at most this complexity; +infinity where there is none.
    double best_mse(int complexity) const;

    /// Entries that beat every simpler one by more than rounding, by complexity; none after one at
    /// or below the rounding floor.
    std::vector<HallOfFameEntry> front() const;

    /// Loss that is rounding and nothing else: the residuals of an exact formula. 0 until set.
    double rounding_floor() const { return rounding_floor_; }
    void set_rounding_floor(double mse) { rounding_floor_ = mse; }

    bool operator==(HallOfFame const&) const = default;

private:
    /// Index is complexity.
    std::vector<std::optional<HallOfFameEntry>> slots_;
    double rounding_floor_ = 0;
};

/// score of PySR's table: -Δ ln(mse) / Δ complexity against the entry before; 0 for the first.
std::vector<double> scores(std::vector<HallOfFameEntry> const& front);

}  // namespace balmer::evolve
