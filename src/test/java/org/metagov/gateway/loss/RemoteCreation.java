package org.metagov.gateway.loss;

import java.nio.file.Path;

/**
 * A platform and its plugin, for kills around the creation of a remote object that the plugin can
 * find again.
 */
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

  @Override
  void close();
}
