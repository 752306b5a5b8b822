#include "ohmloop/audio_io/portaudio_device.hpp"
#include "ohmloop/cli/run.hpp"

#include <iostream>
#include <unistd.h>

int main(int argc, char** argv) {
    ohmloop::cli::catch_stop_signals();
    const int code = ohmloop::cli::run(argc, argv, std::cout, std::cerr);
    // A thread that never comes back out of the audio system would hold up an ordinary exit.
    if (ohmloop::audio_io::audio_host_hangs()) {
        std::cout.flush();
        std::cerr.flush();
        _exit(code);
    }
    return code;
}
