/// \file
/// Decides about a child after the first blocks of a shard.
#pragma once

#include <array>

namespace balmer::evolve {

/// Sequential test, block by block, of whether the errors of a whole shard sum to at most `limit`.
///
/// The blocks must come in a random order that does not depend on the child: each is drawn among
/// those left with probability proportional to its size. Errors must not be negative; nothing else
/// is assumed. Then the probability that a child within the limit is ever called lost is at most
/// `error`, however often the test is evaluated. The reason: if the sum is within the limit, the
/// expected error / size of the next block is at most (limit - seen) / (size left). The capital of
/// a gambler who bets a fixed share on a larger value is therefore a supermartingale, which exceeds
/// 1 / error with probability at most `error`. Sources: Ville, Étude critique de la notion de
/// collectif (1939), for the bound; Waudby-Smith, Ramdas, J. R. Stat. Soc. B 86 (2024) 1, section
/// 5, for bets without replacement.
class Race {
public:
    /// `size` is the sum over all blocks, including those never added. `error` is in (0, 1).
    Race(double limit, double size, double error);

    /// Adds the next block. Returns true if the child is lost: with certainty if the sum is above
    /// the limit or not finite, otherwise with the error probability.
    bool loses_after(double block_error, double block_size);

private:
    /// Several gamblers share the initial capital: large stakes win quickly against bad children,
    /// small stakes win in the long run against slightly worse ones.
    static constexpr std::array<double, 4> stakes = {0.0625, 0.25, 0.5, 0.9};

    double limit_left_;
    double size_left_;
    double winning_capital_;
    std::array<double, stakes.size()> capital_;
};

}  // namespace balmer::evolve
