-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-003.sql: what people say about the checks, for the manager: a false alarm or a miss. The text stands
-- masked; no row names a conversation or a resident.

CREATE TABLE check_report (
  id          INTEGER PRIMARY KEY CHECK (id > 0),
  at          INTEGER NOT NULL,
  actor       TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('false-alarm', 'miss')),
  rules       TEXT NOT NULL,
  text        TEXT NOT NULL, -- masked
  note        TEXT,          -- masked
  pack        TEXT NOT NULL,
  pack_digest TEXT NOT NULL
) STRICT;
CREATE INDEX check_report_kind ON check_report (kind, id);
CREATE TRIGGER check_report_once BEFORE INSERT ON check_report BEGIN
  SELECT RAISE (ABORT, 'a report is inserted once') WHERE EXISTS (SELECT 1 FROM check_report WHERE id = NEW.id);
END;
CREATE TRIGGER check_report_kept BEFORE UPDATE ON check_report BEGIN
  SELECT RAISE (ABORT, 'a report is not changed');
END;

PRAGMA user_version = 3;
