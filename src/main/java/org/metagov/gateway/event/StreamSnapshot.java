package org.metagov.gateway.event;

import java.util.Optional;

/**
 * A sequence of messages as it was when it was read.
 *
 * @param name {@code community/<name>}, {@code process/<id>} or {@code gateway}
 * @param community the community it is about; empty for the gateway's own
 * @param process {@code <plugin>.<process>}, where it holds the callbacks of a process
 * @param callbackUrl where those go
 * @param driverKey the key that has asked for them
 * @param newest the number given last; 0 before the first message
 * @param purged the number of the last message that is no longer kept
 */
public record StreamSnapshot(
    String name,
    String community,
    Optional<String> process,
    Optional<String> callbackUrl,
    Optional<String> driverKey,
    long newest,
    long purged) {
  /** The name of the log of what the gateway has to tell of itself, and of no community. */
  public static final String GATEWAY = "gateway";

  private static final String COMMUNITY = "community/";

  /** Returns {@code stream} as it is now. */
  public static StreamSnapshot of(MessageStream stream) {
    return new StreamSnapshot(
        stream.getName(),
        stream.getCommunity(),
        Optional.ofNullable(stream.getProcess()),
        Optional.ofNullable(stream.getCallbackUrl()),
        Optional.ofNullable(stream.getDriverKey()),
        stream.getNewest(),
        stream.getPurged());
  }

  /** Returns the log of {@code community} before its first event. */
  public static StreamSnapshot unwritten(String community) {
    return new StreamSnapshot(
        ofCommunity(community),
        community,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        0);
  }

  /** Returns it as it is for whoever sees nothing up to the number {@code last}. */
  public StreamSnapshot after(long last) {
    return new StreamSnapshot(
        name, community, process, callbackUrl, driverKey, newest, Math.max(purged, last));
  }

  /** Returns the name of the event log of {@code community}. */
  public static String ofCommunity(String community) {
    return COMMUNITY + community;
  }

  /** Returns the community whose event log is called {@code stream}; empty: it is of none. */
  public static Optional<String> communityOf(String stream) {
    return stream.startsWith(COMMUNITY)
        ? Optional.of(stream.substring(COMMUNITY.length()))
        : Optional.empty();
  }

  /** Returns the name of the callbacks of the process {@code id}. */
  public static String ofProcess(long id) {
    return "process/" + id;
  }
}
