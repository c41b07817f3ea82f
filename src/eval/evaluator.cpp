#include "balmer/eval/evaluator.hpp"

#include "balmer/base/error.hpp"

#include "interpreter.hpp"
#include "reference.hpp"

#include <algorithm>

namespace balmer::eval {

std::optional<Backend> find_backend(std::string_view name) {
    auto const found = std::ranges::find(backend_names, name);
    if (found == backend_names.end()) return std::nullopt;
    return static_cast<Backend>(found - backend_names.begin());
}

std::string why_unavailable(Backend backend) {
    switch (backend) {
        case Backend::avx512:
        case Backend::avx2:
            return "it is not built in";
        default:
            return {};
    }
}

std::vector<Backend> available_backends() {
    std::vector<Backend> backends;
    for (auto const backend :
         {Backend::avx512, Backend::avx2, Backend::interpreter, Backend::reference}) {
        if (why_unavailable(backend).empty()) backends.push_back(backend);
    }
    return backends;
}

BackendChoice best_backend() { return {available_backends().front(), {}}; }

template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_evaluator(Backend backend) {
    if (backend == Backend::automatic) backend = best_backend().backend;
    if (auto const reason = why_unavailable(backend); !reason.empty()) {
        throw InputError("backend '" + std::string(name(backend)) + "': " + reason);
    }
    if (backend == Backend::reference) return make_reference_evaluator<Scalar>();
    return make_interpreter<Scalar>(best_kernel_family());
}

template std::unique_ptr<Evaluator<float>> make_evaluator(Backend);
template std::unique_ptr<Evaluator<double>> make_evaluator(Backend);

}  // namespace balmer::eval
