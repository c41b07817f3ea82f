#include "balmer/report/front_formats.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/near_names.hpp"
#include "balmer/report/csv.hpp"
#include "balmer/report/json.hpp"
#include "balmer/report/table.hpp"

#include "latex.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::report {
namespace {

/// Adapts a format that has one layout only.
template <std::string (*Write)(Record const&)>
std::string write_all(Record const& record, Layout const&) {
    return Write(record);
}

constexpr std::array format_table = {
    FrontFormat{"table", "an aligned table", to_table},
    FrontFormat{"csv", "print it as in hall_of_fame.csv", write_all<to_csv>},
    FrontFormat{"json", "print it as in hall_of_fame.json", write_all<to_json>},
    FrontFormat{"latex", "print LaTeX for math mode, one formula a line", to_latex},
};

}  // namespace

std::span<FrontFormat const> front_formats() { return format_table; }

FrontFormat const& find_front_format(std::string_view name) {
    auto const found = std::ranges::find(format_table, name, &FrontFormat::name);
    if (found != format_table.end()) return *found;
    std::vector<std::string> known;
    for (auto const& format : format_table) known.emplace_back(format.name);
    throw InputError(fmt::format("unknown format '{}' (known: {}).{}", name, fmt::join(known, ", "),
                                 suggestion(name, known)));
}

}  // namespace balmer::report
