-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-015.sql: which messages residents were told to have been read: once each, asked or not answered alike.

CREATE TABLE read_mark (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  channel INTEGER NOT NULL REFERENCES channel (id),
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL CHECK (actor <> ''), -- who had it before her
  trouble TEXT                               -- our sentence; NULL: done, or not answered
) STRICT;
CREATE INDEX read_mark_of ON read_mark (channel, message);
CREATE TRIGGER read_mark_kept BEFORE UPDATE OF message, channel, at, actor ON read_mark BEGIN
  SELECT RAISE (ABORT, 'what was told is not changed');
END;

PRAGMA user_version = 15;
