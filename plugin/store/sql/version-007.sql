-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-007.sql: what leaves the archive again, and only by a recorded decision: holds, erasure of a case,
-- a message whose words go, checkpoints of the log that left the machine. What was append-only stays so; each
-- guard gets exactly one way, and that way begins with a log entry of its own kind.

CREATE TABLE hold (
  id           INTEGER PRIMARY KEY CHECK (id > 0),
  case_number  TEXT NOT NULL REFERENCES case_item (number),
  placed_seq   INTEGER NOT NULL REFERENCES log_header (seq),
  released_seq INTEGER REFERENCES log_header (seq)
) STRICT;
CREATE UNIQUE INDEX hold_in_force ON hold (case_number) WHERE released_seq IS NULL;
CREATE TRIGGER hold_once BEFORE INSERT ON hold BEGIN
  SELECT RAISE (ABORT, 'a hold is placed once') WHERE EXISTS (SELECT 1 FROM hold WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM hold WHERE case_number = NEW.case_number AND released_seq IS NULL);
  SELECT RAISE (ABORT, 'a hold needs its log entry')
    WHERE NOT EXISTS (SELECT 1 FROM log_entry WHERE seq = NEW.placed_seq AND kind = 'hold'
                      AND case_number = NEW.case_number);
END;
CREATE TRIGGER hold_kept BEFORE UPDATE ON hold
  WHEN NOT (OLD.released_seq IS NULL AND NEW.id IS OLD.id AND NEW.case_number IS OLD.case_number
            AND NEW.placed_seq IS OLD.placed_seq
            AND EXISTS (SELECT 1 FROM log_entry WHERE seq = NEW.released_seq AND kind = 'hold-released'
                        AND case_number = OLD.case_number))
BEGIN
  SELECT RAISE (ABORT, 'a hold ends only by a log entry');
END;
CREATE TRIGGER hold_stays BEFORE DELETE ON hold BEGIN
  SELECT RAISE (ABORT, 'a hold is not deleted');
END;

-- What a case was when its content was erased: numbers, never the person. Messages of a conversation belong to
-- the newest of its cases that was opened before they were sent: from_at <= sent_at < until_at.
CREATE TABLE erased_case (
  case_id      INTEGER PRIMARY KEY REFERENCES case_item (id),
  conversation INTEGER NOT NULL REFERENCES conversation (id),
  from_at      INTEGER NOT NULL,
  until_at     INTEGER NOT NULL,
  by_seq       INTEGER NOT NULL REFERENCES log_header (seq),
  messages_in  INTEGER NOT NULL,
  messages_out INTEGER NOT NULL,
  attachments  INTEGER NOT NULL,
  pending      INTEGER NOT NULL DEFAULT 1 -- 1: the bytes may still be in the log beside the file
) STRICT;
CREATE INDEX erased_span ON erased_case (conversation, from_at);
CREATE INDEX erased_pending ON erased_case (case_id) WHERE pending = 1;
CREATE TRIGGER erased_case_decided BEFORE INSERT ON erased_case BEGIN
  SELECT RAISE (ABORT, 'erased once') WHERE EXISTS (SELECT 1 FROM erased_case WHERE case_id = NEW.case_id);
  SELECT RAISE (ABORT, 'erasing needs a recorded decision')
    WHERE NOT EXISTS (SELECT 1 FROM log_entry e JOIN case_item i ON i.number = e.case_number
                      WHERE e.seq = NEW.by_seq AND e.kind = 'erasure' AND i.id = NEW.case_id
                      AND i.conversation = NEW.conversation AND i.state = 3);
  SELECT RAISE (ABORT, 'what is on hold is not erased')
    WHERE EXISTS (SELECT 1 FROM hold h JOIN case_item i ON i.number = h.case_number
                  WHERE i.id = NEW.case_id AND h.released_seq IS NULL);
END;
CREATE TRIGGER erased_case_kept BEFORE UPDATE ON erased_case
  WHEN NOT (OLD.pending = 1 AND NEW.pending = 0 AND NEW.case_id IS OLD.case_id
            AND NEW.conversation IS OLD.conversation AND NEW.from_at IS OLD.from_at
            AND NEW.until_at IS OLD.until_at AND NEW.by_seq IS OLD.by_seq
            AND NEW.messages_in IS OLD.messages_in AND NEW.messages_out IS OLD.messages_out
            AND NEW.attachments IS OLD.attachments)
