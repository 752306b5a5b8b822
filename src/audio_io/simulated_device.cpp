#include "ohmloop/audio_io/simulated_device.hpp"

#include "audio_io/reconstruction.hpp"
#include "audio_io/simulated_fault.hpp"
#include "audio_io/simulated_stream.hpp"

#include "ohmloop/units/expects.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace ohmloop::audio_io {

namespace {

class SimulatedStream final : public device::RunningStream {
  public:
    SimulatedStream(std::shared_ptr<SimulatedSession> session, signal::Rates rates)
        : session_(std::move(session)), rates_(rates) {}
    signal::Recording exchange(const signal::Waveform& play) override {
        expects(play.rate == rates_.played, "what is played has the stream's rate");
        return session_->exchange(reconstructed(play, rates_.recorded));
    }
    [[nodiscard]] signal::Rates rates() const override { return rates_; }
    [[nodiscard]] bool one_clock() const override {
        return session_->one_clock() && rates_.played == rates_.recorded;
    }

  private:
    std::shared_ptr<SimulatedSession> session_;
    signal::Rates rates_;
};

class SimulatedDevice final : public device::AudioDevice {
  public:
    SimulatedDevice(std::string port, std::shared_ptr<SimulatedSession> session)
        : port_(std::move(port)), session_(std::move(session)) {}

    [[nodiscard]] device::DeviceInfo output_info() const override {
        return {"simulated", port_, 0, 2, session_->rate(), true};
    }
    [[nodiscard]] device::DeviceInfo input_info() const override {
        return {"simulated", "simulated card", 2, 0, session_->rate(), true};
    }
    std::unique_ptr<device::RunningStream> start(const device::StreamSettings& settings) override {
        if (settings.rates.recorded != session_->rate())
            throw device::DeviceError(fmt::format("the simulated bench records at {}, not at {}",
                                                  print_rate(session_->rate()),
                                                  print_rate(settings.rates.recorded)));
        return std::make_unique<SimulatedStream>(session_, settings.rates);
    }

  private:
    std::string port_;
    std::shared_ptr<SimulatedSession> session_;
};

class SimulatedLoadSwitch final : public device::LoadSwitch {
  public:
    explicit SimulatedLoadSwitch(std::shared_ptr<SimulatedSession> session)
        : session_(std::move(session)) {}
    void select(const std::string& load) override { session_->change_load(load); }

  private:
    std::shared_ptr<SimulatedSession> session_;
};

std::vector<profiles::Load> drawn(std::vector<profiles::Load> loads, std::uint64_t seed) {
    simulation::Random random(seed, 10);
    for (auto& load : loads) load.resistance_ohm *= 1 + load.tolerance * random.symmetric();
    // One meter measured them all.
    const double error = simulation::Random(seed, 12).normal();
    for (auto& load : loads) load.resistance_ohm *= 1 + load.scale_uncertainty * error;
    return loads;
}

// Volts rms in 20 Hz to 20 kHz of the input's own noise and the converter's rounding, step^2 / 12
// from 0 to half the rate.
double input_noise(const profiles::SimulatedCard& card, double rate) {
    const double bandwidth = std::min(20000.0, rate / 2) - 20;
    const double step =
        SimulatedConverter{card.bits}.step() * card.full_scale.value() * std::numbers::sqrt2;
    const double rounding = step * step / 12 / (rate / 2);
    return std::sqrt((card.noise_density * card.noise_density + rounding) * bandwidth);
}

/// A profile's decibels of nothing.
constexpr double least_written = -180;

// At full scale, where it is most: harmonic n falls by n - 1 dB a dB.
double own_thd_db(const profiles::SimulatedCard& card) {
    const double ratio = std::hypot(card.second_harmonic, card.third_harmonic);
    return ratio > 0 ? std::max(least_written, 20 * std::log10(ratio)) : least_written;
}

profiles::SoundCard drawn_profile(const profiles::SimulatedCard& card, double rate,
                                  std::uint64_t seed) {
    simulation::Random random(seed, 11);
    // The truth lies rectangularly about what is stated, not the statement about the truth.
    const auto stated = [&](double truth, double tolerance) {
        return profiles::Toleranced{truth / (1 + tolerance * random.symmetric()), tolerance};
    };
    profiles::SoundCard profile;
    profile.name = profile.device = "simulated card";
    profile.host_api = "simulated";
    profile.rate_hz = rate;
    profile.input_resistance_ohm = stated(card.input_resistance.value(), card.resistance_tolerance);
    profile.input_capacitance_pf =
        stated(1e12 * card.input_capacitance.value(), card.capacitance_tolerance);
    profile.full_scale_v = stated(card.full_scale.value(), card.full_scale_tolerance);
    // A rms value of noise averaged over B T has a relative standard deviation of 1/(2 sqrt(B T)).
    const double degrees = (std::min(20000.0, rate / 2) - 20) * card.noise_averaging.value();
    profile.noise_v = input_noise(card, rate) * (1 + 0.5 / std::sqrt(degrees) * random.normal());
    // It is read off the recording's own scale, and becomes volts by the full scale as stated.
    *profile.noise_v *= profile.full_scale_v->value / card.full_scale.value();
    profile.thd_db = own_thd_db(card);
    profile.noise_averaging_s = card.noise_averaging.value();
    if (card.high_pass.value() > 0) profile.high_pass_hz = card.high_pass.value();
    profile.repeatability_db = card.repeatability_db;
    profile.channel_match_db = card.channel_match_db;
    profile.crosstalk_db = least_written;  // the simulated inputs share nothing
    profile.polarity_known = true;
    return profile;
}

}  // namespace

SimulatedBench make_simulated_bench(const SimulatedSetup& declared, Hertz rate) {
    std::vector<Fault> faults = make_faults(declared.fault);
    SimulatedSetup setup = declared;
    for (const Fault& fault : faults)
        if (fault.setup) fault.setup(setup);
    setup.card.full_scale = simulation::full_scale(setup.card, setup.port, setup.loads);
    setup.loads = drawn(setup.loads, setup.seed);
    for (const Fault& fault : faults)
        if (fault.loads) fault.loads(setup.loads);

    SimulatedBench bench;
    bench.truth = {setup.loads, setup.card};
    bench.profile = drawn_profile(setup.card, rate.value(), setup.seed);
    bench.session = std::make_shared<SimulatedSession>(setup, std::move(faults), rate);
    bench.device = std::make_unique<SimulatedDevice>(setup.port.name, bench.session);
    bench.load_switch = std::make_unique<SimulatedLoadSwitch>(bench.session);
    return bench;
}

}  // namespace ohmloop::audio_io
