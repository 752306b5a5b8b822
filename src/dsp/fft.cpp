#include "ohmloop/dsp/fft.hpp"

#include "ohmloop/units/expects.hpp"

#include <fftw3.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <new>

namespace ohmloop::dsp {

namespace {

/// FFTW's planner keeps global tables: making and destroying plans is one at a time.
std::mutex& planner() {
    static std::mutex mutex;
    return mutex;
}

struct FftwFree {
    void operator()(void* memory) const { fftw_free(memory); }
};
template <class T>
using Buffer = std::unique_ptr<T[], FftwFree>;

/// FFTW's own allocation is aligned for its vector code.
template <class T>
Buffer<T> allocate(std::size_t count) {
    auto* memory = static_cast<T*>(fftw_malloc(count * sizeof(T)));
    if (memory == nullptr) throw std::bad_alloc();
    return Buffer<T>(memory);
}

class Plan {
  public:
    template <class MakePlan>
    explicit Plan(MakePlan make) {
        const std::lock_guard lock(planner());
        plan_ = make();
        expects(plan_ != nullptr, "FFTW makes a plan for every length");
    }
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;
    ~Plan() {
        const std::lock_guard lock(planner());
        fftw_destroy_plan(plan_);
    }
    void execute() const { fftw_execute(plan_); }

  private:
    fftw_plan plan_ = nullptr;
};

int plan_length(std::size_t n) {
    expects(n >= 1 && n <= static_cast<std::size_t>(std::numeric_limits<int>::max()),
            "an FFT has at least one point and fits an int");
    return static_cast<int>(n);
}

}  // namespace

std::vector<std::complex<double>> real_fft(std::span<const double> x) {
    const int n = plan_length(x.size());
    const std::size_t bins = x.size() / 2 + 1;
    const auto in = allocate<double>(x.size());
    const auto out = allocate<fftw_complex>(bins);
    const Plan plan([&] { return fftw_plan_dft_r2c_1d(n, in.get(), out.get(), FFTW_ESTIMATE); });
    std::copy(x.begin(), x.end(), in.get());
    plan.execute();
    std::vector<std::complex<double>> result(bins);
    for (std::size_t k = 0; k < bins; ++k) result[k] = {out[k][0], out[k][1]};
    return result;
}

std::vector<double> inverse_real_fft(std::span<const std::complex<double>> bins, std::size_t n) {
    expects(bins.size() == n / 2 + 1, "a real signal of n points has n/2 + 1 bins");
    const int length = plan_length(n);
    const auto in = allocate<fftw_complex>(bins.size());
    const auto out = allocate<double>(n);
    const Plan plan(
        [&] { return fftw_plan_dft_c2r_1d(length, in.get(), out.get(), FFTW_ESTIMATE); });
    for (std::size_t k = 0; k < bins.size(); ++k) {
        in[k][0] = bins[k].real();
        in[k][1] = bins[k].imag();
    }
    plan.execute();
    std::vector<double> result(out.get(), out.get() + n);
    for (double& value : result) value /= static_cast<double>(n);
    return result;
}

std::size_t fast_length(std::size_t n) {
    std::size_t best = 1;
    while (best < n) best *= 2;
    for (std::size_t five = 1; five < best; five *= 5)
        for (std::size_t three = five; three < best; three *= 3) {
            std::size_t candidate = three;
            while (candidate < n) candidate *= 2;
            best = std::min(best, candidate);
        }
    return best;
}

}  // namespace ohmloop::dsp
