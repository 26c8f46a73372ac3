-- escalation: what a check opened is found by the check; check: what was entered in error waits for no second check, and is hidden no longer
CREATE INDEX escalation_event_check ON escalation_event (check_id);
UPDATE checks SET sealed = 0, verdict = json_extract(standing, '$.verdict') WHERE sealed AND EXISTS (SELECT 1 FROM json_each(CASE standing WHEN '' THEN found ELSE standing END, '$.flags') f WHERE f.value = 'voided');
UPDATE occurrence_check SET verdict = (SELECT checks.verdict FROM checks WHERE checks.id = occurrence_check.check_id) WHERE void;
