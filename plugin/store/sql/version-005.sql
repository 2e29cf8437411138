-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-005.sql: words of messages for the search, each with the keys that its inflected forms share. A row's
-- number is the message's. What an identity code was does not come here: the text is masked before.

CREATE VIRTUAL TABLE search USING fts5 (words, detail = none, tokenize = "unicode61 remove_diacritics 0", prefix = '3');
INSERT INTO setting (name, value) VALUES ('search-done', '0'); -- number of the last message in it

PRAGMA user_version = 5;
