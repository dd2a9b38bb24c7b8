-- What waits for an instance, in its order, without a look at what is done.
CREATE INDEX inbox_waiting ON inbox (instance_id, state, id);

-- Whether a start is being recorded: asked for each webhook that may be of its process.
CREATE INDEX governance_process_status ON governance_process (instance_id, status);
