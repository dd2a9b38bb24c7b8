package org.metagov.gateway.catalog;

import java.util.Collection;

/** What a plugin is handed, and learns secrets by that stand in no config. */
public interface Confiding {
  /** Returns the secrets that it has learned so far. */
  Collection<String> secrets();
}
