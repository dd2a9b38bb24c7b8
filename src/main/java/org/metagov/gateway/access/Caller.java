package org.metagov.gateway.access;

/** Who makes a call. */
public enum Caller {
  /** Whoever holds the key of the settings. */
  KEY,
  /** A program on the same machine. */
  LOOPBACK,
  /** Anybody else, on a public route. */
  ANYBODY
}
