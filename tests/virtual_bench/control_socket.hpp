#pragma once

#include <functional>
#include <string>

namespace ohmloop::virtual_bench {

/// Where the bench takes load names: a stream socket in the file system; one name and an answer
/// ("ok" or a sentence) a connection.
class ControlSocket {
  public:
    /// Throws std::runtime_error when the path cannot be bound.
    explicit ControlSocket(const std::string& path);
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;
    ~ControlSocket();

    [[nodiscard]] int descriptor() const { return descriptor_; }

    /// Takes one connection and answers it with what `select` says to the name.
    void answer(const std::function<std::string(const std::string&)>& select) const;

  private:
    std::string path_;
    int descriptor_ = -1;
};

/// The bench's answer to a load name. Throws std::runtime_error when no bench listens at `path`.
[[nodiscard]] std::string ask_for_load(const std::string& path, const std::string& load);

}  // namespace ohmloop::virtual_bench
