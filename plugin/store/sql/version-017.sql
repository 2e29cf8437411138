-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-017.sql: what was decided about each channel of the town's directory while channels are set up: the newest row
-- of an entry and a channel holds.

CREATE TABLE setup_choice (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  entry   TEXT NOT NULL CHECK (entry <> ''),   -- key of the register entry: "kuopio.city-facebook"
  channel TEXT NOT NULL CHECK (channel <> ''), -- "facebook-comments", "manual:tiktok"
  choice  INTEGER NOT NULL,                    -- LuukkuSetupChoice
  account TEXT,                                -- key of the channel that was made: "x:rautalampi"
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL CHECK (actor <> '')
) STRICT;
CREATE INDEX setup_choice_of ON setup_choice (entry, channel, id);
CREATE TRIGGER setup_choice_kept BEFORE UPDATE ON setup_choice BEGIN
  SELECT RAISE (ABORT, 'what was decided is not changed');
END;

PRAGMA user_version = 17;
