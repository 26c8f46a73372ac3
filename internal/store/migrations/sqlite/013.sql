-- escalation: what is counted of it, in columns of their own: nothing is taken apart to be added up
ALTER TABLE escalation ADD COLUMN worst TEXT NOT NULL DEFAULT '';
ALTER TABLE escalation ADD COLUMN acknowledged_at INTEGER;
ALTER TABLE escalation ADD COLUMN acted_at INTEGER;
ALTER TABLE escalation ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE escalation ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE escalation ADD COLUMN returned BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE rung ADD COLUMN repaired BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE escalation SET worst = coalesce(json_extract(work, '$.worst'), severity);
UPDATE escalation SET reason = coalesce(json_extract(work, '$.closed.reason'), ''), closed_by = coalesce(json_extract(work, '$.closed.by'), ''), returned = coalesce(json_extract(work, '$.closed.returned'), FALSE) WHERE state = 'closed';
UPDATE escalation SET acted_at = (SELECT min(at) FROM escalation_event WHERE escalation_event.escalation = escalation.id AND kind IN ('took-out-of-use', 'restricted', 'fault-logged', 'engineer-called', 'to-engineer', 'from-engineer', 'adjusted', 'put-right', 'verbal-authorisation'));
UPDATE escalation SET acknowledged_at = (SELECT min(at) FROM escalation_event WHERE escalation_event.escalation = escalation.id AND kind IN ('acknowledged', 'took-out-of-use', 'restricted', 'fault-logged', 'engineer-called', 'to-engineer', 'from-engineer', 'adjusted', 'put-right', 'verbal-authorisation'));
UPDATE rung SET repaired = TRUE WHERE place = 0 AND EXISTS (SELECT 1 FROM escalation_event WHERE escalation_event.escalation = rung.escalation AND escalation_event.position = rung.position AND words LIKE 'Nothing was on its way, so the next rung was opened.%');
CREATE INDEX escalation_event_expired ON escalation_event (at) WHERE kind = 'expired';
