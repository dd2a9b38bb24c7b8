package org.example.harness.faults;

/** When a thread is abandoned at a fault point. */
public enum Moment {
  /** Before the call: nothing of it has happened. */
  BEFORE,
  /** In the call's transaction, when its work is done: it never commits. */
  IN,
  /** When the transaction has committed or the call is over: its caller never hears of it. */
  AFTER
}