BEGIN
  SELECT RAISE (ABORT, 'what is left of an erased case is not changed');
END;
CREATE TRIGGER erased_case_stays BEFORE DELETE ON erased_case BEGIN
  SELECT RAISE (ABORT, 'what is left of an erased case is not deleted');
END;

-- So that a platform that shows an erased message again does not bring it back: a salted digest of its id.
CREATE TABLE erased_message (
  channel INTEGER NOT NULL REFERENCES channel (id),
  digest  TEXT NOT NULL CHECK (length (digest) = 64),
  PRIMARY KEY (channel, digest)
) STRICT, WITHOUT ROWID;

-- One message whose words went: the sender unsent it, or it must not be copied.
CREATE TABLE withdrawal (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  by_seq  INTEGER NOT NULL REFERENCES log_header (seq)
) STRICT;
CREATE TRIGGER withdrawal_decided BEFORE INSERT ON withdrawal BEGIN
  SELECT RAISE (ABORT, 'withdrawn once') WHERE EXISTS (SELECT 1 FROM withdrawal WHERE message = NEW.message);
  SELECT RAISE (ABORT, 'a withdrawal needs its log entry')
    WHERE NOT EXISTS (SELECT 1 FROM log_entry WHERE seq = NEW.by_seq AND kind IN ('unsent', 'not-copied'));
END;
CREATE TRIGGER withdrawal_kept BEFORE UPDATE ON withdrawal BEGIN
  SELECT RAISE (ABORT, 'a withdrawal is not changed');
