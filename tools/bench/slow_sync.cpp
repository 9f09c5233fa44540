// Preloaded into a program, it makes every fsync and fdatasync take KAKEHASHI_SYNC_MS milliseconds
// more: a disk that really waits, on a machine whose disk answers from a cache.
#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace {

using Sync = int (*)(int);

int after_a_while(const char* name, int file) {
    const char* text = std::getenv("KAKEHASHI_SYNC_MS");
    if (text)
        std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(std::atof(text)));
    return reinterpret_cast<Sync>(dlsym(RTLD_NEXT, name))(file);
}

}  // namespace

extern "C" int fsync(int file) {
    return after_a_while("fsync", file);
}
extern "C" int fdatasync(int file) {
    return after_a_while("fdatasync", file);
}
