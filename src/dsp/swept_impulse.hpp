#pragma once

#include "ohmloop/dsp/sweep_response.hpp"

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace ohmloop::dsp {

using Spectrum = std::vector<std::complex<double>>;

/// A part of an impulse response: opens over `lead_edge` frames, closes over `tail_edge`, each half
/// a cosine.
struct Gate {
    std::size_t lead;  ///< frames before its centre
    std::size_t tail;  ///< and from it on
    double lead_edge;
    double tail_edge;

    [[nodiscard]] std::size_t frames() const { return lead + tail; }
    [[nodiscard]] double gain(std::size_t i) const;
};

/// A gate's share of an impulse response: value[i] stands at frame centre + i - gate.lead.
struct GatedResponse {
    std::vector<double> value;
    Gate gate;
    std::ptrdiff_t centre = 0;
    double window_frames = 0;  ///< sum of the gate's squares
};

/// What turns a sweep's reference into its recording, as an impulse response on a circle of n
/// frames: Y X* / (|X|^2 + tiny). Tiny errs by 2e-6 where a sweep of three decades is weakest, and
/// keeps the parts it never excites from blowing up.
class SweptImpulse {
  public:
    SweptImpulse(std::span<const double> recorded, std::span<const double> reference, Hertz rate,
                 std::size_t padding, Hertz stop, Hertz pass);

    [[nodiscard]] GatedResponse cut(const Gate& gate, std::ptrdiff_t centre) const;
    /// What the gated response does not explain of the recording: noise, distortion, offset.
    [[nodiscard]] std::vector<double> unexplained(const GatedResponse& response) const;
    /// |X| at the bin nearest a frequency.
    [[nodiscard]] double excitation(double frequency_hz) const;

  private:
    std::span<const double> recorded_;
    double rate_;
    std::size_t n_;
    Spectrum reference_;
    std::vector<double> impulse_;
};

}  // namespace ohmloop::dsp