END;
CREATE TRIGGER withdrawal_stays BEFORE DELETE ON withdrawal
  WHEN NOT EXISTS (SELECT 1 FROM message m JOIN erased_case s ON s.conversation = m.conversation
                   WHERE m.id = OLD.message AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
BEGIN
  SELECT RAISE (ABORT, 'a withdrawal is not deleted');
END;

DROP TRIGGER message_kept;
CREATE TRIGGER message_kept BEFORE UPDATE ON message
  WHEN NOT (NEW.id IS OLD.id AND NEW.channel IS OLD.channel AND NEW.conversation IS OLD.conversation
            AND NEW.platform_id IS OLD.platform_id AND NEW.sent_at IS OLD.sent_at
            AND NEW.fetched_at IS OLD.fetched_at AND NEW.author_id IS OLD.author_id
            AND NEW.language IS OLD.language AND NEW.reply_to IS OLD.reply_to
            AND ((OLD.direction = 2 AND NEW.direction = 1 AND NEW.author_name IS OLD.author_name
                  AND NEW.text IS OLD.text AND NEW.raw_type IS OLD.raw_type AND NEW.raw IS OLD.raw)
                 OR (NEW.direction IS OLD.direction AND NEW.text = '' AND NEW.raw IS NULL
                     AND NEW.raw_type IS NULL
                     AND (NEW.author_name IS OLD.author_name OR NEW.author_name IS NULL)
                     AND EXISTS (SELECT 1 FROM withdrawal WHERE message = OLD.id))))
BEGIN
  SELECT RAISE (ABORT, 'a message is not changed');
END;
DROP TRIGGER message_stays;
CREATE TRIGGER message_stays BEFORE DELETE ON message
  WHEN NOT EXISTS (SELECT 1 FROM erased_case WHERE conversation = OLD.conversation
                   AND OLD.sent_at >= from_at AND OLD.sent_at < until_at)
BEGIN
  SELECT RAISE (ABORT, 'a message is deleted only by a recorded decision');
END;

DROP TRIGGER message_version_kept;
CREATE TRIGGER message_version_kept BEFORE UPDATE ON message_version
  WHEN NOT (NEW.id IS OLD.id AND NEW.message IS OLD.message AND NEW.kind IS OLD.kind
            AND NEW.seen_at IS OLD.seen_at AND NEW.text IS NULL
            AND EXISTS (SELECT 1 FROM withdrawal WHERE message = OLD.message))
BEGIN
  SELECT RAISE (ABORT, 'a version is not changed');
END;
DROP TRIGGER message_version_stays;
CREATE TRIGGER message_version_stays BEFORE DELETE ON message_version
  WHEN NOT EXISTS (SELECT 1 FROM message m JOIN erased_case s ON s.conversation = m.conversation
                   WHERE m.id = OLD.message AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
BEGIN
  SELECT RAISE (ABORT, 'a version is deleted only by a recorded decision');
END;

DROP TRIGGER attachment_bytes_stay;
CREATE TRIGGER attachment_bytes_stay BEFORE DELETE ON attachment_bytes
  WHEN NOT EXISTS (SELECT 1 FROM attachment a JOIN message m ON m.id = a.message
                   JOIN erased_case s ON s.conversation = m.conversation
                   WHERE a.id = OLD.attachment AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
       AND NOT EXISTS (SELECT 1 FROM attachment a JOIN withdrawal w ON w.message = a.message
                       WHERE a.id = OLD.attachment)
BEGIN
  SELECT RAISE (ABORT, 'stored bytes are deleted only by a recorded decision');
END;

DROP TRIGGER case_step_kept;
CREATE TRIGGER case_step_kept BEFORE UPDATE ON case_step
  WHEN NOT (NEW.id IS OLD.id AND NEW.case_id IS OLD.case_id AND NEW.at IS OLD.at AND NEW.event IS OLD.event
            AND NEW.actor = '' AND NEW.detail IS NULL
            AND EXISTS (SELECT 1 FROM erased_case WHERE case_id = OLD.case_id))
BEGIN
  SELECT RAISE (ABORT, 'a step is not changed');
END;

DROP TRIGGER decision_kept;
CREATE TRIGGER decision_kept BEFORE UPDATE ON decision
  WHEN NOT (NEW.id IS OLD.id AND NEW.conversation IS OLD.conversation AND NEW.at IS OLD.at
            AND NEW.actor IS OLD.actor AND NEW.outcome IS OLD.outcome AND NEW.rules IS OLD.rules
            AND NEW.reason IS NULL AND NEW.pack IS OLD.pack AND NEW.pack_digest IS OLD.pack_digest
            AND EXISTS (SELECT 1 FROM erased_case WHERE conversation = OLD.conversation
                        AND OLD.at >= from_at AND OLD.at < until_at))
BEGIN
  SELECT RAISE (ABORT, 'a decision is not changed');
END;

CREATE TRIGGER reply_stays BEFORE DELETE ON reply
  WHEN NOT EXISTS (SELECT 1 FROM erased_case WHERE conversation = OLD.conversation
                   AND OLD.queued_at >= from_at AND OLD.queued_at < until_at)
       AND NOT EXISTS (SELECT 1 FROM message m JOIN erased_case s ON s.conversation = m.conversation
                       WHERE m.id = OLD.message AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
BEGIN
  SELECT RAISE (ABORT, 'a reply is deleted only by a recorded decision');
END;

-- Checkpoints that left the machine.
CREATE TABLE checkpoint (
  id        INTEGER PRIMARY KEY CHECK (id > 0),
  seq       INTEGER NOT NULL REFERENCES log_header (seq),
  at        INTEGER NOT NULL,
  line      TEXT NOT NULL,
  signature BLOB NOT NULL,
  way       TEXT NOT NULL CHECK (way IN ('paper', 'folder', 'mail'))
) STRICT;
CREATE INDEX checkpoint_time ON checkpoint (at);
CREATE TRIGGER checkpoint_once BEFORE INSERT ON checkpoint BEGIN
  SELECT RAISE (ABORT, 'a checkpoint is written once')
    WHERE EXISTS (SELECT 1 FROM checkpoint WHERE id = NEW.id);
END;
CREATE TRIGGER checkpoint_kept BEFORE UPDATE ON checkpoint BEGIN
  SELECT RAISE (ABORT, 'a checkpoint is not changed');
END;
CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint BEGIN
  SELECT RAISE (ABORT, 'a checkpoint is not deleted');
END;

PRAGMA user_version = 7;
