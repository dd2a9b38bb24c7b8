package org.metagov.gateway.loss;

import java.nio.file.Path;
import java.util.List;

/** A platform and its plugin, for kills around the creation of a remote object. */
interface RemoteCreation extends AutoCloseable {
  /** Returns the WAR that has the plugin. */
  Path war();

  /** Returns the plugin's name. */
  String plugin();

  /** Returns the plugin's config, JSON text, for {@code community}. */
  String config(String community);

  /** Returns the process {@code <plugin>.<process>} that creates an object. */
  String process();

  /** Returns the input of a start, JSON text, which makes an object that {@code title} names. */
  String input(String title);

  /** Returns how often the platform was asked to create something, done or not. */
  int asked();

  /** Returns how many objects of {@code title} there are. */
  int made(String title);

  /** Returns whether the plugin can find an object again whose creation was interrupted. */
  default boolean isSearchable() {
    return true;
  }

  /**
   * Returns what the error of a start of which nobody knows what has become has to name, so that
   * people find its object, if there is one.
   */
  default List<String> clues(String title) {
    return List.of();
  }

  @Override
  void close();
}
