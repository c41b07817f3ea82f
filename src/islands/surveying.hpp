/// \file
/// A worker's part of the census: surveys the requested parts, a slice at a time.
#pragma once

#include "balmer/evolve/enumeration.hpp"
#include "balmer/evolve/judge.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/evolve/survey.hpp"

#include "protocol.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace balmer::islands {

class Surveying {
public:
    /// `search` must outlive it.
    explicit Surveying(evolve::SearchSettings const& search) : search_(search) {}

    void add(SurveyRequest request) { requests_.push_back(request); }
    /// Drops all requests.
    void stop();
    bool idle() const { return requests_.empty(); }

    /// Number of the island on whose sample the next slice is surveyed. Needs !idle().
    std::uint32_t island() const { return requests_.front().part % search_.island_count; }
    /// Surveys a slice on the sample of this judge. Returns the answer once a part is complete.
    std::optional<SurveyAnswer> advance(evolve::Judge& judge);

private:
    void begin(evolve::Judge& judge);

    evolve::SearchSettings const& search_;
    std::deque<SurveyRequest> requests_;
    std::optional<evolve::Enumeration> enumeration_;
    /// Of the first request.
    std::optional<evolve::Survey> survey_;
    double seconds_ = 0;
};

}  // namespace balmer::islands
