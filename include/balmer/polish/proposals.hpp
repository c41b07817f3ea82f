/// \file
/// Forms of an entry that may be as good and are smaller or have rounder constants.
#pragma once

#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/expr/tree.hpp"
#include "balmer/polish/grammar.hpp"

#include <cstdint>
#include <vector>

namespace balmer::polish {

/// What the losses of these data mean.
struct Precision {
    std::uint64_t row_count = 0;
    /// Weighted mean of target².
    double target_mean_square = 0;
};

/// A form to fit on all events: its round constants keep their values, the free ones start from
/// theirs.
struct Proposal {
    expr::Tree tree;
    int complexity = 0;

    bool operator==(Proposal const&) const = default;
};

/// A constant moves to a round number if that is within this many standard errors: the sum of
/// squared residuals then grows by less than the square of this, in units of their variance.
inline constexpr double largest_shift = 0.1;

/// The relative growth of the loss that the largest shift of one constant causes. A smaller gain
/// of a loss says nothing about a formula.
double least_gain(std::uint64_t row_count);

/// Forms to try, the smallest first; each is legal, and is smaller than the entry or has the same
/// complexity and fewer free constants. Whether a form is as good only a fit on all events can
/// tell.
///
/// - Rewritten forms, equal by algebra.
/// - Constants that the data do not fix, or that are within their errors of 0, or of 1 in a
/// product,
///   get that value and are simplified away.
/// - Constants within their errors of a round number get it: all together, and one by one.
std::vector<Proposal> proposals(evolve::HallOfFameEntry const& entry, Precision const& precision,
                                Grammar const& grammar);

}  // namespace balmer::polish
