#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace ohmloop::dsp {

/// X[k] = sum x[n] exp(-j 2 pi k n / N), k = 0..N/2; unnormalised. N >= 1.
[[nodiscard]] std::vector<std::complex<double>> real_fft(std::span<const double> x);
/// The inverse of real_fft, normalised by 1/N; `bins.size() == n/2 + 1`.
[[nodiscard]] std::vector<double> inverse_real_fft(std::span<const std::complex<double>> bins,
                                                   std::size_t n);
/// Smallest 2^a 3^b 5^c >= n.
[[nodiscard]] std::size_t fast_length(std::size_t n);

}  // namespace ohmloop::dsp
