#include "balmer/run/live_view.hpp"

#include "report/sample_record.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

namespace balmer::run {
namespace {

Summary at(double elapsed_s) {
    Summary summary;
    summary.elapsed_s = elapsed_s;
    return summary;
}

/// The lines on a terminal that understands "up" and "clear to the end".
std::vector<std::string> screen_of(std::string const& output) {
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < output.size(); ++i) {
        if (output.compare(i, 2, "\x1b[") == 0) {
            std::size_t end = i + 2;
            int count = 0;
            for (; std::isdigit(static_cast<unsigned char>(output[end])) != 0; ++end) {
                count = 10 * count + (output[end] - '0');
            }
            // The output ends with a newline: the cursor is in a last, empty line.
            if (output[end] == 'A') lines.resize(lines.size() - static_cast<std::size_t>(count));
            lines.back().clear();
            i = end;
        } else if (output[i] == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += output[i];
        }
    }
    return lines;
}

TEST(TerminalView, RedrawsInPlace) {
    std::ostringstream out, err;
    console::Console console{out, err, 70, 0, 24};
    TerminalView view(console);
    auto const record = report::sample_record();
    view.show_status(at(1), {});
    view.show_status(at(2), record);
    view.show_status(at(3), record);
    auto const screen = screen_of(err.str());
    ASSERT_EQ(screen.size(), 7u);  // summary, blank, header, three entries, cursor
    EXPECT_TRUE(screen[0].starts_with("0:00:03 elapsed"));
    EXPECT_TRUE(screen[2].starts_with("complexity"));
    for (auto const& line : screen) EXPECT_LE(line.size(), 72u) << line;
}

TEST(TerminalView, NeverHasMoreLinesThanTheTerminal) {
    std::ostringstream out, err;
    console::Console console{out, err, 70, 0, 5};
    TerminalView view(console);
    view.show_status(at(1), report::sample_record());
    EXPECT_LE(screen_of(err.str()).size(), 5u);
}

TEST(TerminalView, MessagesStayAbove) {
    std::ostringstream out, err;
    console::Console console{out, err, 70, 0, 24};
    TerminalView view(console);
    view.show_status(at(1), report::sample_record());
    view.show_message("disk full");
    view.show_status(at(2), report::sample_record());
    view.close();
    EXPECT_EQ(screen_of(err.str()), (std::vector<std::string>{"disk full", ""}));
}

TEST(LineView, ALineAfterTenSecondsAndThenOneAMinute) {
    std::ostringstream out, err;
    console::Console console{out, err};
    LineView view(console);
    for (int second = 0; second <= 185; ++second) view.show_status(at(second), {});
    auto const text = err.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
    for (auto const* start : {"0:00:10", "0:01:00", "0:02:00", "0:03:00"}) {
        EXPECT_NE(text.find(std::string(start) + " elapsed"), std::string::npos) << start;
    }
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(LineView, ReportsImprovementsButNotTooOften) {
    std::ostringstream out, err;
    console::Console console{out, err};
    LineView view(console);
    auto record = report::sample_record();
    record.front.resize(2);
    view.show_front(at(1), record);
    record.front[1].mse = 0.05;
    view.show_front(at(2), record);
    EXPECT_EQ(err.str(), "front: 2 new; complexity 1 mse 0.3  0.1\n");
    err.str("");
    view.show_status(at(3), record);
    EXPECT_EQ(err.str(), "");
    view.show_status(at(4), record);
    EXPECT_EQ(err.str(), "front: 1 new; complexity 3 mse 0.05  x_p1*0.3\n");
    err.str("");
    record.front[1].mse = 0.0499;
    view.show_front(at(10), record);
    EXPECT_EQ(err.str(), "") << "0.2 % is not reported";
    record.front[1].mse = 0.0497;
    view.show_front(at(20), record);
    EXPECT_EQ(err.str(), "front: 1 new; complexity 3 mse 0.0497  x_p1*0.3\n") << "0.6 % together";
}

}  // namespace
}  // namespace balmer::run
