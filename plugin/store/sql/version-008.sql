-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-008.sql: what people state about a case beside its messages (whom a threat is aimed at, who was told,
-- the elements of a removal request), and which removal requests wait for a platform's answer. A statement is
-- never changed: a newer one of the same place takes over, an empty one takes back.

CREATE TABLE case_fact (
  id          INTEGER PRIMARY KEY CHECK (id > 0),
  case_number TEXT NOT NULL,
  message     INTEGER NOT NULL, -- 0: of the whole case
  item        INTEGER NOT NULL CHECK (item BETWEEN 0 AND 99),
  field       TEXT NOT NULL,
  value       TEXT NOT NULL,
  at          INTEGER NOT NULL,
  actor       TEXT NOT NULL
) STRICT;
CREATE INDEX case_fact_of ON case_fact (case_number, id);
CREATE TRIGGER case_fact_once BEFORE INSERT ON case_fact BEGIN
  SELECT RAISE (ABORT, 'a statement is inserted once') WHERE EXISTS (SELECT 1 FROM case_fact WHERE id = NEW.id);
END;
CREATE TRIGGER case_fact_kept BEFORE UPDATE ON case_fact BEGIN
  SELECT RAISE (ABORT, 'a statement is not changed');
END;
CREATE TRIGGER case_fact_stays BEFORE DELETE ON case_fact
  WHEN NOT EXISTS (SELECT 1 FROM log_erasure JOIN log_entry ON log_entry.seq = log_erasure.by_seq
                   WHERE log_entry.case_number = OLD.case_number)
BEGIN
  SELECT RAISE (ABORT, 'a statement goes only by a recorded decision');
END;

CREATE TABLE removal_watch (
  case_number TEXT PRIMARY KEY,
  sent_at     INTEGER NOT NULL,
  remind_at   INTEGER NOT NULL, -- 0: answered, nothing to remind of
  reminded    INTEGER NOT NULL DEFAULT 0 CHECK (reminded >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX removal_watch_due ON removal_watch (remind_at) WHERE remind_at > 0;

PRAGMA user_version = 8;
