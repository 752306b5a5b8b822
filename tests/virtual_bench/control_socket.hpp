#pragma once

#include <functional>
#include <string>

namespace ohmloop::virtual_bench {

/// Where the bench takes requests (a load's name, or a question): a stream socket in the file
/// system; one request and its answer a connection.
class ControlSocket {
  public:
    /// Throws std::runtime_error when the path cannot be bound.
    explicit ControlSocket(const std::string& path);
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;
    ~ControlSocket();

    [[nodiscard]] int descriptor() const { return descriptor_; }

    /// Takes one connection and answers it with what `reply` says to the request.
    void answer(const std::function<std::string(const std::string&)>& reply) const;

  private:
    std::string path_;
    int descriptor_ = -1;
};

/// The bench's answer. Throws std::runtime_error when no bench listens at `path`.
[[nodiscard]] std::string ask_bench(const std::string& path, const std::string& request);

}  // namespace ohmloop::virtual_bench
