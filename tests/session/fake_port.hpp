#pragma once

#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/load_switch.hpp"
#include "ohmloop/session/progress.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace ohmloop::session {

/// What one exchange played: its largest sample and its length.
struct Played {
    std::string load;
    double peak = 0;
    std::size_t frames = 0;
};

/// A port, its load switch and a recorder in one: a gain for each load, a delay, a little noise,
/// and whatever a test wants to go wrong.
class FakePort : public device::RunningStream, public device::LoadSwitch {
  public:
    std::map<std::string, double> gains{{"open", 0.5}, {"33", 0.45}};
    bool common_clock = true;
    int doubled = 0;    ///< how often longer buffers were asked for
    bool asks = false;  ///< somebody changes the loads who can be asked again
    /// What is put across the jack instead, for the n-th time a load is asked for, n from 0.
    std::function<std::string(std::size_t, const std::string&)> mistake;
    std::vector<std::string> whys;
    /// Changes a recording; gets its number, from 0, among all exchanges.
    std::function<void(std::size_t, signal::Recording&)> spoil;

    std::vector<std::string> selected;
    std::vector<Played> played;

    signal::Recording exchange(const signal::Waveform& play) override {
        signal::Recording recording{play.rate, signal::SampleFormat::float64, {}, play.frames(), 0,
                                    0};
        for (const auto& channel : play.channels) recording.channels.push_back(recorded(channel));
        played.push_back({selected.empty() ? "" : selected.back(), peak_of(play), play.frames()});
        if (spoil) spoil(played.size() - 1, recording);
        return recording;
    }
    bool double_latency() override { return ++doubled > 0; }
    [[nodiscard]] signal::Rates rates() const override { return Hertz(48000); }
    [[nodiscard]] bool one_clock() const override { return common_clock; }
    void select(const std::string& load) override { put(load); }
    [[nodiscard]] bool can_ask() const override { return asks; }
    void select_again(const std::string& load, const std::string& why) override {
        whys.push_back(why);
        put(load);
    }

  private:
    static constexpr std::size_t delay = 240;
    static constexpr std::size_t tail = 4800;

    static double peak_of(const signal::Waveform& play) {
        double peak = 0;
        for (const auto& channel : play.channels)
            for (const double x : channel) peak = std::max(peak, std::abs(x));
        return peak;
    }

    std::vector<double> recorded(const std::vector<double>& channel) {
        std::vector<double> y(channel.size() + tail);
        for (double& x : y) x = 1e-6 * noise_(random_);
        const double gain = selected.empty() ? 0 : gains.at(present_);
        for (std::size_t n = 0; n < channel.size(); ++n) y[n + delay] += gain * channel[n];
        return y;
    }

    void put(const std::string& load) {
        present_ = mistake ? mistake(selected.size(), load) : load;
        selected.push_back(load);
    }

    std::string present_;
    std::mt19937_64 random_{1};
    std::normal_distribution<double> noise_;
};

/// Remembers what it was told.
class Heard : public Progress {
  public:
    void report(const std::string& stage, double fraction) override {
        stages.push_back(stage);
        fractions.push_back(fraction);
    }
    std::vector<std::string> stages;
    std::vector<double> fractions;
};

}  // namespace ohmloop::session
