-- A process is worked on under the lease process/<start key>, which it has before it has an id.
-- What ended long ago is found by one range: null while a process goes on.
CREATE INDEX governance_process_age ON governance_process (completed_at);
