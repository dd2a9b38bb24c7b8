package org.metagov.gateway.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A PostgreSQL of a test's own. Its programs are unpacked once, for all tests and forks. */
public final class TestPostgres {
  private TestPostgres() {}

  /** Returns one to be started, with what it does not say otherwise. */
  public static EmbeddedPostgres.Builder builder() {
    try {
      Path programs = Files.createDirectories(Path.of("target", "postgres").toAbsolutePath());
      return EmbeddedPostgres.builder().setOverrideWorkingDirectory(programs.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns one that keeps what it has committed, as the gateway asks: the tests' own is fast. */
  public static EmbeddedPostgres.Builder durable() {
    return builder().setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on");
  }
}
