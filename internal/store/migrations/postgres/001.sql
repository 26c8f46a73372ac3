-- Times are Unix milliseconds, UTC. Lists and objects are JSON text. Statements end with a semicolon at a line's end.

CREATE TABLE migration (version BIGINT PRIMARY KEY, at BIGINT NOT NULL);

-- logbook: the log itself
CREATE TABLE head (one BIGINT PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, position BIGINT NOT NULL, at BIGINT NOT NULL, root BYTEA NOT NULL, frontier BYTEA NOT NULL);
CREATE TABLE entry (position BIGINT PRIMARY KEY, header TEXT NOT NULL, body TEXT, salt BYTEA, leaf BYTEA NOT NULL);
CREATE TABLE tile (level BIGINT NOT NULL, n BIGINT NOT NULL, hash BYTEA NOT NULL, PRIMARY KEY (level, n));
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the logbook is append-only'; END $$;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER entry_as_written BEFORE UPDATE OF position, header, leaf ON entry FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER tile_stays BEFORE DELETE ON tile FOR EACH ROW EXECUTE FUNCTION append_only();

-- logbook: the feed, one row a thing
CREATE TABLE feed (kind TEXT NOT NULL, id TEXT NOT NULL, position BIGINT NOT NULL, area TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE INDEX feed_position ON feed (position);

-- equipment: areas and what stands in them
CREATE TABLE area (id TEXT PRIMARY KEY, name TEXT NOT NULL, site TEXT NOT NULL, phone TEXT NOT NULL, changed_at BIGINT NOT NULL);
CREATE TABLE equipment (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, area TEXT NOT NULL, status TEXT NOT NULL, status_since BIGINT NOT NULL, inventory TEXT NOT NULL, gs1 TEXT NOT NULL, features TEXT NOT NULL, points TEXT NOT NULL, affects TEXT NOT NULL, calibration_due TEXT NOT NULL, changed_at BIGINT NOT NULL);

-- library: every version of every checklist
CREATE TABLE library_version (id TEXT NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at BIGINT NOT NULL, approved_by TEXT NOT NULL, approved_at BIGINT, position BIGINT NOT NULL, PRIMARY KEY (id, hash));
CREATE TABLE library_shipped (one BIGINT PRIMARY KEY CHECK (one = 1), digest TEXT NOT NULL);

-- baseline: references and local limits as they stand, as they were, and what was last seen
CREATE TABLE baseline (equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, number DOUBLE PRECISION, text TEXT NOT NULL, limits TEXT NOT NULL, unit TEXT NOT NULL, set_by TEXT NOT NULL, approved_by TEXT NOT NULL, reason TEXT NOT NULL, from_at BIGINT NOT NULL, position BIGINT NOT NULL, PRIMARY KEY (equipment, checklist, item));
CREATE TABLE baseline_history (position BIGINT PRIMARY KEY, equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, number DOUBLE PRECISION, text TEXT NOT NULL, limits TEXT NOT NULL, unit TEXT NOT NULL, set_by TEXT NOT NULL, approved_by TEXT NOT NULL, reason TEXT NOT NULL, from_at BIGINT NOT NULL);
CREATE INDEX baseline_history_thing ON baseline_history (equipment, checklist, item);
CREATE TABLE last_seen (equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL, seen_at BIGINT NOT NULL, position BIGINT NOT NULL, PRIMARY KEY (equipment, checklist, item));
