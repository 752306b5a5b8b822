#include "ohmloop/simulation/bench.hpp"

#include "simulation/card_input.hpp"
#include "simulation/drive.hpp"
#include "simulation/load_filter.hpp"
#include "simulation/port_noise.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace ohmloop::simulation {

namespace {

constexpr std::size_t block_frames = 64;  // of the inner loops: small enough for the first cache
constexpr std::size_t fir_taps = 96;
constexpr double fir_edge = 0.46;  // above 20 kHz at 44.1 kHz

double ratio(double db) { return std::pow(10, db / 20); }

const profiles::SensedLoad* sensed(const profiles::VirtualPort& port, double load_ohm) {
    for (const auto& range : port.sensed_loads)
        if (load_ohm >= range.above.value() && load_ohm < range.below.value()) return &range;
    // An open jack is above every limit, the topmost included.
    if (std::isinf(load_ohm) && !port.sensed_loads.empty())
        return &*std::max_element(port.sensed_loads.begin(), port.sensed_loads.end(),
                                  [](const auto& a, const auto& b) { return a.above < b.above; });
    return nullptr;
}

Volts emf(const profiles::VirtualPort& port, double load_ohm) {
    const auto* range = sensed(port, load_ohm);
    return range ? range->emf : port.full_scale;
}

double source_ohm(const profiles::VirtualPort& port, double load_ohm) {
    const auto* range = sensed(port, load_ohm);
    return range && range->source_resistance ? range->source_resistance->value()
                                             : port.source_resistance.value();
}

double parallel(double load_ohm, double input_ohm) {
    return std::isinf(load_ohm) ? input_ohm : load_ohm * input_ohm / (load_ohm + input_ohm);
}

CircuitPair circuit(const profiles::VirtualPort& port, const profiles::SimulatedCard& card,
                    const profiles::Load& load, Wiring wiring) {
    const double input = card.input_resistance.value();
    Circuit loaded;
    loaded.source_ohm = source_ohm(port, load.resistance_ohm);
    loaded.inductance_h = port.source_inductance.value();
    loaded.elastance = port.coupling_capacitance ? 1 / port.coupling_capacitance->value() : 0;
    loaded.load_ohm = parallel(load.resistance_ohm + load.contact_ohm, input);
    loaded.load_f = card.input_capacitance.value();
    Circuit open = loaded;
    open.load_ohm = input;
    CircuitPair both;
    both.channel[0] = wiring == Wiring::right ? open : loaded;
    both.channel[1] = wiring == Wiring::left ? open : loaded;
    both.shared_ohm = port.shared_ground.value();
    return both;
}

// What one load makes of the port, all of it worked out before the first sample.
struct LoadState {
    DriveLaw law;
    NoiseLevels noise;
    LoadResponse response;
};

// What the polynomial adds below this stays under -200 dBFS: nothing, to any converter.
constexpr double unheard = 1e-10;

double unbent_volts(const DriveLaw& law) {
    double volts = std::numeric_limits<double>::infinity();
    const double added = 0.5 * unheard * law.scale;
    if (law.square != 0) volts = std::min(volts, std::sqrt(added / std::abs(law.square)));
    if (law.cube != 0) volts = std::min(volts, std::cbrt(added / std::abs(law.cube)));
    return volts;
}

double quiet_peak(const DriveLaw& law, const CircuitPair& circuit, double overshoot) {
    double volts = unbent_volts(law);
    if (law.rail > 0) volts = std::min(volts, law.rail);
    // Half, since a charged coupling capacitor can add as much again as the EMF.
    for (const Circuit& c : circuit.channel)
        if (law.limits_current)
            volts = std::min(volts, 0.5 * law.limiter.limit * (c.source_ohm + c.load_ohm));
    return volts / (law.scale * overshoot);
}

DriveLaw drive_law(const profiles::VirtualPort& port, const CircuitPair& circuit, double load_ohm,
                   double rate, double overshoot) {
    const double reference = port.harmonics_at.value() * std::numbers::sqrt2;
    DriveLaw law;
    law.scale = emf(port, load_ohm).value() * std::numbers::sqrt2 * ratio(port.volume_db);
    law.square = 2 * port.second_harmonic / reference;
    law.cube = 4 * port.third_harmonic / (reference * reference);
    law.rail = port.rail_peak ? port.rail_peak->value() : 0;
    law.limits_current = port.current_peak.has_value();
    if (law.limits_current) {
        law.limiter = make_limiter_step(circuit, port.current_peak->value(), 1 / (8 * rate));
        law.quiet = make_limiter_step(circuit, port.current_peak->value(), 1 / rate);
    }
    law.quiet_below = quiet_peak(law, circuit, overshoot);
    return law;
}

}  // namespace

Volts highest_level(const profiles::VirtualPort& port, const std::vector<profiles::Load>& loads) {
    double highest = emf(port, std::numeric_limits<double>::infinity()).value();
    for (const auto& load : loads)
        highest = std::max(highest, emf(port, load.resistance_ohm).value());
    highest *= ratio(port.volume_db + std::max(0.0, port.balance_db));
    const double rail = port.rail_peak ? port.rail_peak->value() / std::numbers::sqrt2 : highest;
    return Volts(std::min(highest, rail));
}

