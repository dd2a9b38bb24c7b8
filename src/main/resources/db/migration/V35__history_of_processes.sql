-- How a process stood when that had changed, at most once a minute, and in the end. Microseconds since the epoch.
CREATE TABLE process_history (
  process_id BIGINT NOT NULL REFERENCES governance_process (id) ON DELETE CASCADE,
  -- 1, 2, 3, ...: the last 200 are kept.
  moment_no BIGINT NOT NULL,
  noted_at BIGINT NOT NULL,
  status VARCHAR(10) NOT NULL,
  url VARCHAR(2000),
  outcome ${json} NOT NULL,
  errors ${json} NOT NULL,
  PRIMARY KEY (process_id, moment_no)
);
