-- What came in, by instance; 0: at the one URL of a plugin for all communities (then community is empty).
CREATE TABLE instance_webhooks (
  community VARCHAR(50) NOT NULL,
  plugin VARCHAR(30) NOT NULL,
  instance_id BIGINT NOT NULL,
  accepted BIGINT NOT NULL,
  repeated BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  unmatched BIGINT NOT NULL,
  last_seen_at BIGINT,
  last_verified_at BIGINT,
  last_refused_at BIGINT,
  last_refusal VARCHAR(500),
  PRIMARY KEY (community, plugin, instance_id)
);

INSERT INTO instance_webhooks (community, plugin, instance_id, accepted, repeated, refused, unmatched,
    last_seen_at, last_verified_at, last_refused_at, last_refusal)
  SELECT c.community, c.plugin, COALESCE(i.id, 0), c.accepted, c.repeated, c.refused, c.unmatched,
    c.last_seen_at, c.last_verified_at, c.last_refused_at, c.last_refusal
  FROM webhook_count c LEFT JOIN plugin_instance i ON i.community = c.community AND i.plugin = c.plugin
  WHERE c.community = '' OR i.id IS NOT NULL;

DROP TABLE webhook_count;
