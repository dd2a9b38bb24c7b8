package org.metagov.gateway.loss;

/**
 * Something that the load generator, the platform or the driver has seen, {@code at} milliseconds
 * from the beginning. The gateway writes none of it.
 */
sealed interface Entry {
  long at();

  /** What the load generator asks of the gateway. */
  enum Operation {
    /** A webhook that becomes an event. */
    WEBHOOK,
    /** The start of a process. */
    START,
    /** A webhook that tells of a vote, or of the end of a poll. */
    NOTICE,
    /** The driver closes a process. */
    CLOSE,
    /** Another config for a community. */
    CONFIG
  }

  /** How a run of the gateway ends. */
  enum Ending {
    /** By SIGKILL. */
    KILLED,
    /** By SIGTERM. */
    STOPPED
  }

  /** What the driver hears. */
  enum Channel {
    EVENT,
    CALLBACK
  }

  /** What the driver does with a message. */
  enum Answer {
    /** It takes it, and says so: 200. */
    TAKEN,
    /** It takes it, and does not answer in time. */
    HUNG,
    /** It refuses it: 500, 503, 429, a redirect or 410. */
    REFUSED,
    /** It closes the connection. */
    CUT;

    /** Returns whether the driver has the message now. */
    boolean isTaken() {
      return this == TAKEN || this == HUNG;
    }
  }

  // By the load generator.

  /** The gateway was launched for the {@code run}-th time. */
  record Launched(long at, int run) implements Entry {}

  /** The gateway is ready. */
  record Up(long at, int run) implements Entry {}

  /** The gateway is no more. */
  record Down(long at, int run, Ending ending) implements Entry {}

  /** The operation {@code op} is tried for the first time; {@code what} depends on its kind. */
  record Asked(long at, String op, Operation kind, String community, String what)
      implements Entry {}

  /** The gateway has said yes: a {@code Location}, or a body, or nothing. */
  record Accepted(long at, String op, int status, int tries, String answer) implements Entry {}

  /** The operation was never accepted; the last answer is kept, status 0 for none. */
  record GivenUp(long at, String op, int status, String answer) implements Entry {}

  /** How a process was seen by GET; empty where it was not found. */
  record Seen(long at, String location, String body) implements Entry {}

  /** A process that was in the list of all processes, at the end. */
  record Listed(long at, String location) implements Entry {}

  /** An event that was in the log, at the end. */
  record Logged(long at, String community, long sequence, String body) implements Entry {}

  /** How the config of a community was seen by GET. */
  record Configured(long at, String community, String what) implements Entry {}

  // By the platform.

  /** A poll was created, at the wish of whoever sent {@code key}. */
  record Created(long at, String community, String poll, String key, String title)
      implements Entry {}

  /** A vote was cast; {@code votes} are all of the poll's. */
  record Voted(long at, String poll, int votes) implements Entry {}

  /** A poll was closed. */
  record Closed(long at, String poll, int votes) implements Entry {}

  /** The gateway has told the platform of another config. */
  record Reconfigured(long at, String community) implements Entry {}

  // By the driver.

  /**
   * A message came in.
   *
   * @param number counts what comes in
   * @param about the community of an event; the operation that has started the process
   * @param sequence the number of an event; of a callback, that in its id
   * @param previous what an event says was sent before it; -1 for none
   * @param signed whether the signature is right
   */
  record Arrived(
      long at,
      long number,
      Channel channel,
      String id,
      String about,
      long sequence,
      long previous,
      boolean signed,
      String body)
      implements Entry {}

  /** What came in as {@code number} was answered. */
  record Answered(long at, long number, Answer answer) implements Entry {}
}
