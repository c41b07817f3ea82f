// The tables of one instruction set. The including file defines BALMER_SINGLE(name) and
// BALMER_DOUBLE(name), which give the name of a function in SLEEF, and DoubleVector.

#include <cmath>

namespace balmer::eval::jit {
namespace {

/// pow of SLEEF 3.5.1 returns infinity from e^709.7827111 on, a relative 1.7e-6 below the largest
/// double, so infinite values are computed again by libm.
DoubleVector pow_to_the_end(DoubleVector x, DoubleVector y) {
    DoubleVector value = BALMER_DOUBLE(pow)(x, y);
    for (unsigned i = 0; i < sizeof(DoubleVector) / sizeof(double); ++i) {
        if (std::isinf(value[i])) value[i] = std::pow(x[i], y[i]);
    }
    return value;
}

}  // namespace
}  // namespace balmer::eval::jit

#define BALMER_ADDRESS(function) reinterpret_cast<CalledFunction>(&function)
#define BALMER_SINGLE_ENTRY(name) BALMER_ADDRESS(BALMER_SINGLE(name)),
#define BALMER_DOUBLE_ENTRY(name) BALMER_ADDRESS(BALMER_DOUBLE(name)),
#define BALMER_SINGLE_FUNCTIONS \
    { BALMER_CALLED_FUNCTIONS(BALMER_SINGLE_ENTRY) BALMER_ADDRESS(BALMER_SINGLE(pow)) }
#define BALMER_DOUBLE_FUNCTIONS \
    { BALMER_CALLED_FUNCTIONS(BALMER_DOUBLE_ENTRY) BALMER_ADDRESS(pow_to_the_end) }
