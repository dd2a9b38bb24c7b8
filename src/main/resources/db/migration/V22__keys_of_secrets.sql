-- The keys that seal what is secret in the other tables, wrapped by the master key, which is not in the database;
-- and the one that all other keys of the gateway are made of (root). Times are microseconds since the epoch.
CREATE TABLE secret_key (
  id VARCHAR(20) NOT NULL PRIMARY KEY,
  wrapped VARCHAR(200) NOT NULL,
  made_at BIGINT NOT NULL,
  -- Since when another key seals; null: this one does.
  retired_at BIGINT
);

-- What is still to be done to the store at a start: a row until it is.
CREATE TABLE secret_task (
  name VARCHAR(20) NOT NULL PRIMARY KEY
);

INSERT INTO secret_task (name) VALUES ('SEAL');
