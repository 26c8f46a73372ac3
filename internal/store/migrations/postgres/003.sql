-- check: what became of a check after it was finished
ALTER TABLE checks ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE checks ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE checks ADD COLUMN standing TEXT NOT NULL DEFAULT '';
ALTER TABLE checks ADD COLUMN reviewed_at BIGINT;
CREATE INDEX checks_sealed ON checks (id) WHERE sealed;
CREATE TABLE check_revision (position BIGINT PRIMARY KEY, check_id TEXT NOT NULL, revision BIGINT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, by_staff TEXT NOT NULL, performer TEXT NOT NULL, area TEXT NOT NULL, op TEXT NOT NULL, counts BOOLEAN NOT NULL, found TEXT NOT NULL, said TEXT NOT NULL);
CREATE UNIQUE INDEX check_revision_of ON check_revision (check_id, revision);
CREATE INDEX check_revision_op ON check_revision (op);
CREATE INDEX check_revision_performer ON check_revision (performer, kind, position);

-- tablet: what waits for another record
CREATE TABLE held (position BIGINT PRIMARY KEY, target TEXT NOT NULL);
CREATE INDEX held_target ON held (target, position);

-- equipment: who is the supervising registrant of an area
ALTER TABLE area ADD COLUMN registrant TEXT NOT NULL DEFAULT '';
