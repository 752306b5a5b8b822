#include "ohmloop/audio_io/sound_file.hpp"

#include "audio_io/riff_file.hpp"
#include "audio_io/stored_sample.hpp"

#include "ohmloop/store/store_error.hpp"
#include "ohmloop/store/whole_file.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace ohmloop::audio_io {

using signal::Recording;
using signal::SampleFormat;

namespace {

constexpr int max_channels = 8;
constexpr int lowest_rate = 8000;
constexpr int highest_rate = 768000;
constexpr sf_count_t max_samples = (sf_count_t{4} << 30) / sf_count_t{sizeof(double)};
constexpr sf_count_t block_frames = 1 << 16;

struct CloseSound {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using Sound = std::unique_ptr<SNDFILE, CloseSound>;

class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    [[nodiscard]] int value() const { return value_; }

  private:
    int value_;
};

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw SoundFileError(fmt::format("{}: {}", path, why));
}

// libsndfile's texts end with a full stop and may run over several lines.
std::string reason_of(SNDFILE* file) {
    std::string text = sf_strerror(file);
    text.resize(std::min(text.find('\n'), text.size()));
    while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
    return text;
}

// ---- reading

struct OpenSound {
    Sound file;
    SF_INFO info{};
};

// O_NONBLOCK: a pipe without a writer is refused below instead of waited for.
int open_for_reading(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) refuse(path, fmt::format("cannot read: {}", std::strerror(errno)));
    return descriptor;
}

void require_regular_file(const std::string& path, int descriptor) {
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) return;
    refuse(path, S_ISDIR(status.st_mode) ? "is a folder, not a sound file" : "not a regular file");
}

OpenSound open_sound(const std::string& path, int descriptor) {
    ::lseek(descriptor, 0, SEEK_SET);
    OpenSound sound;
    sound.file.reset(sf_open_fd(descriptor, SFM_READ, &sound.info, SF_FALSE));
    if (!sound.file) {
        refuse(path, fmt::format("cannot be read as a sound file: {}", reason_of(nullptr)));
    }
    return sound;
}

SampleFormat format_of(const std::string& path, const SF_INFO& info) {
    switch (info.format & SF_FORMAT_SUBMASK) {
        case SF_FORMAT_PCM_S8:
        case SF_FORMAT_PCM_U8:
        case SF_FORMAT_PCM_16:
            return SampleFormat::int16;
        case SF_FORMAT_PCM_24:
            return SampleFormat::int24;
        case SF_FORMAT_PCM_32:
        case SF_FORMAT_ALAC_20:
        case SF_FORMAT_ALAC_32:
            return SampleFormat::int32;
        case SF_FORMAT_ALAC_16:
            return SampleFormat::int16;
        case SF_FORMAT_ALAC_24:
            return SampleFormat::int24;
        case SF_FORMAT_FLOAT:
            return SampleFormat::float32;
        case SF_FORMAT_DOUBLE:
            return SampleFormat::float64;
        default:
            refuse(path, "uses a lossy or packed sample format; only PCM and float are measured");
    }
}

bool has_known_length(const SF_INFO& info) { return info.frames > 0 && info.frames < SF_COUNT_MAX; }

void require_measurable(const std::string& path, const SF_INFO& info) {
    if (info.channels < 1 || info.channels > max_channels) {
        refuse(path,
               fmt::format("has {} channels; 1 to {} can be read", info.channels, max_channels));
    }
    if (info.samplerate < lowest_rate || info.samplerate > highest_rate) {
        refuse(path, fmt::format("has a sample rate of {} Hz; {} Hz to {} Hz can be read",
                                 info.samplerate, lowest_rate, highest_rate));
    }
    if (has_known_length(info) && info.frames > max_samples / info.channels) {
        refuse(path, "is too long: more than 4 GiB of samples in double precision; cut it");
    }
}

void require_whole(const std::string& path, int descriptor) {
    const auto size = riff_size(descriptor);
    if (!size || !size->is_truncated()) return;
    refuse(path, fmt::format("is truncated: {} of {} bytes of samples are there", size->present,
                             size->announced));
}

sf_count_t read_block(SNDFILE* file, int* to) { return sf_readf_int(file, to, block_frames); }
sf_count_t read_block(SNDFILE* file, float* to) { return sf_readf_float(file, to, block_frames); }
sf_count_t read_block(SNDFILE* file, double* to) { return sf_readf_double(file, to, block_frames); }

