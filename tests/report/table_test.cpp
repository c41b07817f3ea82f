#include "balmer/report/table.hpp"

#include "sample_record.hpp"

#include <gtest/gtest.h>

namespace balmer::report {
namespace {

TEST(Table, AlignsColumnsAndRoundsForReaders) {
    auto record = sample_record();
    record.front.pop_back();
    EXPECT_EQ(to_table(record),
              "complexity  mse           score  equation\n"
              "         1  0.3000       0.0000  0.1\n"
              "         3  0.1000       0.5493  x_p1*0.3\n");
}

TEST(Table, SaysUpToWhichSizeItIsProvenUnlessOnlyTheBestAreShown) {
    auto record = sample_record();
    record.proven_complexity = 3;
    auto const last = "\nproven up to complexity 3: all structures were fitted\n";
    EXPECT_TRUE(to_table(record).ends_with(last));
    EXPECT_EQ(to_table(record, {.entry_limit = 1}).find("proven"), std::string::npos);
    record.proven_complexity = 0;
    EXPECT_EQ(to_table(record).find("proven"), std::string::npos);
}

TEST(Table, StarsWhatIsNotYetAtItsOptimum) {
    auto const text = to_table(sample_record());
    EXPECT_NE(text.find(" 3.333e-08*  "), std::string::npos) << text;
}

TEST(Table, NoLineIsWiderThanTheTerminal) {
    auto const text = to_table(sample_record(), {.width = 45, .digits = 0, .entry_limit = 0});
    std::size_t begin = 0;
    bool any_cut = false;
    while (begin < text.size()) {
        auto const end = text.find('\n', begin);
        auto const line = text.substr(begin, end - begin);
        // The ellipsis takes three bytes and one column.
        bool const is_cut = line.ends_with("…");
        EXPECT_LE(line.size() - (is_cut ? 2 : 0), 45u) << line;
        any_cut = any_cut || is_cut;
        begin = end + 1;
    }
    EXPECT_TRUE(any_cut);
}

TEST(Table, ShowsTheBestWhenThereIsRoomForSomeOnly) {
    auto const text = to_table(sample_record(), {.width = 0, .digits = 4, .entry_limit = 1});
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_NE(text.find("sin"), std::string::npos);
}

TEST(Cut, NeverCutsInsideACharacter) {
    EXPECT_EQ(cut("αβγδ", 4), "αβγδ");
    EXPECT_EQ(cut("αβγδ", 3), "αβ…");
    EXPECT_EQ(cut("abc", 1), "…");
    EXPECT_EQ(cut("abc", 0), "abc");
}

}  // namespace
}  // namespace balmer::report
