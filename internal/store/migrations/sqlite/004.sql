-- report: what people file, and where its escalation stands
CREATE TABLE report (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, equipment TEXT NOT NULL, area TEXT NOT NULL, filed_by TEXT NOT NULL, device TEXT NOT NULL, at INTEGER NOT NULL, received_at INTEGER NOT NULL, state TEXT NOT NULL, escalation TEXT NOT NULL, ref TEXT NOT NULL, told TEXT NOT NULL, found TEXT NOT NULL, incident TEXT NOT NULL);
CREATE INDEX report_escalation ON report (escalation);

-- escalation: each report is a matter of its own
ALTER TABLE escalation ADD COLUMN report TEXT NOT NULL DEFAULT '';
DROP INDEX escalation_open;
CREATE UNIQUE INDEX escalation_open ON escalation (kind, equipment, checklist, item, source, device, report) WHERE state <> 'closed';

-- equipment: what a unit's own screen must show at once
ALTER TABLE equipment ADD COLUMN alarms TEXT NOT NULL DEFAULT '[]';

-- codes: lists of codes that others keep, every version that was ever in force here
CREATE TABLE code_list (kind TEXT NOT NULL, version TEXT NOT NULL, taxonomy TEXT NOT NULL, codes TEXT NOT NULL, set_by TEXT NOT NULL, set_at INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (kind, version));

-- stock: what the newest check saw of each line, and what was done about it
CREATE TABLE stock_line (id TEXT PRIMARY KEY, area TEXT NOT NULL, equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, what TEXT NOT NULL, count REAL, par REAL, until TEXT NOT NULL, reason TEXT NOT NULL, verdict TEXT NOT NULL, put_right TEXT NOT NULL, check_id TEXT NOT NULL, seen_at INTEGER NOT NULL, position INTEGER NOT NULL, acted TEXT NOT NULL, acted_by TEXT NOT NULL, acted_at INTEGER, acted_note TEXT NOT NULL);
CREATE INDEX stock_line_until ON stock_line (until);

-- staff: on what an authorisation rests, and when somebody looks at it again
ALTER TABLE authorisation ADD COLUMN assessor TEXT NOT NULL DEFAULT '';
ALTER TABLE authorisation ADD COLUMN basis TEXT NOT NULL DEFAULT '';
ALTER TABLE authorisation ADD COLUMN review_on TEXT NOT NULL DEFAULT '';
ALTER TABLE authorisation ADD COLUMN procedure_ref TEXT NOT NULL DEFAULT '';
ALTER TABLE authorisation ADD COLUMN codes TEXT NOT NULL DEFAULT '[]';
