/// \file
/// The progress of a run for the user: redrawn in place on a terminal, plain lines in a log.
#pragma once

#include "balmer/console/console.hpp"
#include "balmer/report/record.hpp"
#include "balmer/run/summary.hpp"

#include <cstddef>
#include <string>

namespace balmer::run {

class LiveView {
public:
    virtual ~LiveView() = default;

    virtual void show_status(Summary const& summary, report::Record const& record) = 0;
    /// The front has changed.
    virtual void show_front(Summary const& summary, report::Record const& record) = 0;
    /// A message that is not redrawn.
    virtual void show_message(std::string const& message) = 0;
    /// Removes what is redrawn, at the end of the run.
    virtual void close() = 0;
};

/// On a terminal: progress and front, redrawn in place.
class TerminalView final : public LiveView {
public:
    explicit TerminalView(console::Console& console) : console_(console) {}

    void show_status(Summary const& summary, report::Record const& record) override;
    void show_front(Summary const& summary, report::Record const& record) override;
    void show_message(std::string const& message) override;
    void close() override;

private:
    console::Console& console_;
    std::size_t drawn_lines_ = 0;
};

/// In a log: one line after ten seconds, then one per minute, and improvements of the front, at
/// most one every three seconds.
class LineView final : public LiveView {
public:
    explicit LineView(console::Console& console) : console_(console) {}

    void show_status(Summary const& summary, report::Record const& record) override;
    void show_front(Summary const& summary, report::Record const& record) override;
    void show_message(std::string const& message) override;
    void close() override {}

private:
    void print_improvements(report::Record const& record);

    console::Console& console_;
    double next_status_s_ = 10;
    double next_front_s_ = 0;
    bool has_news_ = false;
    report::Record reported_;
};

}  // namespace balmer::run
