-- occurrence: the department's days, what is due, what was made of it, and until when something is exempt
CREATE TABLE calendar (one INTEGER PRIMARY KEY CHECK (one = 1), nation TEXT NOT NULL, treatment_days TEXT NOT NULL, days TEXT NOT NULL, set_by TEXT NOT NULL, set_at INTEGER NOT NULL, position INTEGER NOT NULL);
CREATE TABLE occurrence (id TEXT PRIMARY KEY, checklist TEXT NOT NULL, equipment TEXT NOT NULL, area TEXT NOT NULL, day TEXT NOT NULL, origin TEXT NOT NULL, why TEXT NOT NULL, source TEXT NOT NULL, opens_at INTEGER NOT NULL, due_at INTEGER NOT NULL, missed_at INTEGER NOT NULL, closes_at INTEGER NOT NULL, gating BOOLEAN NOT NULL, standing TEXT NOT NULL, verdict TEXT NOT NULL, done_at INTEGER, received_at INTEGER, late BOOLEAN NOT NULL, exemption TEXT NOT NULL, resolution TEXT NOT NULL, position INTEGER NOT NULL);
CREATE INDEX occurrence_thing ON occurrence (equipment, checklist, opens_at);
CREATE INDEX occurrence_opens ON occurrence (opens_at, id);
CREATE TABLE occurrence_check (occurrence TEXT NOT NULL, check_id TEXT NOT NULL, position INTEGER NOT NULL, verdict TEXT NOT NULL, gate BOOLEAN NOT NULL, complete BOOLEAN NOT NULL, void BOOLEAN NOT NULL, done_at INTEGER NOT NULL, received_at INTEGER NOT NULL, by_staff TEXT NOT NULL, PRIMARY KEY (occurrence, check_id));
CREATE INDEX occurrence_check_check ON occurrence_check (check_id);
CREATE TABLE exemption (position INTEGER PRIMARY KEY, equipment TEXT NOT NULL, checklist TEXT NOT NULL, until_at INTEGER NOT NULL, words TEXT NOT NULL);
CREATE INDEX exemption_thing ON exemption (equipment, until_at);

-- equipment: what left one area for another, and when last
CREATE TABLE departure (from_area TEXT NOT NULL, to_area TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (from_area, to_area));
