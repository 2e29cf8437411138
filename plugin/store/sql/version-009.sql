-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-009.sql: what the program proposes about messages and what people decide, apart from each other; the
-- steps after an alarm; sanctions; acts at platforms; who has seen what. Rows are added, never changed: what
-- holds now is what the newest row says. Two columns of case_item repeat it for the inbox list.

ALTER TABLE case_item ADD COLUMN labels TEXT NOT NULL DEFAULT '';  -- "threat-person;hate", the gravest first
ALTER TABLE case_item ADD COLUMN alarm INTEGER NOT NULL DEFAULT 0; -- LuukkuAlarm

-- Messages from before are not looked at again.
INSERT INTO setting (name, value) SELECT 'classify-after', coalesce (max (id), 0) FROM message;

-- One look at a text; a changed text is looked at again.
CREATE TABLE classified (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  message INTEGER NOT NULL REFERENCES message (id),
  at      INTEGER NOT NULL,
  engine  TEXT NOT NULL, -- versions of rules and word lists, pack
  failed  INTEGER NOT NULL
) STRICT;
CREATE INDEX classified_message ON classified (message, id);

-- What the program proposes.
CREATE TABLE label (
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  classified INTEGER NOT NULL REFERENCES classified (id),
  message    INTEGER NOT NULL REFERENCES message (id),
  case_id    INTEGER REFERENCES case_item (id),
  name       TEXT NOT NULL CHECK (name <> ''), -- "threat-person"
  rule       TEXT NOT NULL,
  span_start INTEGER NOT NULL,                 -- code points; both 0: the whole text
  span_end   INTEGER NOT NULL,
  confidence INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 1000),
  alarm      INTEGER NOT NULL                  -- LuukkuAlarm
) STRICT;
CREATE INDEX label_message ON label (message, id);
CREATE INDEX label_case ON label (case_id);

-- What people decide.
CREATE TABLE label_decision (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  message INTEGER NOT NULL REFERENCES message (id),
  case_id INTEGER REFERENCES case_item (id),
  name    TEXT NOT NULL CHECK (name <> ''),
  kind    INTEGER NOT NULL, -- LuukkuLabelDecision
  alarm   INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  note    TEXT
) STRICT;
CREATE INDEX label_decision_message ON label_decision (message, name, id);
CREATE INDEX label_decision_case ON label_decision (case_id);

CREATE TABLE escalation (
  id        INTEGER PRIMARY KEY CHECK (id > 0),
  case_id   INTEGER NOT NULL REFERENCES case_item (id),
  name      TEXT NOT NULL CHECK (name <> ''), -- the pack's group
  pack      TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  UNIQUE (case_id, name)
) STRICT;

CREATE TABLE escalation_step (
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  escalation INTEGER NOT NULL REFERENCES escalation (id),
  place      INTEGER NOT NULL CHECK (place BETWEEN 1 AND 9),
  text       TEXT NOT NULL,
  role       TEXT NOT NULL,
  within     INTEGER NOT NULL, -- span, 0: at once, -1: not set
  needs      INTEGER NOT NULL, -- LuukkuStepNeeds
  mandatory  INTEGER NOT NULL,
  UNIQUE (escalation, place)
) STRICT;

CREATE TABLE escalation_act (
  id        INTEGER PRIMARY KEY CHECK (id > 0),
  step      INTEGER NOT NULL REFERENCES escalation_step (id),
  kind      INTEGER NOT NULL, -- LuukkuStepActKind
  at        INTEGER NOT NULL, -- when it happened
  noted_at  INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  whom      TEXT,
  how       TEXT,
  reference TEXT,
  note      TEXT
) STRICT;
CREATE INDEX escalation_act_step ON escalation_act (step, id);

CREATE TABLE sanction (
  id            INTEGER PRIMARY KEY CHECK (id > 0),
  channel       INTEGER NOT NULL REFERENCES channel (id),
  resident_id   TEXT NOT NULL CHECK (resident_id <> ''),
  resident_name TEXT,
  conversation  INTEGER NOT NULL REFERENCES conversation (id),
  record        TEXT NOT NULL REFERENCES record (number),
  reason        TEXT NOT NULL CHECK (reason <> ''),
  decided_by    TEXT NOT NULL CHECK (decided_by <> ''),
  notice        TEXT,
  start_at      INTEGER NOT NULL,
  end_at        INTEGER NOT NULL CHECK (end_at > start_at),
  review_at     INTEGER NOT NULL,
  entered_by    TEXT NOT NULL
) STRICT;
CREATE INDEX sanction_resident ON sanction (channel, resident_id, id);

CREATE TABLE sanction_act (
  id       INTEGER PRIMARY KEY CHECK (id > 0),
  sanction INTEGER NOT NULL REFERENCES sanction (id),
  kind     INTEGER NOT NULL, -- LuukkuSanctionActKind
  at       INTEGER NOT NULL,
  actor    TEXT NOT NULL,
  note     TEXT
) STRICT;
CREATE INDEX sanction_act_of ON sanction_act (sanction, id);

