#include "physics/lhapdf_density.hpp"

#include "balmer/base/error.hpp"

#include <exception>

#include <LHAPDF/LHAPDF.h>

namespace balmer::physics {
namespace {

/// Source: Buckley et al., "LHAPDF6: parton density access in the LHC precision era",
/// Eur. Phys. J. C75 (2015) 132.
class LhapdfDensity final : public PartonDensity {
public:
    explicit LhapdfDensity(std::unique_ptr<LHAPDF::PDF const> grid) : grid_(std::move(grid)) {}

    double xf(int id, double x, double q_gev) const override {
        return x < 1 ? grid_->xfxQ(id, x, q_gev) : 0.0;
    }
    DensityRange range() const override { return {grid_->xMin(), grid_->qMin(), grid_->qMax()}; }

private:
    std::unique_ptr<LHAPDF::PDF const> grid_;
};

}  // namespace

bool has_lhapdf() { return true; }

std::unique_ptr<PartonDensity const> make_lhapdf_density(std::string const& set_name) {
    LHAPDF::setVerbosity(0);
    try {
        return std::make_unique<LhapdfDensity>(
            std::unique_ptr<LHAPDF::PDF const>(LHAPDF::mkPDF(set_name, 0)));
    } catch (std::exception const& error) {
        throw InputError("LHAPDF cannot open the set '" + set_name + "' (" + error.what() +
                         "). Install it with: lhapdf install " + set_name);
    }
}

}  // namespace balmer::physics
