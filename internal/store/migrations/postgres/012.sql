-- device: since when a tablet has had something that it could not send
ALTER TABLE device_contact ADD COLUMN unsent_since BIGINT;