-- Messages that came during a sanction.
CREATE TABLE out_of_sight (
  message  INTEGER PRIMARY KEY REFERENCES message (id),
  sanction INTEGER NOT NULL REFERENCES sanction (id)
) STRICT;

-- Hide, delete at a platform: asked for, done, or left to a person. No row without a record made before.
CREATE TABLE platform_act (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  message INTEGER NOT NULL REFERENCES message (id),
  kind    INTEGER NOT NULL, -- LuukkuPlatformActKind
  state   INTEGER NOT NULL, -- LuukkuPlatformActState
  record  TEXT NOT NULL REFERENCES record (number),
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  reason  TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX platform_act_message ON platform_act (message, kind, id);

CREATE TABLE exposure (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  message INTEGER NOT NULL REFERENCES message (id),
  actor   TEXT NOT NULL,
  at      INTEGER NOT NULL,
  what    TEXT NOT NULL -- the label it was covered for, or "picture"
) STRICT;
CREATE INDEX exposure_actor ON exposure (actor, at);

-- Three kinds, kept apart: a resident asks the town, the town asks a platform, a unit closes its page.
CREATE TABLE removal (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  case_id INTEGER NOT NULL REFERENCES case_item (id),
  kind    INTEGER NOT NULL, -- LuukkuRemovalKind
  object  TEXT NOT NULL,
  ground  TEXT NOT NULL,
  due_at  INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  decision TEXT -- NULL: not yet
) STRICT;
CREATE INDEX removal_case ON removal (case_id, kind, id);

CREATE TRIGGER classified_once BEFORE INSERT ON classified BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM classified WHERE id = NEW.id);
END;
CREATE TRIGGER classified_kept BEFORE UPDATE ON classified BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER classified_stays BEFORE DELETE ON classified BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER label_once BEFORE INSERT ON label BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM label WHERE id = NEW.id);
END;
CREATE TRIGGER label_kept BEFORE UPDATE ON label BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER label_stays BEFORE DELETE ON label BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER label_decision_once BEFORE INSERT ON label_decision BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM label_decision WHERE id = NEW.id);
END;
CREATE TRIGGER label_decision_kept BEFORE UPDATE ON label_decision BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER label_decision_stays BEFORE DELETE ON label_decision BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER escalation_once BEFORE INSERT ON escalation BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM escalation WHERE id = NEW.id);
END;
CREATE TRIGGER escalation_kept BEFORE UPDATE ON escalation BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER escalation_stays BEFORE DELETE ON escalation BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER escalation_step_once BEFORE INSERT ON escalation_step BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM escalation_step WHERE id = NEW.id);
END;
CREATE TRIGGER escalation_step_kept BEFORE UPDATE ON escalation_step BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER escalation_step_stays BEFORE DELETE ON escalation_step BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER escalation_act_once BEFORE INSERT ON escalation_act BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM escalation_act WHERE id = NEW.id);
END;
CREATE TRIGGER escalation_act_kept BEFORE UPDATE ON escalation_act BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER escalation_act_stays BEFORE DELETE ON escalation_act BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER sanction_once BEFORE INSERT ON sanction BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM sanction WHERE id = NEW.id);
END;
CREATE TRIGGER sanction_kept BEFORE UPDATE ON sanction BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER sanction_stays BEFORE DELETE ON sanction BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER sanction_act_once BEFORE INSERT ON sanction_act BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM sanction_act WHERE id = NEW.id);
END;
CREATE TRIGGER sanction_act_kept BEFORE UPDATE ON sanction_act BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER sanction_act_stays BEFORE DELETE ON sanction_act BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER out_of_sight_once BEFORE INSERT ON out_of_sight BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM out_of_sight WHERE message = NEW.message);
END;
CREATE TRIGGER out_of_sight_kept BEFORE UPDATE ON out_of_sight BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER out_of_sight_stays BEFORE DELETE ON out_of_sight BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER platform_act_once BEFORE INSERT ON platform_act BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM platform_act WHERE id = NEW.id);
END;
CREATE TRIGGER platform_act_kept BEFORE UPDATE ON platform_act BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER platform_act_stays BEFORE DELETE ON platform_act BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER exposure_once BEFORE INSERT ON exposure BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM exposure WHERE id = NEW.id);
END;
CREATE TRIGGER exposure_kept BEFORE UPDATE ON exposure BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER exposure_stays BEFORE DELETE ON exposure BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

CREATE TRIGGER removal_once BEFORE INSERT ON removal BEGIN
  SELECT RAISE (ABORT, 'inserted once') WHERE EXISTS (SELECT 1 FROM removal WHERE id = NEW.id);
END;
CREATE TRIGGER removal_kept BEFORE UPDATE ON removal BEGIN
  SELECT RAISE (ABORT, 'not changed');
END;
CREATE TRIGGER removal_stays BEFORE DELETE ON removal BEGIN
  SELECT RAISE (ABORT, 'not deleted');
END;

PRAGMA user_version = 9;
