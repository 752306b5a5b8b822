#include "ohmloop/dsp/least_squares.hpp"

#include "dsp/normal_equations.hpp"

#include "ohmloop/units/expects.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <limits>

// The only file that includes Eigen: solving templates take 20 s and 1 GB to compile.

namespace ohmloop::dsp {

namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

Eigen::Map<const RowMajor> as_matrix(const RealMatrix& m) {
    expects(m.values.size() == m.rows * m.columns, "a matrix holds rows x columns values");
    return {m.values.data(), index(m.rows), index(m.columns)};
}

Eigen::Map<const Vector> as_vector(std::span<const double> v) {
    return {v.data(), index(v.size())};
}

std::vector<double> to_std(const Vector& v) { return {v.data(), v.data() + v.size()}; }

RealMatrix to_real(const Matrix& m) {
    RealMatrix result{.rows = static_cast<std::size_t>(m.rows()),
                      .columns = static_cast<std::size_t>(m.cols()),
                      .values = std::vector<double>(static_cast<std::size_t>(m.size()))};
    Eigen::Map<RowMajor>(result.values.data(), m.rows(), m.cols()) = m;
    return result;
}

using Decomposition = Eigen::ColPivHouseholderQR<Matrix>;

/// (A' A)^-1 = P R^-1 R^-T P'; infinite where A does not determine the parameters.
Matrix covariance_of(const Decomposition& qr) {
    const auto n = qr.cols();
    if (qr.rank() < n) return Matrix::Constant(n, n, std::numeric_limits<double>::infinity());
    const Matrix inverse = qr.matrixR().topLeftCorner(n, n).triangularView<Eigen::Upper>().solve(
        Matrix::Identity(n, n));
    const Matrix permuted = qr.colsPermutation() * inverse;
    return permuted * permuted.transpose();
}

void check_shape(const RealMatrix& a, std::span<const double> b) {
    expects(a.columns > 0 && a.rows >= a.columns, "a fit has at least as many rows as columns");
    expects(b.size() == a.rows, "a fit has one observation a row");
}

}  // namespace

LinearFit solve_weighted(const RealMatrix& a, std::span<const double> b,
                         std::span<const double> sigma) {
    check_shape(a, b);
    expects(sigma.size() == a.rows, "a weighted fit has one sigma a row");
    expects(std::all_of(sigma.begin(), sigma.end(), [](double s) { return s > 0; }),
            "standard uncertainties are positive");
    const Vector weight = as_vector(sigma).cwiseInverse();
    const Matrix whitened = weight.asDiagonal() * as_matrix(a);
    const Vector observed = weight.cwiseProduct(as_vector(b));
    const Decomposition qr(whitened);
    const Vector solution = qr.solve(observed);
    return {.solution = to_std(solution),
            .covariance = to_real(covariance_of(qr)),
            .chi_square = (observed - whitened * solution).squaredNorm()};
}

std::vector<double> solve(const RealMatrix& a, std::span<const double> b) {
    check_shape(a, b);
    return to_std(Decomposition(Matrix(as_matrix(a))).solve(as_vector(b)));
}

std::vector<double> solve_symmetric(const RealMatrix& gram, std::span<const double> right) {
    expects(gram.rows == gram.columns && right.size() == gram.rows, "a square system");
    const Eigen::LDLT<Matrix> factors{Matrix(as_matrix(gram))};
    return to_std(factors.solve(as_vector(right)));
}

std::vector<double> solve_normal(std::span<const double> columns, std::size_t column_count,
                                 std::span<const double> b) {
    NormalEquations equations(column_count);
    equations.add(columns, b);
    return equations.solution();
}

NormalEquations::NormalEquations(std::size_t columns)
    : gram_{.rows = columns, .columns = columns, .values = std::vector<double>(columns * columns)},
      right_(columns) {}

void NormalEquations::add(std::span<const double> columns, std::span<const double> b) {
    const std::size_t count = right_.size();
    expects(columns.size() == count * b.size(), "columns stand one behind the other");
    const Eigen::Map<const Matrix> a(columns.data(), index(b.size()), index(count));
    // Stored by rows, a lower half is an upper one by columns.
    Eigen::Map<Matrix> gram(gram_.values.data(), index(count), index(count));
    gram.selfadjointView<Eigen::Upper>().rankUpdate(a.transpose());
    Eigen::Map<Vector>(right_.data(), index(count)) += a.transpose() * as_vector(b);
}

