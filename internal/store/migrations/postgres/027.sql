-- escalation: what a check opened is found by the check; check: what was entered in error waits for no second check, and is hidden no longer
CREATE INDEX escalation_event_check ON escalation_event (check_id);
UPDATE checks SET sealed = FALSE, verdict = standing::json->>'verdict' WHERE sealed AND EXISTS (SELECT 1 FROM json_array_elements_text((CASE standing WHEN '' THEN found ELSE standing END)::json->'flags') f WHERE f = 'voided');
UPDATE occurrence_check SET verdict = (SELECT checks.verdict FROM checks WHERE checks.id = occurrence_check.check_id) WHERE void;