template <class Sample>
void append(const Sample* block, sf_count_t frames, std::vector<std::vector<double>>& channels) {
    const auto step = channels.size();
    for (std::size_t channel = 0; channel < step; ++channel) {
        for (std::size_t frame = 0; frame < static_cast<std::size_t>(frames); ++frame) {
            channels[channel].push_back(full_scale_one(block[frame * step + channel]));
        }
    }
}

template <class Sample>
void read_samples(const std::string& path, const OpenSound& sound, Recording& recording) {
    const auto channels = static_cast<std::size_t>(sound.info.channels);
    recording.channels.resize(channels);
    std::vector<Sample> block(static_cast<std::size_t>(block_frames) * channels);
    sf_count_t total = 0;
    while (const auto frames = read_block(sound.file.get(), block.data())) {
        append(block.data(), frames, recording.channels);
        total += frames;
        if (total > max_samples / sound.info.channels) {
            refuse(path, "is too long: more than 4 GiB of samples in double precision; cut it");
        }
    }
    if (has_known_length(sound.info) && total < sound.info.frames) {
        refuse(path, fmt::format("is truncated or damaged: {} of {} frames can be read", total,
                                 sound.info.frames));
    }
    if (sf_error(sound.file.get()) != SF_ERR_NO_ERROR) {
        refuse(path, fmt::format("is damaged: {}", reason_of(sound.file.get())));
    }
}

void require_finite(const std::string& path, const Recording& recording) {
    for (std::size_t channel = 0; channel < recording.channels.size(); ++channel) {
        const auto& samples = recording.channels[channel];
        const auto bad = std::find_if_not(samples.begin(), samples.end(),
                                          [](double x) { return std::isfinite(x); });
        if (bad == samples.end()) continue;
        refuse(path, fmt::format("holds a sample that is not a number (channel {}, frame {})",
                                 channel + 1, bad - samples.begin()));
    }
}

Recording read_descriptor(const std::string& path, int descriptor) {
    const auto sound = open_sound(path, descriptor);
    require_measurable(path, sound.info);
    Recording recording;
    recording.rate = Hertz(sound.info.samplerate);
    recording.format = format_of(path, sound.info);
    require_whole(path, descriptor);
    switch (recording.format) {
        case SampleFormat::float32:
            read_samples<float>(path, sound, recording);
            break;
        case SampleFormat::float64:
            read_samples<double>(path, sound, recording);
            break;
        default:
            read_samples<int>(path, sound, recording);
    }
    if (recording.frames() == 0) refuse(path, "holds no samples");
    require_finite(path, recording);
    return recording;
}

std::string comment_of(const std::string& path, int descriptor) {
    const auto sound = open_sound(path, descriptor);
    if (const auto comment = riff_comment(descriptor)) return *comment;
    const char* text = sf_get_string(sound.file.get(), SF_STR_COMMENT);
    return text == nullptr ? std::string() : text;
}

// ---- writing

int subtype_of(SampleFormat format) {
    switch (format) {
        case SampleFormat::int16:
            return SF_FORMAT_PCM_16;
        case SampleFormat::int24:
            return SF_FORMAT_PCM_24;
        case SampleFormat::int32:
            return SF_FORMAT_PCM_32;
        case SampleFormat::float32:
            return SF_FORMAT_FLOAT;
        case SampleFormat::float64:
            return SF_FORMAT_DOUBLE;
    }
    return 0;
}

std::string lower_extension(const std::string& path) {
    auto extension = std::filesystem::path(path).extension().string();
    for (char& c : extension) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return extension;
}

int file_format(const std::string& path, SampleFormat format) {
    const auto extension = lower_extension(path);
    const int subtype = subtype_of(format);
    if (extension == ".wav") return SF_FORMAT_WAV | subtype;
    if (extension != ".flac") {
        refuse(path, "cannot write: the name must end in .wav or .flac");
    }
    if (format != SampleFormat::int16 && format != SampleFormat::int24) {
        refuse(path, "cannot write: FLAC holds 16 or 24 bit; use .wav for this format");
    }
    return SF_FORMAT_FLAC | subtype;
}

