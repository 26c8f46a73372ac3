-- check: which ones wait for a registered operator's word, and which readings were sent ahead of a check that two people make
ALTER TABLE checks ADD COLUMN unconfirmed BOOLEAN NOT NULL DEFAULT 0;
UPDATE checks SET unconfirmed = 1 WHERE NOT EXISTS (SELECT 1 FROM json_each(CASE standing WHEN '' THEN found ELSE standing END, '$.flags') f WHERE f.value IN ('voided'))
  AND (EXISTS (SELECT 1 FROM json_each(CASE standing WHEN '' THEN found ELSE standing END, '$.flags') f WHERE f.value IN ('awaiting-countersignature', 'countersignature-rejected'))
    OR COALESCE(json_extract(CASE standing WHEN '' THEN found ELSE standing END, '$.confirmedBy'), '') = '' AND EXISTS (SELECT 1 FROM json_each(CASE standing WHEN '' THEN found ELSE standing END, '$.flags') f WHERE f.value IN ('unauthorised', 'unverified', 'lapsed')));
CREATE INDEX checks_unconfirmed ON checks (position) WHERE unconfirmed;
ALTER TABLE alert ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT 0;
CREATE INDEX alert_sealed ON alert (check_id) WHERE sealed;
