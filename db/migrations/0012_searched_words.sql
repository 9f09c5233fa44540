-- さがした語: what somebody typed into a search box. It stays out of addresses (decision 0004): the
-- address carries the token, the words are read back for the same user only, and go after a day.
CREATE TABLE searched_words (
    token TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    at INTEGER NOT NULL
) {strict};
CREATE INDEX searched_words_by_age ON searched_words (at);
