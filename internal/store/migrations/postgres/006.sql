-- equipment: why it may not be used, since when, and whether it was repaired meanwhile
ALTER TABLE equipment ADD COLUMN held_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE equipment ADD COLUMN repaired BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE equipment ADD COLUMN status_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE equipment ADD COLUMN status_by TEXT NOT NULL DEFAULT '';
ALTER TABLE equipment ADD COLUMN status_escalation TEXT NOT NULL DEFAULT '';
ALTER TABLE equipment ADD COLUMN restriction TEXT NOT NULL DEFAULT '';
ALTER TABLE equipment ADD COLUMN restricted_until BIGINT;

-- escalation: what was done about it, and what each person did last
ALTER TABLE escalation ADD COLUMN state_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE escalation ADD COLUMN severity_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE escalation ADD COLUMN closed_at BIGINT;
ALTER TABLE escalation ADD COLUMN verbal_until BIGINT;
ALTER TABLE escalation ADD COLUMN work TEXT NOT NULL DEFAULT '{}';
ALTER TABLE escalation DROP COLUMN acted;
ALTER TABLE escalation DROP COLUMN acted_by;
ALTER TABLE escalation DROP COLUMN acted_version;
CREATE INDEX escalation_equipment ON escalation (equipment);
CREATE INDEX escalation_verbal ON escalation (verbal_until) WHERE verbal_until IS NOT NULL;
ALTER TABLE escalation_event ADD COLUMN act TEXT NOT NULL DEFAULT '';
ALTER TABLE escalation_event ADD COLUMN given BIGINT NOT NULL DEFAULT 0;
ALTER TABLE escalation_event ADD COLUMN words TEXT NOT NULL DEFAULT '';
