-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-006.sql: the registers: accounts, users, consents, contact points, units, services and the like. An
-- entry has the fields that the guideline asks for, as texts; what was changed, when and by whom is kept.

CREATE TABLE register_entry (
  id           INTEGER PRIMARY KEY CHECK (id > 0),
  register     TEXT NOT NULL CHECK (register <> ''), -- "accounts"
  key          TEXT NOT NULL CHECK (key <> ''),
  source       TEXT NOT NULL,                        -- "person", "directory:hanko 2026-11-20.1"
  confirmed_by TEXT,
  confirmed_at INTEGER NOT NULL DEFAULT 0,           -- 0: no person has said that it is right
  ended_by     TEXT,
  ended_at     INTEGER NOT NULL DEFAULT 0,           -- 0: in force
  UNIQUE (register, key),
  CHECK ((confirmed_at > 0) = (confirmed_by IS NOT NULL)),
  CHECK ((ended_at > 0) = (ended_by IS NOT NULL))
) STRICT;
CREATE TRIGGER register_entry_named BEFORE UPDATE ON register_entry
  WHEN NOT (NEW.id IS OLD.id AND NEW.register IS OLD.register AND NEW.key IS OLD.key AND NEW.source IS OLD.source)
BEGIN
  SELECT RAISE (ABORT, 'an entry keeps its name');
END;
CREATE TRIGGER register_entry_stays BEFORE DELETE ON register_entry BEGIN
  SELECT RAISE (ABORT, 'an entry is ended, not deleted');
END;

CREATE TABLE register_value (
  entry INTEGER NOT NULL REFERENCES register_entry (id),
  field TEXT NOT NULL CHECK (field <> ''),
  value TEXT NOT NULL CHECK (value <> ''),           -- an empty field has no row
  PRIMARY KEY (entry, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE register_change (
  id    INTEGER PRIMARY KEY CHECK (id > 0),
  entry INTEGER NOT NULL REFERENCES register_entry (id),
  at    INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (actor <> ''),
  what  TEXT NOT NULL CHECK (what IN ('added', 'set', 'confirmed', 'ended', 'renewed')),
  field TEXT,
  old   TEXT,
  now   TEXT
) STRICT;
CREATE INDEX register_change_of ON register_change (entry, id);
CREATE TRIGGER register_change_once BEFORE INSERT ON register_change BEGIN
  SELECT RAISE (ABORT, 'a change is inserted once') WHERE EXISTS (SELECT 1 FROM register_change WHERE id = NEW.id);
END;
CREATE TRIGGER register_change_kept BEFORE UPDATE ON register_change BEGIN
  SELECT RAISE (ABORT, 'a change is not changed');
END;
CREATE TRIGGER register_change_stays BEFORE DELETE ON register_change BEGIN
  SELECT RAISE (ABORT, 'a change is not deleted');
END;

PRAGMA user_version = 6;
