-- Which nodes work on the database: for whoever looks at the server. What they work on names them, and depends on
-- nothing here.
CREATE TABLE node (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  version VARCHAR(50) NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
