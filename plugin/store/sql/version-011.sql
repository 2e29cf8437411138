-- SPDX-License-Identifier: GPL-2.0-or-later
-- version-011.sql: the erasure of a case takes what version-008.sql and version-009.sql keep of it too. Each guard
-- gets the one way that version-007.sql made: after a recorded decision, and for nothing else.

DROP TRIGGER classified_stays;
CREATE TRIGGER classified_stays BEFORE DELETE ON classified
  WHEN NOT EXISTS (SELECT 1 FROM message m JOIN erased_case s ON s.conversation = m.conversation
                   WHERE m.id = OLD.message AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
DROP TRIGGER label_stays;
CREATE TRIGGER label_stays BEFORE DELETE ON label
  WHEN NOT EXISTS (SELECT 1 FROM message m JOIN erased_case s ON s.conversation = m.conversation
                   WHERE m.id = OLD.message AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
DROP TRIGGER label_decision_stays;
CREATE TRIGGER label_decision_stays BEFORE DELETE ON label_decision
  WHEN NOT EXISTS (SELECT 1 FROM message m JOIN erased_case s ON s.conversation = m.conversation
                   WHERE m.id = OLD.message AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
DROP TRIGGER platform_act_stays;
CREATE TRIGGER platform_act_stays BEFORE DELETE ON platform_act
  WHEN NOT EXISTS (SELECT 1 FROM message m JOIN erased_case s ON s.conversation = m.conversation
                   WHERE m.id = OLD.message AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
DROP TRIGGER exposure_stays;
CREATE TRIGGER exposure_stays BEFORE DELETE ON exposure
  WHEN NOT EXISTS (SELECT 1 FROM message m JOIN erased_case s ON s.conversation = m.conversation
                   WHERE m.id = OLD.message AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;

DROP TRIGGER escalation_stays;
CREATE TRIGGER escalation_stays BEFORE DELETE ON escalation
  WHEN NOT EXISTS (SELECT 1 FROM erased_case WHERE case_id = OLD.case_id)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
DROP TRIGGER escalation_step_stays;
CREATE TRIGGER escalation_step_stays BEFORE DELETE ON escalation_step
  WHEN NOT EXISTS (SELECT 1 FROM escalation e JOIN erased_case s ON s.case_id = e.case_id
                   WHERE e.id = OLD.escalation)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
DROP TRIGGER escalation_act_stays;
CREATE TRIGGER escalation_act_stays BEFORE DELETE ON escalation_act
  WHEN NOT EXISTS (SELECT 1 FROM escalation_step t JOIN escalation e ON e.id = t.escalation
                   JOIN erased_case s ON s.case_id = e.case_id WHERE t.id = OLD.step)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
DROP TRIGGER removal_stays;
CREATE TRIGGER removal_stays BEFORE DELETE ON removal
  WHEN NOT EXISTS (SELECT 1 FROM erased_case WHERE case_id = OLD.case_id)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;

-- A sanction belongs to the case of its record; while it runs it holds the case.
DROP TRIGGER sanction_stays;
CREATE TRIGGER sanction_stays BEFORE DELETE ON sanction
  WHEN NOT EXISTS (SELECT 1 FROM record r JOIN case_item i ON i.number = r.case_number
                   JOIN erased_case s ON s.case_id = i.id WHERE r.number = OLD.record)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
DROP TRIGGER sanction_act_stays;
CREATE TRIGGER sanction_act_stays BEFORE DELETE ON sanction_act
  WHEN NOT EXISTS (SELECT 1 FROM sanction n JOIN record r ON r.number = n.record
                   JOIN case_item i ON i.number = r.case_number JOIN erased_case s ON s.case_id = i.id
                   WHERE n.id = OLD.sanction)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;
DROP TRIGGER out_of_sight_stays;
CREATE TRIGGER out_of_sight_stays BEFORE DELETE ON out_of_sight
  WHEN NOT EXISTS (SELECT 1 FROM message m JOIN erased_case s ON s.conversation = m.conversation
                   WHERE m.id = OLD.message AND m.sent_at >= s.from_at AND m.sent_at < s.until_at)
       AND NOT EXISTS (SELECT 1 FROM sanction n JOIN record r ON r.number = n.record
                   JOIN case_item i ON i.number = r.case_number JOIN erased_case s ON s.case_id = i.id
                   WHERE n.id = OLD.sanction)
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;

-- What was stated goes with its case also when the case has no other entry in the log, and what was stated of one
-- message (a translation) goes with the words of that message.
DROP TRIGGER case_fact_stays;
CREATE TRIGGER case_fact_stays BEFORE DELETE ON case_fact
  WHEN NOT EXISTS (SELECT 1 FROM erased_case s JOIN case_item i ON i.id = s.case_id
                   WHERE i.number = OLD.case_number)
       AND NOT (OLD.message > 0 AND EXISTS (SELECT 1 FROM withdrawal WHERE message = OLD.message))
BEGIN
  SELECT RAISE (ABORT, 'goes only by a recorded decision');
END;

PRAGMA user_version = 11;
