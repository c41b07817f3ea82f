#include "evolve/race.hpp"

#include "balmer/base/error.hpp"

#include <numeric>

namespace balmer::evolve {

Race::Race(double limit, double size, double error)
    : limit_left_(limit), size_left_(size), winning_capital_(1.0 / error) {
    BALMER_EXPECT(error > 0 && error < 1);
    capital_.fill(1.0 / static_cast<double>(stakes.size()));
}

bool Race::loses_after(double block_error, double block_size) {
    // Written so that NaN counts as lost.
    if (!(block_error <= limit_left_)) return true;
    if (block_size > 0 && limit_left_ > 0) {
        double const excess = block_error / block_size * (size_left_ / limit_left_) - 1.0;
        for (std::size_t i = 0; i < stakes.size(); ++i) capital_[i] *= 1.0 + stakes[i] * excess;
    }
    limit_left_ -= block_error;
    size_left_ -= block_size;
    return std::accumulate(capital_.begin(), capital_.end(), 0.0) >= winning_capital_;
}

}  // namespace balmer::evolve
