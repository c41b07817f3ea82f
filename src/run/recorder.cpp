#include "balmer/run/recorder.hpp"

#include "balmer/run/files.hpp"

#include <utility>

namespace balmer::run {
namespace {

constexpr double progress_interval_s = 10;
constexpr double log_interval_s = 60;

}  // namespace

Recorder::Recorder(std::filesystem::path directory, report::Record record, Meter meter,
                   LiveView& view)
    : directory_(std::move(directory)),
      record_(std::move(record)),
      meter_(std::move(meter)),
      view_(view) {}

void Recorder::on_hall_of_fame(evolve::HallOfFame const& hall_of_fame,
                               islands::RunStatus const& status) {
    note_survey(status);
    record_.front = hall_of_fame.front();
    write_hall_of_fame(directory_, record_);
    auto const summary = meter_.measure(status);
    note_progress(summary, "improvement");
    view_.show_front(summary, record_);
}

void Recorder::on_status(islands::RunStatus const& status) {
    if (note_survey(status)) write_hall_of_fame(directory_, record_);
    auto const summary = meter_.measure(status);
    view_.show_status(summary, record_);
    if (summary.elapsed_s >= next_progress_s_) {
        next_progress_s_ = summary.elapsed_s + progress_interval_s;
        note_progress(summary, "status");
    }
    if (summary.elapsed_s >= next_log_s_) {
        next_log_s_ = summary.elapsed_s + log_interval_s;
        append_line(directory_ / log_name, log_line(summary_line(summary)));
    }
}

void Recorder::on_checkpoint(checkpoint::SaveReport const& report,
                             evolve::HallOfFame const& hall_of_fame,
                             islands::RunStatus const& status) {
    append_line(directory_ / progress_name,
                checkpoint_json(meter_.measure(status), report, hall_of_fame.front()));
    if (status.checkpoint_failures == reported_checkpoint_failures_) return;
    reported_checkpoint_failures_ = status.checkpoint_failures;
    on_warning("checkpoints can be written again");
}

void Recorder::on_warning(std::string const& message) {
    if (auto const text = warnings_.admit(message, since_start_.elapsed_s())) tell(*text);
}

void Recorder::tell(std::string const& message) {
    view_.show_message(message);
    append_line(directory_ / log_name, log_line(message));
}

void Recorder::start(islands::RunStatus const& status) {
    note_progress(meter_.measure(status), status.life > 1 ? "restart" : "start");
}

void Recorder::note_finished(islands::RunStatus const& status, std::string const& reason) {
    append_line(directory_ / progress_name,
                end_json(meter_.measure(status), reason, record_.front));
}

std::vector<std::string> Recorder::finish(std::vector<evolve::HallOfFameEntry> const& front,
                                          islands::RunStatus const& status, Ending const& ending) {
    std::vector<std::string> failures;
    auto const attempt = [](auto const& step, auto const& complain) {
        try {
            step();
        } catch (std::exception const& error) {
            complain(error.what());
        }
    };
    auto const keep = [&](char const* reason) { failures.emplace_back(reason); };
    auto const show = [&](char const* reason) { view_.show_message(reason); };
    view_.close();
    attempt([&] { note_survey(status); }, show);
    record_.front = front;
    auto const summary = meter_.measure(status);
    attempt([&] { write_hall_of_fame(directory_, record_); }, keep);
    attempt(
        [&] { append_line(directory_ / progress_name, end_json(summary, ending.reason, front)); },
        show);
    attempt([&] { tell(summary_line(summary)); }, show);
    attempt([&] { tell(polish_line(status)); }, show);
    attempt([&] { tell(ending.message); }, show);
    return failures;
}

/// Takes over what is proven and logs it. Returns true if it is new.
bool Recorder::note_survey(islands::RunStatus const& status) {
    auto const proven = static_cast<int>(status.survey.proven_complexity);
    if (proven <= record_.proven_complexity) return false;
    record_.proven_complexity = proven;
    tell(survey_line(status.survey));
    return true;
}

void Recorder::note_progress(Summary const& summary, std::string const& event) {
    append_line(directory_ / progress_name, summary_json(summary, event, record_.front));
}

}  // namespace balmer::run
