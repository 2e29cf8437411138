-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-004.sql: what a conversation is called (the subject of a letter, the headline of a post) and whether
-- everyone can read it.

ALTER TABLE conversation ADD COLUMN title TEXT;
ALTER TABLE conversation ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1));

PRAGMA user_version = 4;
