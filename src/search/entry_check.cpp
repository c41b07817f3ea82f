#include "entry_check.hpp"

#include "balmer/eval/sums.hpp"
#include "balmer/parallel/bytes.hpp"
#include "balmer/report/json.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace balmer::search {
namespace {

/// Weighted sums over events: of the target's squares, of each entry's squared errors, of 1.
using Sums = std::vector<double>;

double square_sum(data::Table<double> const& table) {
    double sum = 0;
    for (std::size_t i = 0; i < table.row_count(); ++i) {
        double const weight = table.weights().empty() ? 1.0 : table.weights()[i];
        sum += weight * table.target()[i] * table.target()[i];
    }
    return sum;
}

Sums sums_of(std::vector<data::Table<double> const*> const& tables, report::Record const& record,
             eval::Backend backend) {
    auto const evaluator = eval::make_evaluator<double>(backend);
    Sums sums(record.front.size() + 2);
    for (auto const* table : tables) {
        sums.front() += square_sum(*table);
        eval::LossSums loss;
        for (std::size_t i = 0; i < record.front.size(); ++i) {
            loss = evaluator->loss(record.front[i].tree, table->rows());
            sums[i + 1] += loss.squared_error_sum;
        }
        sums.back() += loss.weight_sum;
    }
    return sums;
}

bool agree(double claimed, double found, double target_mean_square) {
    double const root = std::sqrt(std::max(claimed, found));
    return std::abs(std::sqrt(claimed) - std::sqrt(found)) <=
           0.5e-9 * root + 1e-12 * std::sqrt(target_mean_square);
}

}  // namespace

CheckedEntries check_entries(parallel::Communicator const& communicator,
                             std::vector<data::Table<double> const*> const& tables,
                             report::Record const& record, eval::Backend backend) {
    bool const is_first = communicator.rank() == 0;
    auto const own = is_first && !record.front.empty() ? report::to_json(record) : std::string();
    auto const sent = communicator.broadcast(parallel::to_bytes(own));
    if (sent.empty()) return {};
    auto const asked = report::from_json(parallel::to_text(sent), "rank 0's entries");
    auto const part = sums_of(tables, asked, backend);
    Sums total(part.size());
    for (auto const& bytes : communicator.gather(parallel::to_bytes(part))) {
        auto const sums = parallel::to_numbers(bytes);
        for (std::size_t i = 0; i < total.size(); ++i) total[i] += sums[i];
    }
    if (!is_first) return {};
    CheckedEntries checked;
    for (std::size_t i = 0; i < asked.front.size(); ++i) {
        auto const& entry = asked.front[i];
        double const found = total[i + 1] / total.back();
        if (agree(entry.mse, found, total.front() / total.back())) {
            checked.sound.push_back(entry);
        } else {
            checked.problems.push_back(
                fmt::format("complexity {} with mse {:.10g}, which is {:.10g} on all events",
                            entry.complexity, entry.mse, found));
        }
    }
    return checked;
}

}  // namespace balmer::search
