-- evidence: the photos that came, what names them, and their bytes, which are not in the log
CREATE TABLE evidence (sha TEXT PRIMARY KEY, position INTEGER NOT NULL, media TEXT NOT NULL, size INTEGER NOT NULL, located INTEGER NOT NULL, at INTEGER NOT NULL, by_staff TEXT NOT NULL, device TEXT NOT NULL);
CREATE INDEX evidence_sender ON evidence (device, by_staff, at);
CREATE TABLE evidence_named (kind TEXT NOT NULL, id TEXT NOT NULL, sha TEXT NOT NULL, area TEXT NOT NULL, PRIMARY KEY (kind, id, sha));
CREATE INDEX evidence_named_sha ON evidence_named (sha);
CREATE TABLE evidence_content (sha TEXT PRIMARY KEY, content BLOB NOT NULL);
