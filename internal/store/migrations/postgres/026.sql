-- check: which ones wait for a registered operator's word, and which readings were sent ahead of a check that two people make
ALTER TABLE checks ADD COLUMN unconfirmed BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE checks SET unconfirmed = TRUE WHERE NOT EXISTS (SELECT 1 FROM json_array_elements_text((CASE standing WHEN '' THEN found ELSE standing END)::json->'flags') f WHERE f IN ('voided'))
  AND (EXISTS (SELECT 1 FROM json_array_elements_text((CASE standing WHEN '' THEN found ELSE standing END)::json->'flags') f WHERE f IN ('awaiting-countersignature', 'countersignature-rejected'))
    OR COALESCE((CASE standing WHEN '' THEN found ELSE standing END)::json->>'confirmedBy', '') = '' AND EXISTS (SELECT 1 FROM json_array_elements_text((CASE standing WHEN '' THEN found ELSE standing END)::json->'flags') f WHERE f IN ('unauthorised', 'unverified', 'lapsed')));
CREATE INDEX checks_unconfirmed ON checks (position) WHERE unconfirmed;
ALTER TABLE alert ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX alert_sealed ON alert (check_id) WHERE sealed;
