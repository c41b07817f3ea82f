#include "balmer/run/live_view.hpp"

#include "balmer/expr/print.hpp"
#include "balmer/report/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace balmer::run {
namespace {

/// Lines on the terminal in addition to the front: the summary, a blank line, the header, and the
/// line of the cursor.
constexpr std::size_t frame_lines = 4;

/// A loss is an improvement if it is at most this fraction of the one reported before.
constexpr double worth_reporting = 0.995;

}  // namespace

void TerminalView::show_status(Summary const& summary, report::Record const& record) {
    report::Layout options{.width = console_.err_width, .digits = 4, .entry_limit = 20};
    if (console_.err_height > frame_lines) {
        options.entry_limit = std::min(options.entry_limit, console_.err_height - frame_lines);
    }
    auto text = report::cut(summary_line(summary), console_.err_width) + "\n";
    if (!record.front.empty()) text += "\n" + report::to_table(record, options);
    close();
    console_.err << text << std::flush;
    drawn_lines_ = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

void TerminalView::show_front(Summary const& summary, report::Record const& record) {
    show_status(summary, record);
}

void TerminalView::show_message(std::string const& message) {
    close();
    console_.err << message << '\n' << std::flush;
}

void TerminalView::close() {
    // Moves up to the first drawn line and clears from there to the end of the screen.
    if (drawn_lines_ > 0) console_.err << fmt::format("\x1b[{}A\x1b[J", drawn_lines_) << std::flush;
    drawn_lines_ = 0;
}

void LineView::show_status(Summary const& summary, report::Record const& record) {
    if (has_news_ && summary.elapsed_s >= next_front_s_) show_front(summary, record);
    if (summary.elapsed_s < next_status_s_) return;
    console_.err << summary_line(summary) << '\n' << std::flush;
    while (next_status_s_ <= summary.elapsed_s) next_status_s_ += next_status_s_ < 60 ? 50 : 60;
}

void LineView::show_front(Summary const& summary, report::Record const& record) {
    has_news_ = true;
    if (summary.elapsed_s < next_front_s_) return;
    print_improvements(record);
    next_front_s_ = summary.elapsed_s + 3;
    has_news_ = false;
}

void LineView::show_message(std::string const& message) {
    console_.err << message << '\n' << std::flush;
}

/// Prints only the entry that improved most; the files have all entries.
void LineView::print_improvements(report::Record const& record) {
    evolve::HallOfFameEntry const* best = nullptr;
    double best_gain = 1;
    std::size_t changes = 0;
    for (auto const& entry : record.front) {
        if (std::ranges::find(reported_.front, entry) != reported_.front.end()) continue;
        double before = 0;
        bool is_new = true;
        for (auto const& old : reported_.front) {
            if (old.complexity <= entry.complexity) before = old.mse;
            if (old.complexity == entry.complexity) is_new = false;
        }
        double const gain = before > 0 ? entry.mse / before : 0;
        if (!is_new && gain > worth_reporting) continue;
        ++changes;
        if (best == nullptr || gain < best_gain) {
            best = &entry;
            best_gain = gain;
        }
    }
    // Small improvements accumulate until they are worth reporting.
    if (best == nullptr) return;
    reported_ = record;
    console_.err << fmt::format("front: {} new; complexity {} mse {:.4g}  {}\n", changes,
                                best->complexity, best->mse,
                                expr::to_infix(best->tree, record.feature_names(), {.digits = 4}))
                 << std::flush;
}

}  // namespace balmer::run
