#pragma once

namespace ohmloop::classify {

/// The share of a class's devices that have something, so many of them having been counted and
/// more being allowed for than were.
struct CountedShare {
    double hits = 0;
    double of = 0;
    /// Of those that were not counted as having it this much may be told to have it all the same:
    /// judged, not counted.
    double allowance = 0;

    /// As counted: Jeffreys' rule, so that nothing is ruled out by a few devices without it.
    [[nodiscard]] double counted() const { return (hits + 0.5) / (of + 1); }
    [[nodiscard]] double having() const { return counted() + (1 - counted()) * allowance; }
};

/// Of ln(P(told of a line output) / P(told of a headphone output)), one standard deviation by how
/// many were counted, and by the allowances, which lie within a factor of 10^judged_decades (one
/// standard deviation). Of the opposite, P being 1 less these, where `having` is false.
[[nodiscard]] double ratio_deviation(const CountedShare& line, const CountedShare& headphone,
                                     double judged_decades, bool having);

}  // namespace ohmloop::classify
