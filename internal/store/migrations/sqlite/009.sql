-- escalation: ladders by which people are called, where a department has set its own
CREATE TABLE policy (name TEXT NOT NULL, severity TEXT NOT NULL, content TEXT NOT NULL, set_by TEXT NOT NULL, set_at INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (name, severity));

-- escalation: the ladder that each is on, as it was when it began, and when to look at it next
CREATE TABLE ladder (escalation TEXT PRIMARY KEY, policy TEXT NOT NULL, began_at INTEGER NOT NULL, from_rung INTEGER NOT NULL, opened BOOLEAN NOT NULL, rung INTEGER NOT NULL, round INTEGER NOT NULL, due_at INTEGER NOT NULL, empty BOOLEAN NOT NULL, nobody BOOLEAN NOT NULL, answered_at INTEGER, acted BOOLEAN NOT NULL, warned BOOLEAN NOT NULL, over BOOLEAN NOT NULL, version INTEGER NOT NULL, next_at INTEGER);
CREATE INDEX ladder_next ON ladder (next_at) WHERE next_at IS NOT NULL;

-- escalation: every rung that was opened, and who was called and told
CREATE TABLE rung (escalation TEXT NOT NULL, position INTEGER NOT NULL, place INTEGER NOT NULL, rung INTEGER NOT NULL, round INTEGER NOT NULL, due_at INTEGER NOT NULL, opened_at INTEGER NOT NULL, missed INTEGER NOT NULL, empty BOOLEAN NOT NULL, fallback BOOLEAN NOT NULL, told BOOLEAN NOT NULL, people TEXT NOT NULL, PRIMARY KEY (escalation, position, place));

-- escalation: how each process's engine is
CREATE TABLE engine_node (node TEXT PRIMARY KEY, beat_at INTEGER NOT NULL, began_at INTEGER NOT NULL, oldest_due_at INTEGER, offset_ms INTEGER NOT NULL, audit_at INTEGER, audit_sound BOOLEAN NOT NULL, open INTEGER NOT NULL, repairs INTEGER NOT NULL);
