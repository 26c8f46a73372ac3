-- claim: who says that they are doing a check just now
CREATE TABLE claim (device TEXT NOT NULL, equipment TEXT NOT NULL, checklist TEXT NOT NULL, id TEXT NOT NULL UNIQUE, occurrence TEXT NOT NULL, staff TEXT NOT NULL, name TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (device, equipment, checklist));
