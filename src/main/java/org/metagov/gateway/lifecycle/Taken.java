package org.metagov.gateway.lifecycle;

/** What has become of a webhook that a process was to take in. */
public enum Taken {
  /** It has taken it in, now or before. */
  TAKEN,
  /** Somebody else is at the process. */
  BUSY,
  /** Its start is not recorded: nobody knows yet whether it is the one. */
  NOT_BEGUN,
  /** It has ended, or is another one than the webhook is about. */
  NOT_CONCERNED
}
