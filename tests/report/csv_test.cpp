#include "balmer/report/csv.hpp"

#include "balmer/eval/evaluator.hpp"

#include "sample_record.hpp"

#include <cmath>
#include <sstream>

#include <gtest/gtest.h>

namespace balmer::report {
namespace {

std::vector<std::string> lines_of(std::string const& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

TEST(Csv, HasOneLineAnEntryUnderTheAgreedHeader) {
    auto record = sample_record();
    record.proven_complexity = 2;
    auto const lines = lines_of(to_csv(record));
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[0], "complexity,constants,mse,score,equation,proven");
    EXPECT_EQ(lines[1], "1,1,0.3,0,\"0.1\",true");
    EXPECT_TRUE(lines[2].starts_with("3,1,0.1,0.5493061443340")) << lines[2];
    EXPECT_TRUE(lines[2].ends_with(",\"x_p1*0.30000000000000004\",false")) << lines[2];
}

TEST(Csv, DoublesQuotesInsideTheEquation) {
    auto record = sample_record();
    record.features[0].name = "a\"b";
    auto const lines = lines_of(to_csv(record));
    EXPECT_NE(lines[2].find("\"`a\"\"b`*0.3"), std::string::npos) << lines[2];
}

TEST(Csv, EvaluatingTheEquationGivesTheMse) {
    data::Table<double> const table({{0.1, 0.7, 1.9, 3.3}, {0.4, 2.2, -1.3, 0.9}},
                                    {0.2, 0.5, 0.1, 7.0}, {});
    auto record = sample_record();
    auto const evaluator = eval::make_evaluator<double>();
    for (auto& entry : record.front) {
        entry.mse = evaluator->loss(entry.tree, table.rows()).mse();
    }
    auto const lines = lines_of(to_csv(record));
    for (std::size_t i = 1; i < lines.size(); ++i) {
        std::istringstream line(lines[i]);
        std::string complexity, constants, mse, score, equation;
        std::getline(line, complexity, ',');
        std::getline(line, constants, ',');
        std::getline(line, mse, ',');
        std::getline(line, score, ',');
        std::getline(line, equation);
        auto const formula = equation.substr(1, equation.rfind('"') - 1);
        auto const parsed = expr::parse(formula, record.feature_names());
        EXPECT_EQ(evaluator->loss(parsed.tree, table.rows()).mse(), std::stod(mse)) << lines[i];
        EXPECT_EQ(std::to_string(parsed.tree.constants.size()), constants) << lines[i];
    }
}

}  // namespace
}  // namespace balmer::report
