-- Patients are searched while somebody waits at the telephone, so their names and numbers have a table
-- of their own: referrals, which name the same people and are many more, do not slow it down.
-- `pairs` holds names cut into pairs of characters and numbers cut into fours of digits; the row id is
-- the patient's.
-- only sqlite
CREATE VIRTUAL TABLE patient_text USING fts5 (pairs, columnsize=0, tokenize="unicode61 remove_diacritics 0");
-- end
-- only postgresql
CREATE TABLE patient_text (rowid BIGINT PRIMARY KEY, pairs TSVECTOR NOT NULL);
CREATE INDEX patient_text_words ON patient_text USING gin (pairs);
-- end
