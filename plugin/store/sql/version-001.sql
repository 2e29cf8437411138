-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-001.sql: the first schema. Runs inside one transaction. A released file never changes; what changes
-- the store is the next number. Times are UTC microseconds; numbers that stand for names are those of the
-- enums in luukku-*.h, append only, never renumbered. Guards stand before a row is inserted too, because
-- INSERT OR REPLACE passes by UPDATE and DELETE triggers unless recursive_triggers is on.

PRAGMA application_id = 0x4C55554B; -- 'LUUK'

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE channel (
  id     INTEGER PRIMARY KEY,
  key    TEXT NOT NULL UNIQUE CHECK (key <> ''), -- "facebook:104455667788990"
  name   TEXT,
  unit   TEXT,
  cursor TEXT                                    -- the adapter's own; nobody else reads it
) STRICT;

-- Times in which nothing could be received.
CREATE TABLE gap (
  id       INTEGER PRIMARY KEY,
  channel  INTEGER NOT NULL REFERENCES channel (id),
  from_at  INTEGER NOT NULL,
  until_at INTEGER NOT NULL DEFAULT 0,           -- 0: still open
  reason   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX gap_open ON gap (channel) WHERE until_at = 0;
CREATE INDEX gap_time ON gap (channel, from_at);

CREATE TABLE conversation (
  id               INTEGER PRIMARY KEY,
  channel          INTEGER NOT NULL REFERENCES channel (id),
  platform_id      TEXT NOT NULL CHECK (platform_id <> ''),
  resident_id      TEXT,
  resident_name    TEXT,
  can_reply        INTEGER NOT NULL DEFAULT 1,
  updated_at       INTEGER NOT NULL DEFAULT 0,
  language         TEXT,
  last_resident_at INTEGER NOT NULL DEFAULT 0,
  last_message_at  INTEGER NOT NULL DEFAULT 0,
  last_message     INTEGER REFERENCES message (id),
  preview          TEXT NOT NULL DEFAULT '',     -- first line of the newest message
  folded           TEXT NOT NULL DEFAULT '',     -- name and newest text, letter case folded, for the filter
  UNIQUE (channel, platform_id)
) STRICT;

-- First texts. Large values last, so that a list does not read them.
CREATE TABLE message (
  id           INTEGER PRIMARY KEY CHECK (id > 0),
  channel      INTEGER NOT NULL REFERENCES channel (id),
  conversation INTEGER NOT NULL REFERENCES conversation (id),
  platform_id  TEXT NOT NULL CHECK (platform_id <> ''),
  direction    INTEGER NOT NULL CHECK (direction >= 0), -- LuukkuDirection
  sent_at      INTEGER NOT NULL,
  fetched_at   INTEGER NOT NULL,
  author_id    TEXT,
  author_name  TEXT,
  language     TEXT,
  reply_to     TEXT,
  text         TEXT NOT NULL,
  raw_type     TEXT,
  raw          BLOB,
  UNIQUE (channel, platform_id)
) STRICT;
CREATE INDEX message_time ON message (conversation, sent_at, id);
CREATE INDEX message_author ON message (channel, author_id, sent_at) WHERE direction = 0;

CREATE TRIGGER message_once BEFORE INSERT ON message BEGIN
  SELECT RAISE (ABORT, 'a message is inserted once')
    WHERE EXISTS (SELECT 1 FROM message WHERE channel = NEW.channel AND platform_id = NEW.platform_id)
       OR EXISTS (SELECT 1 FROM message WHERE id = NEW.id);
END;
-- The one change: a reply of the town's own, met before its send was answered, turns out to be ours (2 to 1).
CREATE TRIGGER message_kept BEFORE UPDATE ON message
  WHEN NOT (OLD.direction = 2 AND NEW.direction = 1 AND NEW.id IS OLD.id AND NEW.channel IS OLD.channel
            AND NEW.conversation IS OLD.conversation AND NEW.platform_id IS OLD.platform_id
            AND NEW.sent_at IS OLD.sent_at AND NEW.fetched_at IS OLD.fetched_at
            AND NEW.author_id IS OLD.author_id
            AND NEW.author_name IS OLD.author_name AND NEW.language IS OLD.language
            AND NEW.reply_to IS OLD.reply_to AND NEW.text IS OLD.text AND NEW.raw_type IS OLD.raw_type
            AND NEW.raw IS OLD.raw)
BEGIN
  SELECT RAISE (ABORT, 'a message is not changed');
END;
CREATE TRIGGER message_stays BEFORE DELETE ON message BEGIN
  SELECT RAISE (ABORT, 'a message is not deleted');
END;

-- Later texts and disappearances, in the order they were seen.
CREATE TABLE message_version (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  message INTEGER NOT NULL REFERENCES message (id),
  kind    INTEGER NOT NULL CHECK (kind >= 0), -- LuukkuVersionKind
  seen_at INTEGER NOT NULL,
  text    TEXT
) STRICT;
CREATE INDEX message_version_of ON message_version (message, id);
CREATE TRIGGER message_version_once BEFORE INSERT ON message_version BEGIN
  SELECT RAISE (ABORT, 'a version is inserted once')
    WHERE EXISTS (SELECT 1 FROM message_version WHERE id = NEW.id);
END;
CREATE TRIGGER message_version_kept BEFORE UPDATE ON message_version BEGIN
  SELECT RAISE (ABORT, 'a version is not changed');
END;
CREATE TRIGGER message_version_stays BEFORE DELETE ON message_version BEGIN
  SELECT RAISE (ABORT, 'a version is not deleted');
END;

CREATE TABLE attachment (
  id          INTEGER PRIMARY KEY,
  message     INTEGER NOT NULL REFERENCES message (id),
  place       INTEGER NOT NULL,           -- 0 is the first of its message
  name        TEXT,
  media_type  TEXT,
  url         TEXT,                       -- signed, short-lived; gone once it has been fetched or refused
  size        INTEGER NOT NULL,           -- as claimed, -1: not said
  state       INTEGER NOT NULL DEFAULT 0, -- LuukkuAttachmentState
  sha256      TEXT,
  stored_size INTEGER NOT NULL DEFAULT 0,
  reason      TEXT,
  UNIQUE (message, place)
) STRICT;
CREATE INDEX attachment_listed ON attachment (id) WHERE state = 0;

CREATE TABLE attachment_bytes (
  attachment INTEGER PRIMARY KEY REFERENCES attachment (id),
  bytes      BLOB NOT NULL
) STRICT;
CREATE TRIGGER attachment_bytes_once BEFORE INSERT ON attachment_bytes BEGIN
  SELECT RAISE (ABORT, 'bytes are stored once')
    WHERE EXISTS (SELECT 1 FROM attachment_bytes WHERE attachment = NEW.attachment);
END;
CREATE TRIGGER attachment_bytes_kept BEFORE UPDATE ON attachment_bytes BEGIN
  SELECT RAISE (ABORT, 'stored bytes are not changed');
END;
CREATE TRIGGER attachment_bytes_stay BEFORE DELETE ON attachment_bytes BEGIN
  SELECT RAISE (ABORT, 'stored bytes are not deleted');
END;

-- Last number given in a year: in the same transaction as the case, so numbers have no holes.
CREATE TABLE case_counter (
  year INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

CREATE TABLE case_item (
  id            INTEGER PRIMARY KEY,
  number        TEXT NOT NULL UNIQUE,            -- "LUU-2026-000123"
  conversation  INTEGER NOT NULL REFERENCES conversation (id),
  state         INTEGER NOT NULL,                -- LuukkuCaseState
  handler       TEXT,
  kind          TEXT,
  opened_at     INTEGER NOT NULL,
  waiting_since INTEGER NOT NULL DEFAULT 0,
  answered_at   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX case_of ON case_item (conversation, id);
CREATE UNIQUE INDEX case_unclosed ON case_item (conversation) WHERE state <> 3;
CREATE TRIGGER case_numbered BEFORE UPDATE OF id, number, conversation ON case_item
  WHEN NEW.id IS NOT OLD.id OR NEW.number IS NOT OLD.number OR NEW.conversation IS NOT OLD.conversation
BEGIN
  SELECT RAISE (ABORT, 'a case keeps its number');
END;
CREATE TRIGGER case_stays BEFORE DELETE ON case_item BEGIN
  SELECT RAISE (ABORT, 'a case is not deleted');
END;

CREATE TABLE case_step (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  case_id INTEGER NOT NULL REFERENCES case_item (id),
  at      INTEGER NOT NULL,
  event   INTEGER NOT NULL, -- LuukkuCaseEvent
  actor   TEXT NOT NULL,
  detail  TEXT
) STRICT;
CREATE INDEX case_step_of ON case_step (case_id, id);
CREATE TRIGGER case_step_once BEFORE INSERT ON case_step BEGIN
  SELECT RAISE (ABORT, 'a step is inserted once') WHERE EXISTS (SELECT 1 FROM case_step WHERE id = NEW.id);
END;
CREATE TRIGGER case_step_kept BEFORE UPDATE ON case_step BEGIN
  SELECT RAISE (ABORT, 'a step is not changed');
END;
CREATE TRIGGER case_step_stays BEFORE DELETE ON case_step BEGIN
  SELECT RAISE (ABORT, 'a step is not deleted');
END;

-- The outbox: a row is on disk before anything is sent.
CREATE TABLE reply (
  id              INTEGER PRIMARY KEY,
  channel         INTEGER NOT NULL REFERENCES channel (id),
  conversation    INTEGER NOT NULL REFERENCES conversation (id),
  text            TEXT NOT NULL,
  sender          TEXT NOT NULL,
  idempotency_key TEXT NOT NULL UNIQUE,
  permit          TEXT NOT NULL,
  state           INTEGER NOT NULL DEFAULT 0, -- LuukkuReplyState
  tries           INTEGER NOT NULL DEFAULT 0,
  queued_at       INTEGER NOT NULL,
  changed_at      INTEGER NOT NULL,
  next_try_at     INTEGER NOT NULL DEFAULT 0,
  platform_id     TEXT,
  message         INTEGER REFERENCES message (id),
  met_again       INTEGER NOT NULL DEFAULT 0, -- 1: the platform has shown it to us
  error           TEXT
) STRICT;
CREATE UNIQUE INDEX reply_platform ON reply (channel, platform_id) WHERE platform_id IS NOT NULL;
CREATE INDEX reply_pending ON reply (channel, id) WHERE state IN (0, 1, 4);
CREATE INDEX reply_of ON reply (conversation, id);
CREATE INDEX reply_message ON reply (message) WHERE message IS NOT NULL;
CREATE TRIGGER reply_kept
  BEFORE UPDATE OF id, channel, conversation, text, sender, idempotency_key, permit ON reply
BEGIN
  SELECT RAISE (ABORT, 'what passed the gate is not changed');
END;
CREATE TRIGGER reply_sent_once BEFORE UPDATE OF state, platform_id, message ON reply WHEN OLD.state = 2 BEGIN
  SELECT RAISE (ABORT, 'a sent reply stays sent');
END;

CREATE TABLE draft (
  conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
  text         TEXT NOT NULL,
  at           INTEGER NOT NULL
) STRICT;

-- --- the evidence log: headers carry no personal data and stay for ever; the content of an entry can only go
-- --- when a later entry of kind 'erasure' says so
CREATE TABLE log_header (
  seq  INTEGER PRIMARY KEY CHECK (seq >= 1),
  at   TEXT NOT NULL CHECK (length (at) = 24 AND at LIKE '____-__-__T__:__:__.___Z'),
  leaf TEXT NOT NULL CHECK (length (leaf) = 64 AND leaf NOT GLOB '*[^0-9a-f]*'),
  prev TEXT NOT NULL CHECK (length (prev) = 64 AND prev NOT GLOB '*[^0-9a-f]*'),
  hash TEXT NOT NULL UNIQUE CHECK (length (hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*')
) STRICT;
CREATE TRIGGER log_header_follows BEFORE INSERT ON log_header BEGIN
  SELECT RAISE (ABORT, 'an entry follows the newest one')
    WHERE NEW.seq IS NOT 1 + coalesce ((SELECT max (seq) FROM log_header), 0);
  SELECT RAISE (ABORT, 'an entry names the hash of the one before')
    WHERE NEW.prev IS NOT coalesce ((SELECT hash FROM log_header WHERE seq = NEW.seq - 1),
                                    '0000000000000000000000000000000000000000000000000000000000000000');
  SELECT RAISE (ABORT, 'a hash stands once') WHERE EXISTS (SELECT 1 FROM log_header WHERE hash = NEW.hash);
END;
CREATE TRIGGER log_header_kept BEFORE UPDATE ON log_header BEGIN
  SELECT RAISE (ABORT, 'the log is not changed');
END;
CREATE TRIGGER log_header_stays BEFORE DELETE ON log_header BEGIN
  SELECT RAISE (ABORT, 'the log is not deleted');
END;

CREATE TABLE log_entry (
  seq         INTEGER PRIMARY KEY REFERENCES log_header (seq),
  case_number TEXT NOT NULL,
  kind        TEXT NOT NULL,
  actor       TEXT NOT NULL,
  bytes       BLOB NOT NULL
) STRICT;
CREATE INDEX log_entry_case ON log_entry (case_number, seq);

-- Why the content of entry @seq is gone: entry @by_seq holds the decision.
CREATE TABLE log_erasure (
  seq    INTEGER PRIMARY KEY REFERENCES log_header (seq),
  by_seq INTEGER NOT NULL REFERENCES log_header (seq)
) STRICT;

CREATE TRIGGER log_entry_once BEFORE INSERT ON log_entry BEGIN
  SELECT RAISE (ABORT, 'an entry is written once') WHERE EXISTS (SELECT 1 FROM log_entry WHERE seq = NEW.seq);
  SELECT RAISE (ABORT, 'an erased entry does not come back')
    WHERE EXISTS (SELECT 1 FROM log_erasure WHERE seq = NEW.seq);
END;
CREATE TRIGGER log_entry_kept BEFORE UPDATE ON log_entry BEGIN
  SELECT RAISE (ABORT, 'an entry is not changed');
END;
CREATE TRIGGER log_entry_stays BEFORE DELETE ON log_entry
  WHEN NOT EXISTS (SELECT 1 FROM log_erasure WHERE seq = OLD.seq)
BEGIN
  SELECT RAISE (ABORT, 'an entry goes only by a recorded decision');
END;

CREATE TRIGGER log_erasure_decided BEFORE INSERT ON log_erasure BEGIN
  SELECT RAISE (ABORT, 'erased once') WHERE EXISTS (SELECT 1 FROM log_erasure WHERE seq = NEW.seq);
  SELECT RAISE (ABORT, 'erasing needs a recorded decision')
    WHERE NOT EXISTS (SELECT 1 FROM log_entry WHERE seq = NEW.by_seq AND kind = 'erasure');
  SELECT RAISE (ABORT, 'a decision to erase stays')
    WHERE EXISTS (SELECT 1 FROM log_entry WHERE seq = NEW.seq AND kind = 'erasure');
END;
CREATE TRIGGER log_erasure_kept BEFORE UPDATE ON log_erasure BEGIN
  SELECT RAISE (ABORT, 'an erasure is not changed');
END;
CREATE TRIGGER log_erasure_stays BEFORE DELETE ON log_erasure BEGIN
  SELECT RAISE (ABORT, 'an erasure is not deleted');
END;

-- Nothing is shared between cases, so that one case can be erased.
CREATE TABLE case_blob (
  case_number TEXT NOT NULL,
  sha256      TEXT NOT NULL CHECK (length (sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  media_type  TEXT NOT NULL,
  bytes       BLOB NOT NULL,
  PRIMARY KEY (case_number, sha256)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER case_blob_once BEFORE INSERT ON case_blob BEGIN
  SELECT RAISE (ABORT, 'bytes are stored once')
    WHERE EXISTS (SELECT 1 FROM case_blob WHERE case_number = NEW.case_number AND sha256 = NEW.sha256);
END;
CREATE TRIGGER case_blob_kept BEFORE UPDATE ON case_blob BEGIN
  SELECT RAISE (ABORT, 'stored bytes are not changed');
END;
CREATE TRIGGER case_blob_stays BEFORE DELETE ON case_blob
  WHEN NOT EXISTS (SELECT 1 FROM log_erasure JOIN log_entry ON log_entry.seq = log_erasure.by_seq
                   WHERE log_entry.case_number = OLD.case_number)
BEGIN
  SELECT RAISE (ABORT, 'stored bytes go only by a recorded decision');
END;

CREATE TABLE record (
  number      TEXT PRIMARY KEY, -- "LUU-2026-000123-v1"
  case_number TEXT NOT NULL,
  version     INTEGER NOT NULL CHECK (version >= 1),
  kind        TEXT NOT NULL,
  record_seq  INTEGER NOT NULL REFERENCES log_header (seq) DEFERRABLE INITIALLY DEFERRED,
  render_seq  INTEGER NOT NULL REFERENCES log_header (seq) DEFERRABLE INITIALLY DEFERRED,
  made_at     INTEGER NOT NULL,
  UNIQUE (case_number, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_made ON record (made_at);
CREATE TRIGGER record_once BEFORE INSERT ON record BEGIN
  SELECT RAISE (ABORT, 'a record is made once')
    WHERE EXISTS (SELECT 1 FROM record WHERE number = NEW.number)
       OR EXISTS (SELECT 1 FROM record WHERE case_number = NEW.case_number AND version = NEW.version);
END;
CREATE TRIGGER record_kept BEFORE UPDATE ON record BEGIN
  SELECT RAISE (ABORT, 'a record is not changed');
END;
CREATE TRIGGER record_stays BEFORE DELETE ON record BEGIN
  SELECT RAISE (ABORT, 'a record is not deleted');
END;

PRAGMA user_version = 1;
