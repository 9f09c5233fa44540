#pragma once

#include "office/office.hpp"

namespace kakehashi::retention {

struct FileReport {
    int removed = 0;
    int waiting = 0;
};

/// Takes away the files and page pictures of documents whose last row was deleted, after the
/// deletion's commit: a run that was killed before leaves them on the list for the next one. What
/// was stored within the last hour waits: somebody may be about to name it.
FileReport remove_listed_files(Office& office);

}  // namespace kakehashi::retention
