/// \file
/// The verdict on a child from the first blocks of a shard.
#pragma once

#include <array>

namespace balmer::evolve {

/// Tests whether the errors of a whole shard sum to at most `limit`, block after block.
///
/// The blocks must come in an order drawn at random before the child existed: each time, one of
/// those left, with a chance in proportion to its size. Errors are not negative; nothing else is
/// assumed of them. Then a child within the limit is ever called lost with a chance of at most
/// `error`, however often one looks: while the sum is within the limit, error / size of the next
/// block is expected at most at (limit - seen) / (size left), so that the capital of a gambler who
/// stakes a fixed share on more than that is a supermartingale, and rarely exceeds 1 / error.
/// Sources: Ville, Étude critique de la notion de collectif (1939), for the bound; Waudby-Smith,
/// Ramdas, J. R. Stat. Soc. B 86 (2024) 1, section 5, for bets without replacement.
class Race {
public:
    /// `size` is the sum over all blocks, those never shown included. `error` in (0, 1).
    Race(double limit, double size, double error);

    /// Takes the next block; says whether the child is lost. Certain where the sum is above the
    /// limit or not finite, else with the chance of error.
    bool loses_after(double block_error, double block_size);

private:
    /// Several gamblers share the start money: large stakes win fast against hopeless children,
    /// small ones at all against those that are little worse.
    static constexpr std::array<double, 4> stakes = {0.0625, 0.25, 0.5, 0.9};

    double limit_left_;
    double size_left_;
    double winning_capital_;
    std::array<double, stakes.size()> capital_;
};

}  // namespace balmer::evolve
