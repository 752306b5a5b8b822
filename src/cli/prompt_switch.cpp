#include "cli/guide/keyboard.hpp"

#include "ohmloop/cli/load_switches.hpp"
#include "ohmloop/device/audio_device.hpp"

#include <cctype>
#include <ostream>

namespace ohmloop::cli {

namespace {

std::string request(const std::string& load, Plug plug) {
    const std::string ohms = "the load of " + load + " ohm across ";
    if (plug == Plug::stays)
        return load == "open" ? "Take every load off the jack" : "Put " + ohms + "the jack";
    return "Pull the plug, " + (load == "open" ? "take every load off it" : "put " + ohms + "it") +
           ", plug it in again";
}

}  // namespace

void PromptSwitch::select(const std::string& load) {
    if (plug_ == Plug::stays && load == in_place_) return;
    // The line above may hold a bar of progress.
    screen_ << '\n';
    ask(load);
}

void PromptSwitch::select_again(const std::string& load, const std::string& why) {
    std::string sentence = why;
    if (!sentence.empty())
        sentence[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(sentence[0])));
    screen_ << '\n' << sentence << '\n';
    ask(load);
}

void PromptSwitch::ask(const std::string& load) {
    const Keyboard keyboard(keyboard_);
    keyboard.forget();
    while (true) {
        const std::string answer = keyboard.answer(
            screen_, request(load, plug_) + " and press Enter (q and Enter to give up): ");
        if (answer.empty()) break;
        // Sound comes next: nothing but a plain Enter asks for it.
        screen_ << "Enter alone goes on.\n";
    }
    in_place_ = load;
}

}  // namespace ohmloop::cli
