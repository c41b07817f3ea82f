#include "balmer/base/error.hpp"
#include "balmer/eval/evaluator.hpp"

#include "interpreter.hpp"
#include "reference.hpp"
#ifdef BALMER_X86
#include "jit/emitted_evaluator.hpp"
#include "jit/executable_memory.hpp"
#endif

#include <algorithm>

namespace balmer::eval {

std::optional<Backend> find_backend(std::string_view name) {
    auto const found = std::ranges::find(backend_names, name);
    if (found == backend_names.end()) return std::nullopt;
    return static_cast<Backend>(found - backend_names.begin());
}

std::string why_unavailable(Backend backend) {
    switch (backend) {
#ifdef BALMER_X86
        case Backend::avx512:
            return jit::why_unavailable(jit::InstructionSet::avx512);
        case Backend::avx2:
            return jit::why_unavailable(jit::InstructionSet::avx2);
#else
        case Backend::avx512:
        case Backend::avx2:
            return "it is for x86-64 processors";
#endif
        case Backend::automatic:
        case Backend::interpreter:
        case Backend::reference:
            return {};
    }
    throw ContractError("invalid backend");
}

std::vector<Backend> available_backends() {
    std::vector<Backend> backends;
    for (auto const backend :
         {Backend::avx512, Backend::avx2, Backend::interpreter, Backend::reference}) {
        if (why_unavailable(backend).empty()) backends.push_back(backend);
    }
    return backends;
}

BackendChoice best_backend() {
    BackendChoice choice{available_backends().front(), {}};
#ifdef BALMER_X86
    auto const& reason = jit::why_no_executable_memory();
    if (choice.backend == Backend::interpreter && is_supported(KernelFamily::avx2) &&
        !reason.empty()) {
        choice.note = reason + ": expressions are interpreted, not compiled";
    }
#endif
    return choice;
}

template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_evaluator(Backend backend) {
    if (backend == Backend::automatic) backend = best_backend().backend;
    if (auto const reason = why_unavailable(backend); !reason.empty()) {
        throw InputError("backend '" + std::string(name(backend)) + "': " + reason);
    }
    if (backend == Backend::reference) return make_reference_evaluator<Scalar>();
#ifdef BALMER_X86
    if (backend == Backend::avx512) {
        return jit::make_emitted_evaluator<Scalar>(jit::InstructionSet::avx512);
    }
    if (backend == Backend::avx2) {
        return jit::make_emitted_evaluator<Scalar>(jit::InstructionSet::avx2);
    }
#endif
    return make_interpreter<Scalar>(best_kernel_family());
}

template std::unique_ptr<Evaluator<float>> make_evaluator(Backend);
template std::unique_ptr<Evaluator<double>> make_evaluator(Backend);

}  // namespace balmer::eval