Volts full_scale(const profiles::SimulatedCard& card, const profiles::VirtualPort& port,
                 const std::vector<profiles::Load>& loads) {
    // However far up its gain is turned, a line input takes this much.
    constexpr Volts most_sensitive{0.1};
    if (card.full_scale.value() > 0) return card.full_scale;
    return std::max(most_sensitive, 1.2 * highest_level(port, loads));
}

struct Bench::State {
    State(const profiles::VirtualPort& port, const profiles::SimulatedCard& card,
          const std::vector<profiles::Load>& load_list, Wiring wiring, Hertz rate_hz,
          std::uint64_t seed);
    void run(const LoadState& load, std::size_t n) noexcept;
    [[nodiscard]] bool mute_after(Pair x) noexcept;

    double rate;
    Drive drive{block_frames};
    PortNoise noise;
    LoadFilter filter{fir_taps, block_frames};
    CardInput card_input;
    std::vector<LoadState> loads;
    std::atomic<std::size_t> selected{0};
    Pair channel_gain;          ///< polarity and balance
    std::uint64_t mute_frames;  ///< of digital zero, 0: never
    std::uint64_t zeros = 0;
    std::array<Pair, block_frames> in{};
    std::array<Pair, block_frames> out{};
    std::array<bool, block_frames> muted{};
};

Bench::State::State(const profiles::VirtualPort& port, const profiles::SimulatedCard& card,
                    const std::vector<profiles::Load>& load_list, Wiring wiring, Hertz rate_hz,
                    std::uint64_t seed)
    : rate(rate_hz.value()),
      noise(port, rate, seed),
      card_input(card, full_scale(card, port, load_list).value(), rate, seed, block_frames),
      channel_gain(pair(1, ratio(port.balance_db)) * (port.inverted ? -1.0 : 1.0)),
      mute_frames(port.auto_mute_after
                      ? static_cast<std::uint64_t>(port.auto_mute_after->value() * rate) + 1
                      : 0) {
    const FirFit fit(fir_taps, fir_edge);
    loads.reserve(load_list.size());
    for (const auto& load : load_list) {
        const CircuitPair both = circuit(port, card, load, wiring);
        loads.push_back({drive_law(port, both, load.resistance_ohm, rate, drive.overshoot()),
                         noise_levels(port, both.channel[0].source_ohm, rate),
                         fit_load_response(both, rate, fit)});
    }
}

bool Bench::State::mute_after(Pair x) noexcept {
    zeros = x[0] == 0 && x[1] == 0 ? zeros + 1 : 0;
    // The last sound must have passed the drive's delay before its noise stops.
    return mute_frames > 0 && zeros > mute_frames + drive.delay();
}

void Bench::State::run(const LoadState& load, std::size_t n) noexcept {
    for (std::size_t i = 0; i < n; ++i) muted[i] = mute_after(in[i]);
    for (std::size_t i = 0; i < n; ++i) in[i] *= channel_gain;
    drive.process(load.law, in.data(), n, out.data());
    noise.process(load.noise, muted.data(), out.data(), n);
    filter.process(load.response, out.data(), n);
    card_input.process(out.data(), n);
}

Bench::Bench(const profiles::VirtualPort& port, const profiles::SimulatedCard& card,
             const std::vector<profiles::Load>& loads, Wiring wiring, Hertz rate,
             std::uint64_t seed) {
    expects(!loads.empty(), "a bench has at least one load");
    expects(rate.value() > 0, "a bench has a sample rate");
    state_ = std::make_unique<State>(port, card, loads, wiring, rate, seed);
}

Bench::~Bench() = default;
Bench::Bench(Bench&&) noexcept = default;
Bench& Bench::operator=(Bench&&) noexcept = default;

void Bench::process(std::span<const double> in_left, std::span<const double> in_right,
                    std::span<double> out_left, std::span<double> out_right) noexcept {
    State& s = *state_;
    const LoadState& load = s.loads[s.selected.load(std::memory_order_acquire)];
    const std::size_t frames =
        std::min({in_left.size(), in_right.size(), out_left.size(), out_right.size()});
    for (std::size_t done = 0; done < frames; done += block_frames) {
        const std::size_t n = std::min(block_frames, frames - done);
        for (std::size_t i = 0; i < n; ++i) s.in[i] = pair(in_left[done + i], in_right[done + i]);
        s.run(load, n);
        for (std::size_t i = 0; i < n; ++i) {
            out_left[done + i] = s.out[i][0];
            out_right[done + i] = s.out[i][1];
        }
    }
}

void Bench::select_load(std::size_t index) noexcept {
    if (index < state_->loads.size()) state_->selected.store(index, std::memory_order_release);
}

std::size_t Bench::selected_load() const noexcept { return state_->selected.load(); }

std::size_t Bench::delay_frames() const noexcept {
    return state_->drive.delay() + fir_taps / 2 + state_->card_input.delay();
}

}  // namespace ohmloop::simulation
