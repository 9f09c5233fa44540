-- さがした語 travel sealed in the address now (decision 0004): nothing of a search is stored.
DROP TABLE searched_words;
