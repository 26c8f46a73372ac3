-- Times are Unix milliseconds, UTC. Lists and objects are JSON text. Statements end with a semicolon at a line's end.

CREATE TABLE migration (version INTEGER PRIMARY KEY, at INTEGER NOT NULL);

-- logbook: the log itself
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL, root BLOB NOT NULL, frontier BLOB NOT NULL);
CREATE TABLE entry (position INTEGER PRIMARY KEY, header TEXT NOT NULL, body TEXT, salt BLOB, leaf BLOB NOT NULL);
CREATE TABLE tile (level INTEGER NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, n));
CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
CREATE TRIGGER entry_as_written BEFORE UPDATE OF position, header, leaf ON entry BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
CREATE TRIGGER tile_stays BEFORE DELETE ON tile BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;

-- logbook: the feed, one row a thing
CREATE TABLE feed (kind TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, area TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE INDEX feed_position ON feed (position);

-- equipment: areas and what stands in them
CREATE TABLE area (id TEXT PRIMARY KEY, name TEXT NOT NULL, site TEXT NOT NULL, phone TEXT NOT NULL, changed_at INTEGER NOT NULL);
CREATE TABLE equipment (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, area TEXT NOT NULL, status TEXT NOT NULL, status_since INTEGER NOT NULL, inventory TEXT NOT NULL, gs1 TEXT NOT NULL, features TEXT NOT NULL, points TEXT NOT NULL, affects TEXT NOT NULL, calibration_due TEXT NOT NULL, changed_at INTEGER NOT NULL);

-- library: every version of every checklist
CREATE TABLE library_version (id TEXT NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at INTEGER NOT NULL, approved_by TEXT NOT NULL, approved_at INTEGER, position INTEGER NOT NULL, PRIMARY KEY (id, hash));
CREATE TABLE library_shipped (one INTEGER PRIMARY KEY CHECK (one = 1), digest TEXT NOT NULL);

-- baseline: references and local limits as they stand, as they were, and what was last seen
CREATE TABLE baseline (equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, number REAL, text TEXT NOT NULL, limits TEXT NOT NULL, unit TEXT NOT NULL, set_by TEXT NOT NULL, approved_by TEXT NOT NULL, reason TEXT NOT NULL, from_at INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (equipment, checklist, item));
CREATE TABLE baseline_history (position INTEGER PRIMARY KEY, equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, number REAL, text TEXT NOT NULL, limits TEXT NOT NULL, unit TEXT NOT NULL, set_by TEXT NOT NULL, approved_by TEXT NOT NULL, reason TEXT NOT NULL, from_at INTEGER NOT NULL);
CREATE INDEX baseline_history_thing ON baseline_history (equipment, checklist, item);
CREATE TABLE last_seen (equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL, seen_at INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (equipment, checklist, item));
