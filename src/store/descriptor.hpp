#pragma once

#include <string>
#include <string_view>

namespace ohmloop::store {

/// A file descriptor closed at the end of its scope.
class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();

    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }
    /// False with errno set when the last of the data could not be stored.
    [[nodiscard]] bool close();

  private:
    int number_;
};

/// Opens a regular file for reading; throws StoreError with one sentence otherwise.
[[nodiscard]] int open_regular_file(const std::string& path);
/// Up to `size` bytes into `buffer`, 0 at the end of the file. Throws StoreError.
[[nodiscard]] std::size_t read_some(const Descriptor& file, char* buffer, std::size_t size,
                                    const std::string& path);

/// "cannot VERB PATH: what errno says".
[[noreturn]] void refuse_errno(std::string_view verb, const std::string& path, int error);

}  // namespace ohmloop::store
