-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-010.sql: how each channel fares, so that lists can say it when no program is fetching. Sentences are ours,
-- never a platform's words.

ALTER TABLE channel ADD COLUMN checked_at   INTEGER NOT NULL DEFAULT 0; -- the last fetch that worked
ALTER TABLE channel ADD COLUMN next_at      INTEGER NOT NULL DEFAULT 0; -- the next try, 0: none is set
ALTER TABLE channel ADD COLUMN failures     INTEGER NOT NULL DEFAULT 0; -- in a row
ALTER TABLE channel ADD COLUMN trouble      TEXT;
ALTER TABLE channel ADD COLUMN needs_person INTEGER NOT NULL DEFAULT 0 CHECK (needs_person IN (0, 1));
ALTER TABLE channel ADD COLUMN token_since  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel ADD COLUMN token_until  INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 10;
