#include "balmer/report/front_formats.hpp"

#include "balmer/base/error.hpp"
#include "balmer/report/csv.hpp"
#include "balmer/report/json.hpp"
#include "balmer/report/table.hpp"

#include "sample_record.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace balmer::report {
namespace {

std::string written_as(std::string_view name, Layout const& layout = {}) {
    return find_front_format(name).write(sample_record(), layout);
}

TEST(FrontFormats, HaveNamesThatDifferAndDescriptions) {
    auto const formats = front_formats();
    for (auto const& format : formats) {
        EXPECT_EQ(std::ranges::count(formats, format.name, &FrontFormat::name), 1) << format.name;
        EXPECT_FALSE(format.description.empty()) << format.name;
    }
    EXPECT_EQ(formats.front().name, "table");
}

TEST(FrontFormats, WriteWhatTheirFunctionsWrite) {
    Layout const narrow{.width = 45, .digits = 0, .entry_limit = 1};
    EXPECT_EQ(written_as("table", narrow), to_table(sample_record(), narrow));
    EXPECT_EQ(written_as("csv", narrow), to_csv(sample_record()));
    EXPECT_EQ(written_as("json", narrow), to_json(sample_record()));
}

TEST(FrontFormats, LatexHasALineAndACommentForEachEntry) {
    auto const text = written_as("latex");
    EXPECT_EQ(text.substr(0, text.find('%', 1)), "% complexity 1, mse 0.3\n0.1\n");
    EXPECT_EQ(std::ranges::count(text, '\n'), 6);
    EXPECT_EQ(text.find("0.30000000000000004"), std::string::npos) << text;
    EXPECT_NE(written_as("latex", {.digits = 0}).find("0.30000000000000004"), std::string::npos);
}

TEST(FrontFormats, AnUnknownNameIsRefusedWithThoseThatExist) {
    try {
        find_front_format("jsn");
        FAIL() << "nothing was thrown";
    } catch (InputError const& error) {
        EXPECT_STREQ(error.what(),
                     "unknown format 'jsn' (known: table, csv, json, latex). Did you mean "
                     "'json'?");
    }
}

}  // namespace
}  // namespace balmer::report
