package org.metagov.gateway.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.spi.Doc;

/** What stands in answers about sessions. */
final class SessionShapes {
  private SessionShapes() {}

  record Session(
      @Doc("What it is known by") String id,
      @Doc("When its key was exchanged for it") Instant createdAt,
      @Doc("When it ends, however much it is used") Instant expiresAt,
      @Doc("After how many seconds without a request it ends") long idleSeconds) {}

  record Whoami(
      @Doc("How the caller is known") Caller.Kind kind,
      @Doc("The id of the driver key") Optional<String> driverKey,
      @Doc("What people call that key") Optional<String> name,
      @Doc("What the caller may do") Scope scope,
      @Doc("Whether it sees all communities") boolean everywhere,
      @Doc("Those that it sees; null: all") Optional<List<String>> communities,
      @Doc("The session of this request; null: it has none") Optional<Session> session,
      @Doc("The version of the gateway") String version,
      @Doc("Where platforms reach it, as it was told; null: nobody has told it")
          Optional<String> serverUrl) {}

  record Begun(
      @Doc("What every request of the session sends as `X-Metagov-Session`, shown this once")
          String token) {}
}
