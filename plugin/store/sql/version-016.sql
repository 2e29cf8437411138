-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-016.sql: a channel where each file is a message of its own. A file waits its turn behind the reply that passed
-- the gate with it, and moves on to the next message only when that one has been sent.

ALTER TABLE reply_file ADD COLUMN turn INTEGER NOT NULL DEFAULT 0 CHECK (turn >= 0); -- 0: in the reply itself

DROP TRIGGER reply_file_goes;
CREATE TRIGGER reply_file_goes BEFORE UPDATE OF reply ON reply_file
  WHEN OLD.reply IS NOT NULL
    AND NOT (NEW.reply IS NULL AND EXISTS (SELECT 1 FROM reply WHERE id = OLD.reply AND state = 3))
    AND NOT (OLD.turn > 0 AND NEW.turn = OLD.turn - 1
             AND EXISTS (SELECT 1 FROM reply o JOIN reply n ON n.conversation = o.conversation AND n.permit = o.permit
                         WHERE o.id = OLD.reply AND o.state = 2 AND n.id = NEW.reply AND n.state = 0))
BEGIN
  SELECT RAISE (ABORT, 'what passed the gate is not changed');
END;
CREATE TRIGGER reply_file_turn BEFORE UPDATE OF turn ON reply_file
  WHEN OLD.reply IS NOT NULL AND NEW.reply IS OLD.reply
BEGIN
  SELECT RAISE (ABORT, 'what passed the gate is not changed');
END;

PRAGMA user_version = 16;
