#pragma once

#include "options.hpp"

#include <memory>
#include <string>

namespace ohmloop::virtual_bench {

/// A JACK client with physical ports NAME:playback_1/2 and NAME:capture_1/2, which PortAudio lists
/// as the duplex device NAME, and the simulated port, load and card input between them. With a
/// recorder the capture ports are those of a second client, a device with a clock of its own.
class BenchClient {
  public:
    /// Joins the server that JACK_DEFAULT_SERVER names; never starts one. Throws
    /// std::runtime_error.
    explicit BenchClient(const Options& options);
    BenchClient(const BenchClient&) = delete;
    BenchClient& operator=(const BenchClient&) = delete;
    ~BenchClient();

    /// Puts the load across the jack and returns when it sounds; "ok" or a sentence.
    [[nodiscard]] std::string select(const std::string& load);

    /// Sits out the next period, as a device that was late does: what was played in it is lost, and
    /// what was recorded in the one before is recorded again.
    void come_late();

    /// What was played so far, as PlayedSound describes it.
    [[nodiscard]] std::string heard() const;

    /// The server has gone.
    [[nodiscard]] bool is_abandoned() const noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ohmloop::virtual_bench
