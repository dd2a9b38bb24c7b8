package org.metagov.gateway.event;

import java.util.Optional;

/**
 * A sequence of messages as it was when it was read.
 *
 * @param name {@code community/<name>} or {@code process/<id>}
 * @param community the community it is about
 * @param process {@code <plugin>.<process>}, where it holds the callbacks of a process
 * @param callbackUrl where those go
 * @param newest the number given last; 0 before the first message
 * @param purged the number of the last message that is no longer kept
 */
public record StreamSnapshot(
    String name,
    String community,
    Optional<String> process,
    Optional<String> callbackUrl,
    long newest,
    long purged) {
  /** Returns {@code stream} as it is now. */
  public static StreamSnapshot of(MessageStream stream) {
    return new StreamSnapshot(
        stream.getName(),
        stream.getCommunity(),
        Optional.ofNullable(stream.getProcess()),
        Optional.ofNullable(stream.getCallbackUrl()),
        stream.getNewest(),
        stream.getPurged());
  }

  /** Returns the log of {@code community} before its first event. */
  public static StreamSnapshot unwritten(String community) {
    return new StreamSnapshot(
        ofCommunity(community), community, Optional.empty(), Optional.empty(), 0, 0);
  }

  /** Returns the name of the event log of {@code community}. */
  public static String ofCommunity(String community) {
    return "community/" + community;
  }

  /** Returns the name of the callbacks of the process {@code id}. */
  public static String ofProcess(long id) {
    return "process/" + id;
  }
}
