-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-012.sql: replies that may still be taken back, from where a draft was begun, cases that are to be answered
-- later, and internal notes. Notes have a table and a search of their own: nothing that sends reads either.

ALTER TABLE reply ADD COLUMN undo_until INTEGER NOT NULL DEFAULT 0;    -- 0: it may leave
ALTER TABLE draft ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;          -- newest message of the resident when it was begun
ALTER TABLE case_item ADD COLUMN later_at INTEGER NOT NULL DEFAULT 0;  -- somebody wants to answer it then
CREATE INDEX case_later ON case_item (later_at) WHERE later_at > 0;

CREATE TABLE note (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  case_id INTEGER NOT NULL REFERENCES case_item (id),
  at      INTEGER NOT NULL,
  author  TEXT NOT NULL,
  text    TEXT NOT NULL CHECK (text <> '')
) STRICT;
CREATE INDEX note_of ON note (case_id, id);
CREATE TRIGGER note_once BEFORE INSERT ON note BEGIN
  SELECT RAISE (ABORT, 'a note is inserted once') WHERE EXISTS (SELECT 1 FROM note WHERE id = NEW.id);
END;
CREATE TRIGGER note_kept BEFORE UPDATE ON note BEGIN
  SELECT RAISE (ABORT, 'a note is not changed');
END;
CREATE TRIGGER note_stays BEFORE DELETE ON note
  WHEN NOT EXISTS (SELECT 1 FROM erased_case WHERE case_id = OLD.case_id)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
-- Its words, as in the table search; a row's number is the note's.
CREATE VIRTUAL TABLE note_search USING fts5 (words, detail = none, tokenize = "unicode61 remove_diacritics 0", prefix = '3');

PRAGMA user_version = 12;
