#include "ohmloop/dsp/fft.hpp"

#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <thread>

namespace ohmloop::dsp {
namespace {

std::vector<double> random_record(std::size_t n, unsigned seed) {
    std::mt19937 generator(seed);
    std::uniform_real_distribution<double> value(-1, 1);
    std::vector<double> x(n);
    for (double& v : x) v = value(generator);
    return x;
}

std::complex<double> slow_bin(const std::vector<double>& x, std::size_t k) {
    std::complex<double> sum = 0;
    for (std::size_t n = 0; n < x.size(); ++n)
        sum +=
            x[n] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k * n % x.size()) /
                                       static_cast<double>(x.size()));
    return sum;
}

TEST(Fft, EqualsTheDefinitionAtEveryKindOfLength) {
    for (std::size_t n : {1U, 2U, 3U, 8U, 30U, 97U, 211U}) {  // primes go another way in FFTW
        const auto x = random_record(n, 1);
        const auto bins = real_fft(x);
        ASSERT_EQ(bins.size(), n / 2 + 1);
        for (std::size_t k = 0; k < bins.size(); ++k)  // rounding of n terms below 1
            EXPECT_LT(std::abs(bins[k] - slow_bin(x, k)), 1e-13 * static_cast<double>(n + 1)) << n;
    }
}

TEST(Fft, InverseRestoresTheRecord) {
    for (std::size_t n : {1U, 2U, 7U, 1000U, 4801U}) {
        const auto x = random_record(n, 2);
        const auto back = inverse_real_fft(real_fft(x), n);
        ASSERT_EQ(back.size(), n);
        for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(back[i], x[i], 1e-14);  // few eps
    }
}

TEST(Fft, RunsInSeveralThreadsAtOnce) {
    const auto x = random_record(3000, 3);
    const auto expected = real_fft(x);
    std::vector<std::thread> threads;
    std::vector<int> differing(4, 0);
    for (auto& count : differing)
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i)
                if (real_fft(x) != expected) ++count;
        });
    for (auto& thread : threads) thread.join();
    for (int count : differing) EXPECT_EQ(count, 0);
}

TEST(Fft, FastLengthIsTheNextProductOfTwoThreeAndFive) {
    const auto smooth = [](std::size_t n) {
        for (std::size_t p : {2U, 3U, 5U})
            while (n % p == 0) n /= p;
        return n == 1;
    };
    for (std::size_t n = 1; n < 3000; ++n) {
        std::size_t expected = n;
        while (!smooth(expected)) ++expected;
        ASSERT_EQ(fast_length(n), expected);
    }
    EXPECT_EQ(fast_length(0), 1U);
}

TEST(Fft, RefusesWhatHasNoTransform) {
    EXPECT_THROW((void)real_fft({}), BrokenContract);
    const std::vector<std::complex<double>> bins(3);
    EXPECT_THROW((void)inverse_real_fft(bins, 8), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::dsp