SF_INFO info_for(const std::string& path, const Recording& samples) {
    SF_INFO info{};
    info.samplerate = static_cast<int>(std::lround(samples.rate.value()));
    info.channels = static_cast<int>(samples.channels.size());
    info.format = file_format(path, samples.format);
    return info;
}

sf_count_t write_block(SNDFILE* file, const int* from, sf_count_t frames) {
    return sf_writef_int(file, from, frames);
}
sf_count_t write_block(SNDFILE* file, const float* from, sf_count_t frames) {
    return sf_writef_float(file, from, frames);
}
sf_count_t write_block(SNDFILE* file, const double* from, sf_count_t frames) {
    return sf_writef_double(file, from, frames);
}

template <class Sample>
void write_samples(const std::string& path, SNDFILE* file, const Recording& samples) {
    const std::size_t channels = samples.channels.size();
    std::vector<Sample> block;
    for (std::size_t start = 0; start < samples.frames();) {
        const auto frames = std::min<std::size_t>(block_frames, samples.frames() - start);
        block.resize(frames * channels);
        for (std::size_t i = 0; i < block.size(); ++i) {
            const double x = samples.channels[i % channels][start + i / channels];
            block[i] = stored<Sample>(x, samples.format);
        }
        const auto asked = static_cast<sf_count_t>(frames);
        if (write_block(file, block.data(), asked) != asked) {
            refuse(path, fmt::format("cannot write: {}", reason_of(file)));
        }
        start += frames;
    }
}

void write_samples(const std::string& path, SNDFILE* file, const Recording& samples) {
    switch (samples.format) {
        case SampleFormat::float32:
            return write_samples<float>(path, file, samples);
        case SampleFormat::float64:
            return write_samples<double>(path, file, samples);
        default:
            return write_samples<int>(path, file, samples);
    }
}

void set_comment(const std::string& path, SNDFILE* file, const std::string& comment) {
    if (comment.empty()) return;
    if (sf_set_string(file, SF_STR_COMMENT, comment.c_str()) != 0) {
        refuse(path, fmt::format("cannot write its comment: {}", reason_of(file)));
    }
}

void write_descriptor(const std::string& path, int descriptor, const Recording& samples,
                      const std::string& comment) {
    SF_INFO info = info_for(path, samples);
    Sound file(sf_open_fd(descriptor, SFM_WRITE, &info, SF_FALSE));
    if (!file) refuse(path, fmt::format("cannot write: {}", reason_of(nullptr)));
    set_comment(path, file.get(), comment);
    write_samples(path, file.get(), samples);
}

// A full disk makes sf_close succeed on a shorter, valid file: only reading it back tells.
void require_stored(const std::string& path, int descriptor, const Recording& samples,
                    const std::string& comment) {
    try {
        const auto back = read_descriptor(path, descriptor);
        if (back.channels == as_stored(samples).channels &&
            comment_of(path, descriptor) == comment) {
            return;
        }
    } catch (const SoundFileError&) {
        // falls through: the sentence below is about writing
    }
    refuse(path, "cannot write: what was stored reads back differently; is the disk full?");
}

}  // namespace

Recording read_sound_file(const std::string& path) {
    const Descriptor descriptor(open_for_reading(path));
    require_regular_file(path, descriptor.value());
    return read_descriptor(path, descriptor.value());
}

std::string read_comment(const std::string& path) {
    const Descriptor descriptor(open_for_reading(path));
    require_regular_file(path, descriptor.value());
    return comment_of(path, descriptor.value());
}

bool is_sound_file_name(const std::string& path) {
    const auto extension = lower_extension(path);
    return extension == ".wav" || extension == ".flac";
}

void write_sound_file(const std::string& path, const Recording& samples,
                      const std::string& comment) {
    expects(samples.frames() > 0, "a sound file holds at least one frame");
    expects(samples.channels.size() <= max_channels, "a sound file has 1 to 8 channels");
    for (const auto& channel : samples.channels) {
        expects(channel.size() == samples.frames(), "channels are of equal length");
    }
    expects(samples.rate.value() == std::round(samples.rate.value()), "a whole number of hertz");
    require_finite(path, samples);
    try {
        store::WholeFile file(path);
        write_descriptor(path, file.descriptor(), samples, comment);
        file.sync();
        require_stored(path, file.descriptor(), samples, comment);
        file.commit();
    } catch (const store::StoreError& error) {
        throw SoundFileError(error.what());
    }
}

}  // namespace ohmloop::audio_io
