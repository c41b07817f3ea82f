#include "balmer/physics/mt2/sample.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::physics::mt2 {
namespace {

using Names = std::vector<std::string>;
using Row = std::map<std::string, double>;

Sample file_sample(Case which) { return generate({.which = which, .event_count = 200, .seed = 9}); }

Names names_of(std::vector<formats::EventColumn> const& columns) {
    Names names;
    for (auto const& column : columns) names.push_back(column.name);
    return names;
}

TEST(Mt2EventFile, HasTheFeaturesOfThePaper) {
    std::map<Case, Names> const expected = {{Case::eq8, {"E1E2", "p1p2", "p12_squared"}},
                                            {Case::eq9, {"A_T", "mu_tilde"}},
                                            {Case::eq10, {"A_T", "mu"}},
                                            {Case::eq11, {"A_T", "mu", "mu_tilde"}},
                                            {Case::eq13, {"mu", "mu_tilde", "A_T"}},
                                            {Case::eq14, {"E1E2", "p1p2", "mu_tilde"}},
                                            {Case::eq16, {"A_T", "Q", "mu_tilde"}},
                                            {Case::eq17, {"A_T", "P", "p12"}}};
    for (auto const& [which, names] : expected) {
        auto const file = to_event_file(file_sample(which));
        EXPECT_EQ(names_of(file.features), names);
        EXPECT_EQ(names_of(file.targets), Names{"mt2_squared"});
        EXPECT_EQ(file.process, "mt2");
        EXPECT_EQ(nlohmann::json::parse(file.parameters)["case"], static_cast<int>(which));
    }
}

Row row_of(formats::EventFile const& file, std::size_t index) {
    Row row;
    for (auto const* const group : {&file.features, &file.targets, &file.latent}) {
        for (auto const& column : *group) row[column.name] = column.values[index];
    }
    return row;
}

/// The formulas of the paper, in terms of the columns.
double paper_formula(Case which, Row const& row) {
    auto const x = [&row](char const* name) { return row.at(name); };
    switch (which) {
        case Case::eq8:
            return 2 * (x("p1p2") + x("E1E2"));
        case Case::eq9:
            return x("mu_tilde") + x("A_T") + std::sqrt(x("A_T") * (x("A_T") + 2 * x("mu_tilde")));
        case Case::eq10:
            return x("A_T") + std::sqrt((x("A_T") - x("mu")) * (x("A_T") + x("mu")));
        case Case::eq11:
            return x("mu_tilde") + x("A_T") +
                   std::sqrt((x("A_T") - x("mu") + 2 * x("mu_tilde")) * (x("A_T") + x("mu")));
        case Case::eq13:
            return x("mu_tilde") + x("mu") + std::sqrt(2 * x("mu_tilde") * (x("mu") + x("A_T")));
        case Case::eq14:
            return x("mu_tilde") + std::sqrt(2 * x("mu_tilde") * (x("p1p2") + x("E1E2")));
        case Case::eq16:
            return x("mu_tilde") - x("Q") * x("A_T") +
                   std::sqrt(x("A_T") * (2 * x("mu_tilde") + x("Q") * x("Q") * x("A_T")));
        case Case::eq17:
            return 2 * x("A_T") * x("P") / x("p12");
    }
    return 0;
}

TEST(Mt2EventFile, FeaturesGiveTheTargetByThePapersFormulas) {
    for (auto const which : all_cases) {
        auto const file = to_event_file(file_sample(which));
        for (std::size_t i = 0; i < 200; ++i) {
            auto const row = row_of(file, i);
            EXPECT_NEAR(paper_formula(which, row), row.at("mt2_squared"),
                        1e-10 * row.at("mt2_squared") + 1e-10)
                << static_cast<int>(which);
        }
    }
}

TEST(Mt2EventFile, LatentColumnsAreTheWholeEvent) {
    auto const sample = file_sample(Case::eq16);
    auto const file = to_event_file(sample);
    for (std::size_t i = 0; i < 200; ++i) {
        auto const row = row_of(file, i);
        auto const x = [&row](char const* name) { return row.at(name); };
        Event const event{{x("m1"), x("p1x"), x("p1y"), x("chi1")},
                          {x("m2"), x("p2x"), x("p2y"), x("chi2")},
                          x("pmissx"),
                          x("pmissy")};
        EXPECT_EQ(event, sample.events[i].event);
        double const mt2_gev = solve(event).mt2_gev;
        EXPECT_EQ(mt2_gev * mt2_gev, row.at("mt2_squared"));
    }
}

TEST(Mt2EventFile, EveryColumnSaysWhatItIs) {
    for (auto const which : all_cases) {
        auto const file = to_event_file(file_sample(which));
        for (auto const* const group : {&file.features, &file.targets, &file.latent}) {
            for (auto const& column : *group) {
                EXPECT_FALSE(column.unit.empty()) << column.name;
                EXPECT_FALSE(column.description.empty()) << column.name;
            }
        }
    }
}

}  // namespace
}  // namespace balmer::physics::mt2
