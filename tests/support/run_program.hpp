#pragma once

#include "ohmloop/cli/run.hpp"

#include <sstream>
#include <string>
#include <vector>

namespace ohmloop::testing {

/// What the program left behind.
struct Ran {
    int code = 0;
    std::string out;
    std::string err;
};

/// The whole program in this process, with the words after its name.
inline Ran run_program(const std::vector<std::string>& words) {
    std::vector<const char*> arguments{"ohmloop"};
    for (const auto& word : words) arguments.push_back(word.c_str());
    std::ostringstream out;
    std::ostringstream err;
    const int code = cli::run(static_cast<int>(arguments.size()), arguments.data(), out, err);
    return {code, out.str(), err.str()};
}

}  // namespace ohmloop::testing
