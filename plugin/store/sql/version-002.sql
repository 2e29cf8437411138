-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-002.sql: what people decided at the gate, for the supervisor's report. Rules and reasons, never the
-- text.

CREATE TABLE decision (
  id           INTEGER PRIMARY KEY CHECK (id > 0),
  conversation INTEGER REFERENCES conversation (id), -- NULL: a text for an account of another kind
  at           INTEGER NOT NULL,
  actor        TEXT NOT NULL,
  outcome      TEXT NOT NULL, -- "held", "passed", "discarded", "edited"
  rules        TEXT NOT NULL,
  reason       TEXT,
  pack         TEXT NOT NULL,
  pack_digest  TEXT NOT NULL
) STRICT;
CREATE INDEX decision_outcome ON decision (outcome, conversation);
CREATE TRIGGER decision_once BEFORE INSERT ON decision BEGIN
  SELECT RAISE (ABORT, 'a decision is inserted once') WHERE EXISTS (SELECT 1 FROM decision WHERE id = NEW.id);
END;
CREATE TRIGGER decision_kept BEFORE UPDATE ON decision BEGIN
  SELECT RAISE (ABORT, 'a decision is not changed');
END;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision BEGIN
  SELECT RAISE (ABORT, 'a decision is not deleted');
END;

PRAGMA user_version = 2;
