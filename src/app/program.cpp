#include "program.hpp"

#include "balmer/base/error.hpp"
#include "balmer/console/exit_code.hpp"
#include "balmer/console/signals.hpp"
#include "balmer/parallel/error.hpp"
#include "balmer/parallel/launcher.hpp"
#include "balmer/parallel/session.hpp"

#include "commands/commands.hpp"
#include "commands/usage_error.hpp"
#include "completion.hpp"
#include "version_text.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <thread>

#include <CLI/CLI.hpp>

namespace balmer::app {
namespace {

constexpr char const* description =
    "balmer finds human-readable formulas in collider data: it searches for the best formula\n"
    "at each complexity, with constants fitted on all events.";

constexpr char const* examples = R"text(Examples:
  balmer generate wbf --events 500000 --theta 0 --seed 1 --out wbf_f0.h5
  balmer inspect wbf_f0.h5
  balmer job jobs/wbf_f0.toml --set data.file=wbf_f0.h5                    check a job
  mpirun -n 3 balmer search jobs/wbf_f0.toml --set data.file=wbf_f0.h5     search on three ranks
  balmer show runs/wbf_f0                                                  results, also during the run
  balmer evaluate --data wbf_f0.h5 --target score --expression "-0.365*x_p1*x_p2*sin(dphi)"
  balmer fit --data wbf_f0.h5 --target score \
      --expression "-x_p1*(x_p2+c)*(a-b*deta)*sin(dphi+d)"   Eq. (39) of arXiv:2109.10414

Exit codes: 0 finished; 1 failed; 2 wrong usage or job file; 3 bad data or a damaged checkpoint; 75 ended
by time limit, signal or STOP file with a checkpoint written: run the same command again to resume.)text";

/// The rank according to the launcher, before MPI starts; 0 for a plain process.
int launched_rank() {
    auto const launch = parallel::find_launch([](char const* name) { return std::getenv(name); });
    return launch ? launch->rank.value_or(0) : 0;
}

bool launched_many() {
    auto const launch = parallel::find_launch([](char const* name) { return std::getenv(name); });
    return launch && launch->is_many();
}

/// The rank that reports the error has two seconds to print it: a launcher may end all ranks as
/// soon as one has returned a code other than 0.
void wait_for_origin() { std::this_thread::sleep_for(std::chrono::seconds(2)); }

/// Sets the action; returns the exit code if there is nothing more to do.
std::optional<int> parse(int argument_count, char const* const* arguments,
                         console::Console& console, Action& action) {
    CLI::App app(description, "balmer");
    app.footer(examples);
    app.require_subcommand(1);
    app.set_version_flag("--version", version_text);
    app.add_flag_callback(
        "--completion", [&app] { throw CLI::CallForVersion(bash_completion(app), 0); },
        "print completions for bash, to be sourced by it, and exit");
    add_commands(app, action);
    try {
        app.parse(argument_count, arguments);
        return std::nullopt;
    } catch (CLI::ParseError const& error) {
        bool const is_question = error.get_exit_code() == 0;
        if (launched_rank() > 0) {
            if (!is_question) wait_for_origin();
        } else if (is_question) {
            app.exit(error, console.out, console.err);
        } else {
            console::print_error(console, InputError(describe_usage_error(app, error)));
        }
        return is_question ? console::exit_finished : console::exit_usage;
    }
}

/// Results that could not be printed, for example on a full disk, are an error.
int checked(int code, console::Console& console) {
    errno = 0;
    if (!console.out.flush()) throw IoError("write", "standard output", errno);
    return code;
}

int fail(console::Console& console, std::exception const& error) {
    bool const among_others = parallel::mpi_is_running();
    if (among_others && dynamic_cast<parallel::RemoteError const*>(&error) != nullptr) {
        wait_for_origin();
    }
    console::print_error(console, error, among_others ? launched_rank() : -1);
    int const code = console::exit_code_of(error);
    if (among_others) parallel::abort(code);
    return code;
}

}  // namespace

int run(int argument_count, char const* const* arguments, console::Console& console) {
    // Signals are caught from here on: a batch system may send one while MPI starts.
    console::StopSignals signals;
    // Exceeding the limit on the size of a file then makes write() fail instead of ending the
    // process.
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        Action action;
        if (auto const code = parse(argument_count, arguments, console, action)) {
            return checked(*code, console);
        }
        if (!action.run_with_signals) signals.let_go();
        if (launched_many() && !action.is_parallel) {
            if (launched_rank() > 0) {
                wait_for_origin();
                return console::exit_usage;
            }
            throw InputError(
                "this command runs in one process (search, fit and generate run on several ranks). "
                "Run it without mpirun");
        }
        return checked(action.run_with_signals ? action.run_with_signals(console, signals)
                                               : action.run(console),
                       console);
    } catch (std::exception const& error) {
        return fail(console, error);
    }
}

}  // namespace balmer::app
