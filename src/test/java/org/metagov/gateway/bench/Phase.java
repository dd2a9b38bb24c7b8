package org.metagov.gateway.bench;

import org.metagov.gateway.testing.GatewayProcess;

/** Some measurements that share a gateway. */
interface Phase {
  /** Returns its name, by which it can be chosen. */
  String name();

  /** Says how the gateway has to be set. */
  default void configure(GatewayProcess.Options gateway) {}

  /** Warms the gateway up, loads and measures it. */
  void run(Bench bench);
}
