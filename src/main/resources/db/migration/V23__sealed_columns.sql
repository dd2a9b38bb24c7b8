-- Columns that hold secrets are sealed, each for its row. What a row is known by there has to be known before it is
-- written: it is not the number that the database gives. The start that brings this about seals what is there.
ALTER TABLE plugin_instance ADD COLUMN row_key VARCHAR(36);
ALTER TABLE message_stream ADD COLUMN row_key VARCHAR(36);
ALTER TABLE receiver ADD COLUMN row_key VARCHAR(36);
ALTER TABLE idempotency_key ADD COLUMN row_key VARCHAR(36);

-- What is sealed is longer: up to three bytes for each UTF-16 unit, four characters for three bytes, and the rest.
ALTER TABLE governance_process ALTER COLUMN callback_url SET DATA TYPE VARCHAR(8300);
ALTER TABLE message_stream ALTER COLUMN callback_url SET DATA TYPE VARCHAR(8300);
ALTER TABLE receiver ALTER COLUMN url SET DATA TYPE VARCHAR(8300);
ALTER TABLE receiver ALTER COLUMN secret SET DATA TYPE VARCHAR(1000);
ALTER TABLE receiver ALTER COLUMN old_secret SET DATA TYPE VARCHAR(1000);
