#include "balmer/eval/evaluator.hpp"

#include "interpreter.hpp"
#include "reference.hpp"

namespace balmer::eval {

template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_evaluator(Backend backend) {
    if (backend == Backend::reference) return make_reference_evaluator<Scalar>();
    return make_interpreter<Scalar>(best_kernel_family());
}

template std::unique_ptr<Evaluator<float>> make_evaluator(Backend);
template std::unique_ptr<Evaluator<double>> make_evaluator(Backend);

}  // namespace balmer::eval
