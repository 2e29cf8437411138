-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-014.sql: files that go along with a reply. They wait beside the draft, belong to a reply from the moment it
-- passes the gate, come back when it fails, and are attachments of the message once it has arrived.

CREATE TABLE reply_file (
  id           INTEGER PRIMARY KEY CHECK (id > 0),
  conversation INTEGER NOT NULL REFERENCES conversation (id),
  reply        INTEGER REFERENCES reply (id),    -- NULL: goes with the next one
  name         TEXT NOT NULL CHECK (name <> ''),
  media_type   TEXT NOT NULL CHECK (media_type <> ''),
  sha256       TEXT NOT NULL CHECK (length (sha256) = 64),
  bytes        BLOB NOT NULL
) STRICT;
CREATE INDEX reply_file_of ON reply_file (conversation);
CREATE INDEX reply_file_with ON reply_file (reply) WHERE reply IS NOT NULL;
CREATE TRIGGER reply_file_waits BEFORE INSERT ON reply_file WHEN NEW.reply IS NOT NULL BEGIN
  SELECT RAISE (ABORT, 'a file belongs to no reply before the gate');
END;
CREATE TRIGGER reply_file_kept BEFORE UPDATE OF id, conversation, name, media_type, sha256, bytes ON reply_file BEGIN
  SELECT RAISE (ABORT, 'what was looked at is not changed');
END;
CREATE TRIGGER reply_file_goes BEFORE UPDATE OF reply ON reply_file
  WHEN OLD.reply IS NOT NULL
    AND NOT (NEW.reply IS NULL AND EXISTS (SELECT 1 FROM reply WHERE id = OLD.reply AND state = 3))
BEGIN
  SELECT RAISE (ABORT, 'what passed the gate is not changed');
END;
CREATE TRIGGER reply_file_stays BEFORE DELETE ON reply_file
  WHEN OLD.reply IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM reply WHERE id = OLD.reply AND state = 2)
    AND NOT EXISTS (SELECT 1 FROM erased_case WHERE conversation = OLD.conversation)
BEGIN
  SELECT RAISE (ABORT, 'what passed the gate is not changed');
END;

PRAGMA user_version = 14;
