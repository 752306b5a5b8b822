#include "bench_client.hpp"

#include "played_sound.hpp"
#include "slipping_clock.hpp"

#include "ohmloop/simulation/bench.hpp"

#include <fmt/format.h>
#include <jack/jack.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ohmloop::virtual_bench {

using namespace std::chrono_literals;

namespace {

struct CloseClient {
    void operator()(jack_client_t* client) const { jack_client_close(client); }
};
using Client = std::unique_ptr<jack_client_t, CloseClient>;

Client join_server(const std::string& name) {
    const auto options = static_cast<jack_options_t>(JackNoStartServer | JackUseExactName);
    Client client(jack_client_open(name.c_str(), options, nullptr));
    if (!client) throw std::runtime_error(fmt::format("no JACK server for '{}' to join", name));
    return client;
}

jack_port_t* add_port(jack_client_t* client, const std::string& name, unsigned long direction) {
    auto* port = jack_port_register(client, name.c_str(), JACK_DEFAULT_AUDIO_TYPE,
                                    direction | JackPortIsPhysical | JackPortIsTerminal, 0);
    if (!port) throw std::runtime_error(fmt::format("JACK refuses the port {}", name));
    return port;
}

// What a converter of `bits` makes of it: rounded and clipped. 24 bits fit a float exactly.
float converted(double x, double steps) {
    return static_cast<float>(std::clamp(std::nearbyint(x * steps), -steps, steps - 1) / steps);
}

}  // namespace

struct BenchClient::State {
    explicit State(const Options& options)
        : card(load_card(options.card)),
          loads(profiles::parse_loads(options.loads, 0)),
          client(join_server(options.name)),
          recorder(options.recorder.empty() ? nullptr : join_server(options.recorder)),
          clock(options.clock_offset_ppm),
          steps(std::ldexp(1.0, card.bits - 1)),
          bench(load_port(options.port), card, loads, simulation::Wiring::stereo,
                Hertz(jack_get_sample_rate(client.get())), options.seed) {
        for (int c = 0; c < 2; ++c) {
            playback[c] =
                add_port(client.get(), fmt::format("playback_{}", c + 1), JackPortIsInput);
            capture[c] = add_port(recorder ? recorder.get() : client.get(),
                                  fmt::format("capture_{}", c + 1), JackPortIsOutput);
        }
        size_buffers(jack_get_buffer_size(client.get()));
    }

    void size_buffers(jack_nframes_t frames) {
        for (auto& buffer : in) buffer.resize(frames);
        for (auto& buffer : out) buffer.resize(frames);
        for (auto& buffer : recorded) buffer.resize(frames);
    }

    void process(jack_nframes_t frames) noexcept {
        if (late.exchange(false)) return convert(out, frames);
        for (std::size_t c = 0; c < 2; ++c) {
            const auto* played = static_cast<float*>(jack_port_get_buffer(playback[c], frames));
            std::copy_n(played, frames, in[c].begin());
        }
        sound.note({in[0].data(), frames}, {in[1].data(), frames});
        bench.process({in[0].data(), frames}, {in[1].data(), frames}, {out[0].data(), frames},
                      {out[1].data(), frames});
        if (recorder) {
            clock.push({out[0].data(), frames}, {out[1].data(), frames});
        } else {
            convert(out, frames);
        }
        cycles.fetch_add(1);
    }

    /// The second client's thread, where there is one.
    void record(jack_nframes_t frames) {
        clock.pull({recorded[0].data(), frames}, {recorded[1].data(), frames});
        convert(recorded, frames);
    }

    void convert(const std::vector<double> (&analogue)[2], jack_nframes_t frames) noexcept {
        for (std::size_t c = 0; c < 2; ++c) {
            auto* digital = static_cast<float*>(jack_port_get_buffer(capture[c], frames));
            for (std::size_t n = 0; n < frames; ++n) digital[n] = converted(analogue[c][n], steps);
        }
    }

    profiles::SimulatedCard card;
    std::vector<profiles::Load> loads;
    Client client;
    Client recorder;  ///< null where one client plays and records
    SlippingClock clock;
    double steps;
    simulation::Bench bench;
    PlayedSound sound;
    jack_port_t* playback[2]{};
    jack_port_t* capture[2]{};
    std::vector<double> in[2];
    std::vector<double> out[2];
    std::vector<double> recorded[2];  ///< of the recorder's thread
    std::atomic<std::uint64_t> cycles{0};
    std::atomic<bool> late{false};
    std::atomic<bool> abandoned{false};
};

BenchClient::BenchClient(const Options& options) : state_(std::make_unique<State>(options)) {
    auto* client = state_->client.get();
    const auto process = [](jack_nframes_t frames, void* state) {
        static_cast<State*>(state)->process(frames);
        return 0;
    };
    const auto resize = [](jack_nframes_t frames, void* state) {
        static_cast<State*>(state)->size_buffers(frames);
        return 0;
    };
    const auto shutdown = [](void* state) { static_cast<State*>(state)->abandoned.store(true); };
    const auto record = [](jack_nframes_t frames, void* state) {
        static_cast<State*>(state)->record(frames);
        return 0;
    };
    if (auto* recorder = state_->recorder.get()) {
        jack_set_process_callback(recorder, record, state_.get());
        if (jack_activate(recorder) != 0) throw std::runtime_error("JACK activates no recorder");
    }
    jack_set_process_callback(client, process, state_.get());
    jack_set_buffer_size_callback(client, resize, state_.get());
    jack_on_shutdown(client, shutdown, state_.get());
    if (jack_activate(client) != 0) throw std::runtime_error("JACK does not activate the bench");
}

BenchClient::~BenchClient() {
    if (is_abandoned()) return;
    jack_deactivate(state_->client.get());
    if (state_->recorder) jack_deactivate(state_->recorder.get());
}

std::string BenchClient::select(const std::string& load) {
    const auto& loads = state_->loads;
    const auto found = std::find_if(loads.begin(), loads.end(),
                                    [&](const auto& known) { return known.name == load; });
    if (found == loads.end()) return fmt::format("the bench has no load '{}'", load);
    state_->bench.select_load(static_cast<std::size_t>(found - loads.begin()));
    // The load takes effect at a block's start: two more have begun when it has.
    const auto selected_at = state_->cycles.load();
    for (int i = 0; i < 1000 && state_->cycles.load() < selected_at + 2; ++i) {
        std::this_thread::sleep_for(1ms);
    }
    return "ok";
}

void BenchClient::come_late() { state_->late.store(true); }

std::string BenchClient::heard() const { return state_->sound.describe(); }

bool BenchClient::is_abandoned() const noexcept { return state_->abandoned.load(); }

}  // namespace ohmloop::virtual_bench
