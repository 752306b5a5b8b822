#include "ohmloop/cli/version.hpp"

namespace ohmloop::cli {

std::string version() { return OHMLOOP_VERSION; }

}  // namespace ohmloop::cli
