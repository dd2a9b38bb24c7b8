package org.metagov.gateway.overview;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import org.metagov.gateway.overview.NodeRows.Seen;
import org.metagov.gateway.settings.Build;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/** This node and the others; of one that is alone on its database nothing is written. */
@ApplicationScoped
public class Nodes {
  @Inject private Node node;
  @Inject private Build build;
  @Inject private Sql sql;
  @Inject private StoreClock clock;

  /** Returns this node, as it is there now. */
  Seen here() {
    return new Seen(
        node.id(),
        build.version(),
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        clock.now());
  }

  /** Returns those others that are there, or were of late. */
  List<Seen> others() {
    return node.isAlone() ? List.of() : sql.with(all -> NodeRows.others(all, node.id()));
  }

  /** Lets the others know that this one is there. */
  void beat() {
    Seen here = here();
    sql.run(all -> NodeRows.beat(all, here));
  }

  /** Lets the others know that this one stops. */
  void leave() {
    sql.run(all -> NodeRows.leave(all, node.id()));
  }
}
