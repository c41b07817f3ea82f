#include "balmer/report/csv.hpp"

#include "balmer/expr/print.hpp"

#include <fmt/format.h>

namespace balmer::report {
namespace {

std::string quoted(std::string const& text) {
    std::string result = "\"";
    for (char const c : text) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + '"';
}

}  // namespace

std::string to_csv(Record const& record) {
    auto const names = record.feature_names();
    auto const front_scores = evolve::scores(record.front);
    std::string text = "complexity,constants,mse,score,equation,proven\n";
    for (std::size_t i = 0; i < record.front.size(); ++i) {
        auto const& entry = record.front[i];
        text += fmt::format("{},{},{},{},{},{}\n", entry.complexity, entry.tree.constants.size(),
                            entry.mse, front_scores[i], quoted(expr::to_infix(entry.tree, names)),
                            record.is_proven(entry));
    }
    return text;
}

}  // namespace balmer::report
