#include "balmer/bench/search_bench.hpp"

#include "balmer/base/version.hpp"
#include "balmer/bench/processor.hpp"
#include "balmer/evolve/island.hpp"
#include "balmer/scoring/evaluator_names.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::bench {
namespace {

/// The best champion of each complexity so far, as the coordinator would send it to the island.
class OwnChampions {
public:
    void take(std::vector<evolve::Member> champions) {
        for (auto& champion : champions) {
            auto const [slot, is_new] = best_.try_emplace(champion.complexity, champion);
            if (!is_new && champion.loss < slot->second.loss) slot->second = std::move(champion);
        }
        trees_.clear();
        for (auto const& [complexity, member] : best_) trees_.push_back(member.tree);
    }
    std::vector<expr::Tree> const& trees() const { return trees_; }

private:
    std::map<int, evolve::Member> best_;
    std::vector<expr::Tree> trees_;
};

double best_loss_of(evolve::IslandState const& island) {
    double best = std::numeric_limits<double>::infinity();
    for (auto const& member : island.population) best = std::min(best, member.loss);
    return best;
}

void advance(evolve::IslandState& island, evolve::SearchSettings const& search, TimedJudge& judge,
             OwnChampions& champions) {
    evolve::advance_cycle(island, search, judge);
    if (!evolve::iteration_is_due(island, search)) return;
    champions.take(evolve::finish_iteration(island, search, judge, champions.trees()).champions);
    evolve::mix_in(island, search, judge, {.migrants = {}, .hall_of_fame = champions.trees()});
}

}  // namespace

double SearchResult::candidates_per_s() const {
    return static_cast<double>(losses.call_count) / seconds;
}

double SearchResult::fits_per_s() const { return static_cast<double>(fits.call_count) / seconds; }

double SearchResult::node_rows_per_s() const {
    return (losses.node_rows + fits.node_rows) / seconds;
}

double SearchResult::judge_share() const { return (losses.seconds + fits.seconds) / seconds; }

SearchResult measure_search(data::Table<double> const& shard, SearchSettings const& settings) {
    auto const& search = settings.search;
    auto judge_settings = evolve::judge_settings(search);
    judge_settings.backend = settings.backend;
    TimedJudge judge(evolve::make_judge(shard, judge_settings));
    OwnChampions champions;
    Stopwatch const watch;
    auto island = evolve::create_island(0, search, judge);
    while (watch.elapsed_s() < settings.seconds) {
        advance(island, search, judge, champions);
        if (settings.progress) settings.progress(watch.elapsed_s() / settings.seconds);
    }
    SearchResult result;
    result.seconds = watch.elapsed_s();
    result.evaluator = scoring::name_evaluator(0, settings.backend, search.double_precision).name;
    result.shard_rows = shard.row_count();
    result.iterations = island.iteration;
    result.losses = judge.losses();
    result.fits = judge.fits();
    result.best_loss = best_loss_of(island);
    return result;
}

std::string search_text(SearchResult const& result) {
    auto const share = [&](double seconds) { return 100 * seconds / result.seconds; };
    return fmt::format(
        "evaluator       {}\n"
        "island          {} rows, {:.1f} s, {} iterations, best loss {:.4g}\n"
        "candidates      {:.4g} per second, on {:.4g} rows on average\n"
        "fits            {:.4g} per second, on {:.4g} rows on average, each pass counted\n"
        "node-rows       {:.4g} per second\n"
        "in the judge    {:.1f} % of the time (losses {:.1f} %, fits {:.1f} %): evaluation, and\n"
        "                the linear algebra of fits\n",
        result.evaluator, result.shard_rows, result.seconds, result.iterations, result.best_loss,
        result.candidates_per_s(), result.losses.rows_per_call(), result.fits_per_s(),
        result.fits.rows_per_call(), result.node_rows_per_s(), 100 * result.judge_share(),
        share(result.losses.seconds), share(result.fits.seconds));
}

std::string search_json(SearchResult const& result, SearchSettings const& settings,
                        std::size_t event_count) {
    return nlohmann::ordered_json{{"created_by", created_by()},
                                  {"compiler", compiler()},
                                  {"processor", processor_name()},
                                  {"evaluator", result.evaluator},
                                  {"type", settings.search.double_precision ? "f64" : "f32"},
                                  {"seed", settings.search.seed},
                                  {"events", event_count},
                                  {"shard_rows", result.shard_rows},
                                  {"seconds", result.seconds},
                                  {"iterations", result.iterations},
                                  {"candidates", result.losses.call_count},
                                  {"candidates_per_s", result.candidates_per_s()},
                                  {"rows_per_candidate", result.losses.rows_per_call()},
                                  {"fits", result.fits.call_count},
                                  {"fits_per_s", result.fits_per_s()},
                                  {"rows_per_fit", result.fits.rows_per_call()},
                                  {"node_rows_per_s", result.node_rows_per_s()},
                                  {"judge_share", result.judge_share()},
                                  {"loss_share", result.losses.seconds / result.seconds},
                                  {"fit_share", result.fits.seconds / result.seconds},
                                  {"best_loss", result.best_loss}}
               .dump(2) +
           "\n";
}

}  // namespace balmer::bench
