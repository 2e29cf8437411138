-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-013.sql: a platform that had taken a reply may say later that it did not arrive: then, and only then, a sent
-- reply becomes a failed one. Its message and the platform's id stay.

DROP TRIGGER reply_sent_once;
CREATE TRIGGER reply_sent_once BEFORE UPDATE OF state, platform_id, message ON reply
  WHEN OLD.state = 2
    AND NOT (NEW.state = 3 AND NEW.platform_id IS OLD.platform_id AND NEW.message IS OLD.message)
BEGIN
  SELECT RAISE (ABORT, 'a sent reply stays sent');
END;

PRAGMA user_version = 13;
