#include "audio_io/riff_file.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

namespace ohmloop::audio_io {

namespace {

constexpr std::uint64_t longest_comment = 1 << 20;

struct ChunkHeader {
    char id[4];
    unsigned char size[4];

    [[nodiscard]] bool is(const char* name) const { return std::memcmp(id, name, 4) == 0; }
    [[nodiscard]] std::uint32_t bytes() const {
        return size[0] | static_cast<std::uint32_t>(size[1]) << 8 |
               static_cast<std::uint32_t>(size[2]) << 16 |
               static_cast<std::uint32_t>(size[3]) << 24;
    }
};

struct Chunk {
    std::uint64_t begin = 0;  ///< offset of the body
    std::uint64_t announced = 0;
};

bool read_at(int descriptor, std::uint64_t offset, void* to, std::size_t bytes) {
    const auto got = ::pread(descriptor, to, bytes, static_cast<off_t>(offset));
    return got == static_cast<ssize_t>(bytes);
}

std::uint64_t file_bytes(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

// The first chunk of that name from `begin` on. Chunks are padded to even lengths.
std::optional<Chunk> find_chunk(int descriptor, const char* name, std::uint64_t begin,
                                std::uint64_t end) {
    ChunkHeader header{};
    while (begin < end && read_at(descriptor, begin, &header, sizeof header)) {
        const Chunk chunk{begin + sizeof header, header.bytes()};
        if (header.is(name)) return chunk;
        begin = chunk.begin + chunk.announced + chunk.announced % 2;
    }
    return std::nullopt;
}

// "RIFF", size, "WAVE", then the chunks.
std::optional<Chunk> find_chunk(int descriptor, const char* name, std::uint64_t from = 12) {
    ChunkHeader header{};
    if (!read_at(descriptor, 0, &header, sizeof header) || !header.is("RIFF")) return std::nullopt;
    return find_chunk(descriptor, name, from, file_bytes(descriptor));
}

bool was_left_open(std::uint64_t announced) {
    return announced == 0 || announced == std::numeric_limits<std::uint32_t>::max();
}

std::string text_of(int descriptor, const Chunk& chunk) {
    std::string text(std::min(chunk.announced, longest_comment), '\0');
    if (!read_at(descriptor, chunk.begin, text.data(), text.size())) return {};
    return text.substr(0, text.find('\0'));
}

}  // namespace

std::optional<RiffSize> riff_size(int descriptor) {
    const auto data = find_chunk(descriptor, "data");
    if (!data || was_left_open(data->announced)) return std::nullopt;
    const auto end = file_bytes(descriptor);
    return RiffSize{data->announced, end > data->begin ? end - data->begin : 0};
}

std::optional<std::string> riff_comment(int descriptor) {
    auto list = find_chunk(descriptor, "LIST");
    while (list) {
        char kind[4]{};
        const auto end = list->begin + list->announced;
        if (read_at(descriptor, list->begin, kind, sizeof kind) &&
            std::memcmp(kind, "INFO", sizeof kind) == 0) {
            const auto comment = find_chunk(descriptor, "ICMT", list->begin + sizeof kind, end);
            if (comment) return text_of(descriptor, *comment);
        }
        list = find_chunk(descriptor, "LIST", end + list->announced % 2);
    }
    return std::nullopt;
}

}  // namespace ohmloop::audio_io
