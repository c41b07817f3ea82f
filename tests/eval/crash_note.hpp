/// \file
/// What was being evaluated when the processor refused to go on: emitted code that touches memory
/// of others, or that is no code, leaves no message of its own.
#pragma once

#include "describe.hpp"

#include <csignal>
#include <cstdio>
#include <string_view>

namespace balmer::eval {

/// Names the formula on stderr if the process is killed while the note lives; one at a time. The
/// formula must live as long.
class CrashNote {
public:
    CrashNote(std::string_view evaluator, expr::Tree const& tree, std::size_t row_count) {
        install();
        evaluator_ = evaluator;
        tree_ = &tree;
        row_count_ = row_count;
    }
    CrashNote(CrashNote const&) = delete;
    CrashNote& operator=(CrashNote const&) = delete;
    ~CrashNote() { tree_ = nullptr; }

private:
    static inline std::string_view evaluator_;
    static inline expr::Tree const* tree_ = nullptr;
    static inline std::size_t row_count_ = 0;

    static void install() {
        static bool const installed = [] {
            struct sigaction action {};
            action.sa_handler = report;
            // Once: the signal comes again and meets what was to happen without us.
            action.sa_flags = static_cast<int>(SA_RESETHAND);
            for (int const number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP}) {
                sigaction(number, &action, nullptr);
            }
            return true;
        }();
        static_cast<void>(installed);
    }

    // Allocates, which a handler must not: but the crash was in an evaluator, and the process ends.
    static void report(int number) {
        if (!tree_) return;
        std::fprintf(stderr, "signal %d in %.*s over %zu rows of %s\n", number,
                     static_cast<int>(evaluator_.size()), evaluator_.data(), row_count_,
                     describe(*tree_).c_str());
    }
};

}  // namespace balmer::eval
