package org.metagov.gateway.access;

import java.util.Optional;

/**
 * Who makes a call.
 *
 * @param kind how it is known
 * @param keyId the driver key it has shown
 * @param scope what it may do
 * @param everywhere whether it sees all communities, or those of its key
 * @param source the address it has called from, as text; empty where there is none
 * @param listener the port it came in by; 0 where there is none
 * @param session the session that it has in place of the key itself
 */
public record Caller(
    Kind kind,
    Optional<String> keyId,
    Scope scope,
    boolean everywhere,
    String source,
    int listener,
    Optional<String> session) {

  /** How a caller is known. */
  public enum Kind {
    /** Whoever holds the key of the settings. */
    KEY,
    /** Whoever holds a driver key. */
    DRIVER_KEY,
    /** A program on the same machine. */
    LOOPBACK,
    /** Anybody else, on a public route. */
    ANYBODY,
    /** Nobody: the gateway does it by itself. */
    GATEWAY
  }

  /** Sees nothing. */
  private static final String NO_KEY = "";

  /** Work that nobody has asked for just now. */
  public static final Caller GATEWAY =
      new Caller(Kind.GATEWAY, Optional.empty(), Scope.ADMINISTER, true, "", 0, Optional.empty());

  /** Somebody who may do all there is, and has come in so. */
  public static Caller driver(Kind kind, Approach approach) {
    return new Caller(
        kind,
        Optional.empty(),
        Scope.ADMINISTER,
        true,
        approach.remoteAddress(),
        approach.localPort(),
        Optional.empty());
  }

  /** Somebody who has shown the key of the settings. */
  public static Caller withServerKey(Approach approach) {
    return driver(Kind.KEY, approach);
  }

  /** Somebody on a public route. */
  public static Caller anybody(Approach approach) {
    return new Caller(
        Kind.ANYBODY,
        Optional.empty(),
        Scope.READ,
        false,
        approach.remoteAddress(),
        approach.localPort(),
        Optional.empty());
  }

  /** Somebody who has shown the driver key {@code id}. */
  public static Caller withKey(String id, Scope scope, boolean everywhere, Approach approach) {
    return new Caller(
        Kind.DRIVER_KEY,
        Optional.of(id),
        scope,
        everywhere,
        approach.remoteAddress(),
        approach.localPort(),
        Optional.empty());
  }

  /** Returns it with the address {@code known} that it has called from. */
  public Caller from(String known) {
    return new Caller(kind, keyId, scope, everywhere, known, listener, session);
  }

  /** Returns it with the session {@code id}, which its key was exchanged for. */
  public Caller inSession(String id) {
    return new Caller(kind, keyId, scope, everywhere, source, listener, Optional.of(id));
  }

  /** Returns the key whose communities are all that this caller sees; empty: it sees all. */
  public Optional<String> limit() {
    return everywhere ? Optional.empty() : Optional.of(keyId.orElse(NO_KEY));
  }

  /** Returns a name for it that no other driver has: what is kept for one is not for another. */
  public String name() {
    return keyId.map(Caller::nameOfKey).orElseGet(kind::name);
  }

  /** Returns the {@link #name} of whoever has shown the key {@code id}. */
  public static String nameOfKey(String id) {
    return "KEY/" + id;
  }
}