std::vector<double> NormalEquations::solution() const {
    const Eigen::LDLT<Matrix, Eigen::Lower> factors{Matrix(as_matrix(gram_))};
    return to_std(factors.solve(as_vector(right_)));
}

namespace {

/// Levenberg-Marquardt in parameters divided by their typical size.
class Descent {
  public:
    Descent(const Residuals& residuals, std::span<const double> start,
            std::span<const double> scale)
        : residuals_(residuals), scale_(as_vector(scale)) {
        point_ = as_vector(start).cwiseQuotient(scale_);
        residual_ = at(point_);
        expects(residual_.allFinite(), "residuals are finite at the start");
        expects(residual_.size() >= point_.size(), "a fit has at least as many residuals");
    }

    NonlinearFit run() {
        bool converged = false;
        for (int i = 0; i < 200 && !converged; ++i) converged = step();
        const Decomposition qr(jacobian());
        const Matrix covariance = scale_.asDiagonal() * covariance_of(qr) * scale_.asDiagonal();
        return {.solution = to_std(point_.cwiseProduct(scale_)),
                .covariance = to_real(covariance),
                .chi_square = residual_.squaredNorm(),
                .converged = converged};
    }

  private:
    Vector at(const Vector& point) const {
        const std::vector<double> parameters = to_std(point.cwiseProduct(scale_));
        const std::vector<double> values = residuals_(parameters);
        return as_vector(values);
    }

    /// Central differences; the step balances truncation against rounding, eps^(1/3) of the
    /// parameter's typical size.
    Matrix jacobian() const {
        Matrix j(residual_.size(), point_.size());
        for (Eigen::Index k = 0; k < point_.size(); ++k) {
            const double h = std::max(6e-6, 1e-9 * std::abs(point_[k]));
            Vector up = point_;
            Vector down = point_;
            up[k] += h;
            down[k] -= h;
            j.col(k) = (at(up) - at(down)) / (up[k] - down[k]);
        }
        return j;
    }

    /// One accepted step, or the end; true when there is nothing left to gain.
    bool step() {
        const Matrix j = jacobian();
        const double before = residual_.squaredNorm();
        const Vector size = j.colwise().norm().transpose().cwiseMax(1e-300);
        for (int tries = 0; tries < 40; ++tries, damping_ *= 8) {
            const Vector move = damped_step(j, size);
            const Vector trial = at(point_ + move);
            const double after = trial.allFinite() ? trial.squaredNorm() : HUGE_VAL;
            const bool tiny = move.cwiseQuotient(point_.cwiseAbs().cwiseMax(1.0)).norm() < 1e-12;
            if (after < before || (tiny && after <= before)) {
                point_ += move;
                residual_ = trial;
                damping_ = std::max(damping_ / 10, 1e-15);
                return tiny || before - after <= 1e-15 * before;
            }
            if (tiny) return true;
        }
        return true;
    }

    Vector damped_step(const Matrix& j, const Vector& size) const {
        Matrix stacked(j.rows() + j.cols(), j.cols());
        stacked.topRows(j.rows()) = j;
        stacked.bottomRows(j.cols()) = Matrix((std::sqrt(damping_) * size).asDiagonal());
        Vector right = Vector::Zero(stacked.rows());
        right.head(j.rows()) = -residual_;
        return Decomposition(stacked).solve(right);
    }

    const Residuals& residuals_;
    Vector scale_;
    Vector point_;
    Vector residual_;
    double damping_ = 1e-3;
};

}  // namespace

NonlinearFit minimise(const Residuals& residuals, std::vector<double> start,
                      std::span<const double> scale) {
    expects(!start.empty() && start.size() == scale.size(), "a scale for every parameter");
    expects(std::all_of(scale.begin(), scale.end(), [](double s) { return s > 0; }),
            "parameter scales are positive");
    return Descent(residuals, start, scale).run();
}

}  // namespace ohmloop::dsp
