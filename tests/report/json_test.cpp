#include "balmer/report/json.hpp"

#include "balmer/base/error.hpp"

#include "report/prefix_tree.hpp"
#include "sample_record.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::report {
namespace {

TEST(Json, ReadsBackTheSameRecordBitForBit) {
    auto const record = sample_record();
    auto back = from_json(to_json(record), "hall_of_fame.json");
    ASSERT_EQ(back.front.size(), record.front.size());
    // Non-finite values are null in JSON, and NaN when read back.
    EXPECT_TRUE(std::isnan(back.front[2].standard_errors[1]));
    back.front[2].standard_errors[1] = record.front[2].standard_errors[1];
    EXPECT_EQ(back, record);
}

TEST(Json, SaysForEachEntryWhatItsReaderNeeds) {
    auto const json = nlohmann::json::parse(to_json(sample_record()));
    EXPECT_EQ(json["schema"], "balmer-hall-of-fame");
    EXPECT_EQ(json["schema_version"], 1);
    EXPECT_EQ(json["provenance"]["content_hash"], "fedcba9876543210");
    EXPECT_EQ(json["features"][1]["unit"], "rad");
    auto const& entry = json["entries"][2];
    EXPECT_EQ(entry["tree"].dump(),
              R"(["+","/","-",{"constant":"0x1.6666666666666p-1"},{"feature":"x_p1"},"sin",)"
              R"({"feature":"delta phi"},{"constant":"0x1.56e1fc2f8f359p-997"}])");
    EXPECT_EQ(entry["constants"][0]["value"], 0.7);
    EXPECT_EQ(entry["constants"][0]["standard_error"], 0.5);
    EXPECT_TRUE(entry["constants"][1]["standard_error"].is_null());
    EXPECT_EQ(entry["at_optimum"], false);
    for (auto const* key : {"equation", "latex", "sympy", "python"}) {
        EXPECT_NE(entry[key].get<std::string>().find("sin"), std::string::npos) << key;
    }
}

TEST(PrefixTree, KeepsTreesOfEveryShape) {
    std::vector<std::string> const names = {"x", "y"};
    for (auto const* formula : {"1", "x", "-x", "x - 1 - 2", "x - (1 - 2)", "sin(2 * x) ^ -3.5",
                                "max(x, 1 / (y + 2)) * (3 - cos(4))"}) {
        auto const tree = expr::parse(formula, names).tree;
        EXPECT_EQ(from_prefix(to_prefix(tree, names), names), tree) << formula;
    }
}

TEST(PrefixTree, RefusesWhatIsNoTree) {
    std::vector<std::string> const names = {"x"};
    auto const read = [&](char const* text) {
        return from_prefix(nlohmann::ordered_json::parse(text), names);
    };
    EXPECT_THROW(read(R"(["+", {"feature": "x"}])"), std::exception);
    EXPECT_THROW(read(R"([{"feature": "x"}, {"feature": "x"}])"), DataError);
    EXPECT_THROW(read(R"([{"feature": "z"}])"), DataError);
    EXPECT_THROW(read(R"([{"constant": "1.0q"}])"), DataError);
    EXPECT_THROW(read(R"(["sine", {"feature": "x"}])"), DataError);
}

TEST(Json, ADamagedFileIsNamed) {
    auto const text = to_json(sample_record());
    auto const message_for = [](std::string const& damaged) {
        try {
            from_json(damaged, "runs/a/hall_of_fame.json");
        } catch (DataError const& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    EXPECT_TRUE(message_for(text.substr(0, text.size() / 2))
                    .starts_with("'runs/a/hall_of_fame.json' is not a hall of fame of balmer ("));
    auto newer = text;
    newer.replace(newer.find("\"schema_version\": 1"), 19, "\"schema_version\": 2");
    EXPECT_NE(message_for(newer).find("Written by another version of balmer?"), std::string::npos);
}

}  // namespace
}  // namespace balmer::report
