// On systems that refuse executable memory, the interpreter is selected and a note explains why.
#include "balmer/base/error.hpp"
#include "balmer/eval/evaluator.hpp"

#include "eval/kernel_family.hpp"

#include <cerrno>
#include <cstddef>
#include <iostream>

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace balmer::eval {
namespace {

#ifdef __x86_64__

/// Forbids executable memory for this process: mmap and mprotect with PROT_EXEC fail.
bool forbid_executable_memory() {
    auto const argument = static_cast<std::uint32_t>(offsetof(seccomp_data, args[2]));
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    sock_fprog program{static_cast<unsigned short>(std::size(filter)), filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// Prints the selection without executable memory. Returns 0 if it is correct and works.
int choose_without_executable_memory() {
    if (!forbid_executable_memory()) {
        std::cerr << "no filter";
        return 3;
    }
    auto const choice = best_backend();
    std::cerr << choice.note << "; " << make_evaluator<float>()->name();
    try {
        make_evaluator<double>(Backend::avx2);
        return 2;
    } catch (InputError const& error) {
        std::cerr << "; " << error.what();
    }
    expr::Tree const tree = expr::variable_tree(0);
    float const column[] = {1, 2, 4}, target[] = {1, 1, 1};
    float const* const columns[] = {column};
    auto const sums = make_evaluator<float>()->loss(tree, {columns, target, nullptr, 3});
    return choice.backend == Backend::interpreter && sums.squared_error_sum == 10 ? 0 : 1;
}

TEST(ExecutableMemoryDeathTest, WithoutItExpressionsAreInterpretedAndTheLogSaysWhy) {
    if (!is_supported(KernelFamily::avx2)) GTEST_SKIP() << "no code is emitted here anyway";
    // A separate process, since the result of the first attempt is kept.
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(std::_Exit(choose_without_executable_memory()), ::testing::ExitedWithCode(0),
                "the system refuses executable memory.*interpreted.*; interpreter "
                ".*; backend 'avx2': the system refuses executable memory");
}

#endif

}  // namespace
}  // namespace balmer::eval
