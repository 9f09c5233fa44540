// Keeps a library with nothing but pages or headers linkable.
