-- What a webhook, a process and a message belong to, by the id of W3C Trace Context and whether its beginner keeps what
-- is told of it; null for what came before.
ALTER TABLE inbox ADD COLUMN trace VARCHAR(35);
ALTER TABLE governance_process ADD COLUMN trace VARCHAR(35);
ALTER TABLE message ADD COLUMN trace VARCHAR(35);
