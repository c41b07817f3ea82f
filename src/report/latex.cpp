#include "latex.hpp"

#include "balmer/expr/print.hpp"

#include <fmt/format.h>

namespace balmer::report {

std::string to_latex(Record const& record, Layout const& layout) {
    auto const names = record.feature_names();
    expr::PrintOptions const print{.digits = layout.digits, .constant_names = {}};
    std::string text;
    for (auto const& entry : record.front) {
        text += fmt::format("% complexity {}, mse {}\n{}\n", entry.complexity, entry.mse,
                            expr::to_latex(entry.tree, names, print));
    }
    return text;
}

}  // namespace balmer::report
