-- What came in for some instances is found by these alone: people look at many communities at once.
CREATE INDEX instance_webhooks_of ON instance_webhooks (instance_id);
