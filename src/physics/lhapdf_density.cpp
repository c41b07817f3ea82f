#include "physics/lhapdf_density.hpp"

#include "balmer/base/error.hpp"

#include <exception>
#include <utility>

#include <LHAPDF/LHAPDF.h>

namespace balmer::physics {
namespace {

/// Source: Buckley et al., "LHAPDF6: parton density access in the LHC precision era",
/// Eur. Phys. J. C75 (2015) 132.
class LhapdfDensity final : public PartonDensity {
public:
    // LHAPDF reads the range from its metadata, by functions that are not const.
    explicit LhapdfDensity(std::unique_ptr<LHAPDF::PDF> grid)
        : grid_(std::move(grid)), range_{grid_->xMin(), grid_->qMin(), grid_->qMax()} {}

    double xf(int id, double x, double q_gev) const override {
        return x < 1 ? grid_->xfxQ(id, x, q_gev) : 0.0;
    }
    DensityRange range() const override { return range_; }

private:
    std::unique_ptr<LHAPDF::PDF> grid_;
    DensityRange range_;
};

}  // namespace

bool has_lhapdf() { return true; }

std::unique_ptr<PartonDensity const> make_lhapdf_density(std::string const& set_name) {
    BALMER_VALIDATE(!set_name.empty(),
                    "'lhapdf:' has no name of a set (lhapdf:SET is required). Take "
                    "lhapdf:NNPDF23_lo_as_0130_qed?");
    LHAPDF::setVerbosity(0);
    try {
        return std::make_unique<LhapdfDensity>(
            std::unique_ptr<LHAPDF::PDF>(LHAPDF::mkPDF(set_name, 0)));
    } catch (std::exception const& error) {
        throw InputError("LHAPDF cannot open the set '" + set_name + "' (" + error.what() +
                         "). Install it with: lhapdf install " + set_name);
    }
}

}  // namespace balmer::physics
