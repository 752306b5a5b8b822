#pragma once

namespace ohmloop::signal {

/// Which jack channels carry the load and go to the recorder's inputs.
enum class Wiring { stereo, left, right };

}  // namespace ohmloop::signal
