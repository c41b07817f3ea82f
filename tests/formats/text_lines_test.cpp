#include "formats/text_lines.hpp"

#include <gtest/gtest.h>

namespace balmer::formats {
namespace {

using Fields = std::vector<std::string_view>;

Fields fields_of(std::string_view line, Delimiter delimiter) {
    Fields fields;
    split_fields(line, delimiter, fields);
    return fields;
}

TEST(SplitFields, CountsEmptyFieldsAtCommas) {
    EXPECT_EQ(fields_of("a, b ,,c,", Delimiter::comma), (Fields{"a", "b", "", "c", ""}));
}

TEST(SplitFields, JoinsRunsOfBlanks) {
    EXPECT_EQ(fields_of("  a \t b  c ", Delimiter::blanks), (Fields{"a", "b", "c"}));
}

TEST(SplitFields, DelimitersWithinQuotesDoNotCount) {
    EXPECT_EQ(fields_of(R"("a,b", "1.5" ,"say ""x, y""",2)", Delimiter::comma),
              (Fields{"a,b", "1.5", R"(say ""x, y"")", "2"}));
    EXPECT_EQ(fields_of(R"("p T" eta)", Delimiter::blanks), (Fields{"p T", "eta"}));
}

TEST(SplitFields, SurvivesAQuoteThatNeverEnds) {
    EXPECT_EQ(fields_of(R"(1,"2,3)", Delimiter::comma), (Fields{"1", R"("2,3)"}));
    EXPECT_EQ(fields_of(R"(1 "2 3)", Delimiter::blanks), (Fields{"1", R"("2 3)"}));
    EXPECT_EQ(fields_of("\"", Delimiter::comma), (Fields{"\""}));
}

TEST(FindDelimiter, LooksOutsideQuotes) {
    EXPECT_EQ(find_delimiter("a,b"), Delimiter::comma);
    EXPECT_EQ(find_delimiter("a\tb, c"), Delimiter::tab);
    EXPECT_EQ(find_delimiter("a;b"), Delimiter::semicolon);
    EXPECT_EQ(find_delimiter("a  b"), Delimiter::blanks);
    EXPECT_EQ(find_delimiter(R"("a, b";c)"), Delimiter::semicolon);
}

}  // namespace
}  // namespace balmer::formats
