#include "balmer/run/slurm_limit.hpp"

#include "balmer/base/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace balmer::run {
namespace {

constexpr double ask_timeout_s = 10;

/// A smaller extension than this does not count: squeue rounds to seconds and answers late.
constexpr double least_extension_s = 10;

/// A number of one to nine digits; nullopt for any other text.
std::optional<double> number(std::string_view text) {
    long value = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const is_whole = failure == std::errc() && end == text.data() + text.size();
    if (!is_whole || value < 0 || text.size() > 9) return std::nullopt;
    return static_cast<double>(value);
}

/// The seconds of "1-02:03:04", "02:03:04" or "03:04".
std::optional<double> clock_seconds(std::string_view text) {
    double days = 0;
    bool const has_days = text.find('-') != std::string_view::npos;
    if (has_days) {
        auto const count = number(text.substr(0, text.find('-')));
        if (!count) return std::nullopt;
        days = *count;
        text.remove_prefix(text.find('-') + 1);
    }
    std::vector<double> parts;
    for (bool more = true; more;) {
        auto const colon = text.find(':');
        auto const part = number(text.substr(0, colon));
        if (!part) return std::nullopt;
        parts.push_back(*part);
        more = colon != std::string_view::npos;
        if (more) text.remove_prefix(colon + 1);
    }
    if (parts.size() < 2 || parts.size() > 3 || (has_days && parts.size() != 3)) {
        return std::nullopt;
    }
    double seconds = 0;
    for (double const part : parts) seconds = 60 * seconds + part;
    return 86400 * days + seconds;
}

TimeLeft unknown(std::string reason) { return {TimeLeft::Kind::unknown, 0, std::move(reason)}; }

/// A child process whose output is read; killed in the destructor.
class Child {
public:
    explicit Child(std::vector<std::string> arguments) {
        std::array<int, 2> pipe{};
        if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
            failure_ = errno;
            return;
        }
        output_ = pipe[0];
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        std::vector<char*> raw;
        for (auto& argument : arguments) raw.push_back(argument.data());
        raw.push_back(nullptr);
        failure_ = ::posix_spawnp(&process_, raw[0], &actions, nullptr, raw.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        ::close(pipe[1]);
    }
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;
    ~Child() {
        if (output_ >= 0) ::close(output_);
        if (failure_ != 0 || process_ <= 0) return;
        ::kill(process_, SIGKILL);
        int status = 0;
        while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
    }

    /// errno of the start; 0 if it started.
    int failure() const { return failure_; }

    /// All output; nullopt if the process prints for longer than the timeout.
    std::optional<std::string> read_all(double timeout_s) const {
        Stopwatch const since_start;
        std::string text;
        for (;;) {
            double const left = timeout_s - since_start.elapsed_s();
            if (left <= 0) return std::nullopt;
            pollfd wait{output_, POLLIN, 0};
            int const ready = ::poll(&wait, 1, static_cast<int>(1000 * left) + 1);
            if (ready <= 0) continue;
            std::array<char, 256> bytes{};
            auto const size = ::read(output_, bytes.data(), bytes.size());
            if (size == 0) return text;
            if (size > 0) text.append(bytes.data(), static_cast<std::size_t>(size));
        }
    }

private:
    pid_t process_ = -1;
    int output_ = -1;
    int failure_ = 0;
};

}  // namespace

TimeLeft parse_time_left(std::string_view text) {
    auto const word = trimmed(text);
    if (word == "UNLIMITED") return {TimeLeft::Kind::unlimited, 0, "squeue"};
    if (auto const seconds = clock_seconds(word)) {
        return {TimeLeft::Kind::limited, *seconds, "squeue"};
    }
    if (word.empty()) return unknown("squeue knows no such job");
    return unknown(fmt::format("squeue printed '{}'", word));
}

double end_margin_s(double seconds_left) {
    return std::min(std::clamp(0.02 * seconds_left, 20.0, 120.0), 0.25 * seconds_left);
}

TimeLeft ask_squeue(std::string const& job_id, double timeout_s) {
    Child const squeue({"squeue", "-h", "-j", job_id, "-o", "%L"});
    if (squeue.failure() != 0) {
        return unknown(
            fmt::format("squeue cannot be started: {}", std::strerror(squeue.failure())));
    }
    auto const answer = squeue.read_all(timeout_s);
    if (!answer) return unknown(fmt::format("squeue did not answer within {:.3g} s", timeout_s));
    return parse_time_left(*answer);
}

SlurmLimit::SlurmLimit(Environment const& environment, double now_s, Ask ask)
    : ask_(std::move(ask)) {
    auto const* job_id = environment("SLURM_JOB_ID");
    if (job_id == nullptr || *job_id == '\0') return;
    job_id_ = job_id;
    auto const* end = environment("SLURM_JOB_END_TIME");
    double end_s = 0;
    if (end != nullptr) {
        auto const* const last = end + std::strlen(end);
        if (std::from_chars(end, last, end_s).ptr != last) end_s = 0;
    }
    if (end_s > 0) {
        set({TimeLeft::Kind::limited, std::max(end_s - now_s, 0.0), "SLURM_JOB_END_TIME"});
    } else {
        set(ask_(job_id_, ask_timeout_s));
    }
}

void SlurmLimit::set(TimeLeft const& left) {
    since_asked_.restart();
    run_seconds_.reset();
    switch (left.kind) {
        case TimeLeft::Kind::limited:
            margin_s_ = end_margin_s(left.seconds);
            run_seconds_ = left.seconds - margin_s_;
            note_ = fmt::format(
                "SLURM job {} has {:.0f} s left ({}): the run ends {:.0f} s before that", job_id_,
                left.seconds, left.source, margin_s_);
            break;
        case TimeLeft::Kind::unlimited:
            note_ = fmt::format("SLURM job {} has no time limit ({})", job_id_, left.source);
            break;
        case TimeLeft::Kind::unknown:
            note_ = fmt::format(
                "the time limit of SLURM job {} is not known ({}): the run will not end before it. "
                "Set run.max_hours, or submit with --signal=USR1@120?",
                job_id_, left.source);
            break;
    }
}

std::optional<double> SlurmLimit::seconds_left() const {
    if (!run_seconds_) return std::nullopt;
    return std::max(*run_seconds_ - since_asked_.elapsed_s(), 0.0);
}

bool SlurmLimit::reached() {
    if (is_confirmed_) return true;
    auto const left = seconds_left();
    if (!left || *left > 0) return false;
    auto const answer = ask_(job_id_, std::min(ask_timeout_s, 0.25 * margin_s_));
    // If squeue does not know the limit, it was not extended.
    bool const is_extended =
        answer.kind == TimeLeft::Kind::unlimited ||
        (answer.kind == TimeLeft::Kind::limited && answer.seconds > margin_s_ + least_extension_s);
    if (is_extended) {
        set(answer);
        return false;
    }
    is_confirmed_ = true;
    return true;
}

}  // namespace balmer::run
