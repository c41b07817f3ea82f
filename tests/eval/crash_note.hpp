/// \file
/// Reports the formula if a signal kills the process during its evaluation. Invalid memory accesses
/// or instructions of emitted code would otherwise leave no message.
#pragma once

#include "describe.hpp"

#include <csignal>
#include <cstdio>
#include <string_view>

namespace balmer::eval {

/// Prints the formula to stderr if a signal kills the process during the lifetime of the note. Only
/// one note may exist at a time, and the formula must outlive it.
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
            // Restores the previous action, for which the signal is raised again.
            action.sa_flags = static_cast<int>(SA_RESETHAND);
            for (int const number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP}) {
                sigaction(number, &action, nullptr);
            }
            return true;
        }();
        static_cast<void>(installed);
    }

    // Allocation is not allowed in a handler, but the crash was in an evaluator and the process
    // ends.
    static void report(int number) {
        if (!tree_) return;
        std::fprintf(stderr, "signal %d in %.*s over %zu rows of %s\n", number,
                     static_cast<int>(evaluator_.size()), evaluator_.data(), row_count_,
                     describe(*tree_).c_str());
    }
};

}  // namespace balmer::eval
