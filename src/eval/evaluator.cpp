#include "balmer/eval/evaluator.hpp"

#include "reference.hpp"

namespace balmer::eval {

template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_evaluator(Backend) {
    return make_reference_evaluator<Scalar>();
}

template std::unique_ptr<Evaluator<float>> make_evaluator(Backend);
template std::unique_ptr<Evaluator<double>> make_evaluator(Backend);

}  // namespace balmer::eval
