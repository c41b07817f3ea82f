/// \file
/// The run as a person watches it: redrawn in place on a terminal, plain lines in a log.
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
    /// A message that stays.
    virtual void show_message(std::string const& message) = 0;
    /// The run is over: what is redrawn goes, what stays stays.
    virtual void close() = 0;
};

/// On a terminal: state and front, redrawn in place.
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

/// In a log: a line after ten seconds and then one a minute, and improvements of the front, at most
/// one in three seconds.
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
    report::Record told_;
};

}  // namespace balmer::run
