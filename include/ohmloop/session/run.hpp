#pragma once

#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/load_switch.hpp"
#include "ohmloop/measure/take.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/result/figure.hpp"
#include "ohmloop/session/progress.hpp"
#include "ohmloop/signal/wiring.hpp"

#include <optional>
#include <vector>

namespace ohmloop::session {

/// What a run plays, and how far it may go.
struct RunSettings {
    profiles::Plan plan;
    signal::Wiring wiring = signal::Wiring::stereo;
    std::vector<profiles::Load> loads;      ///< from the lightest to the heaviest, at least one
    DbFs max_level{0};                      ///< the approach never goes beyond
    bool return_to_first = true;            ///< a short repeat of the first load gives the drift
    std::optional<Volts> input_full_scale;  ///< rms; lets loads be kept within their rating
    int most_retakes = 3;
    Seconds longest_settling{30};  ///< recorded time a load may need before its doubt
};

/// What a run has brought so far.
struct RunOutcome {
    std::vector<measure::RawTake> takes;
    std::vector<result::Doubt> doubts;
    bool returned = false;  ///< the last take repeats the first load
};

/// Takes every load in order: select it, wait until the input has settled, approach, play the
/// body, retake what lost samples with buffers twice as long each time; the first load is climbed
/// from -60 dBFS, the others in two steps. Where the switch can be asked again, each change is
/// checked by its level before anything louder is played: a load that is not there is asked for at
/// most twice more, then measured with the doubt "load_not_verified"; swapped ones are taken again.
/// A load whose takes stay spoiled ends the run with the doubt "takes_stay_spoiled", one that stays
/// shorted with "short". `outcome` is filled take by take, so that what is finished survives the
/// DeviceError or Interrupted that ends a run early.
void run(device::RunningStream& stream, device::LoadSwitch& load_switch,
         const RunSettings& settings, Progress& progress, RunOutcome& outcome);

}  // namespace ohmloop::session
