-- escalation: what it is about beside equipment, checklist and item; once each, however often it is looked for
ALTER TABLE escalation ADD COLUMN about TEXT NOT NULL DEFAULT '';
DROP INDEX escalation_open;
CREATE UNIQUE INDEX escalation_open ON escalation (kind, equipment, checklist, item, source, device, report, about) WHERE state <> 'closed';
CREATE INDEX escalation_about ON escalation (about, kind) WHERE about <> '';

-- occurrence: what nobody has done, and what came after it was missed
CREATE INDEX occurrence_undone ON occurrence (missed_at) WHERE standing = '';
CREATE INDEX occurrence_belated ON occurrence (received_at) WHERE received_at >= missed_at;

-- check: a thing's checks in the order in which they were done
CREATE INDEX checks_done ON checks (equipment, checklist, done_at);

-- overdue: since when it is looked out for what is missing
CREATE TABLE lookout (one INTEGER PRIMARY KEY CHECK (one = 1), since INTEGER NOT NULL, position INTEGER NOT NULL);
