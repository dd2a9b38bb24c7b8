package org.metagov.gateway.plugins.loomio;

/** How people vote. */
public enum PollType {
  PROPOSAL,
  POLL,
  COUNT,
  SCORE,
  RANKED_CHOICE,
  MEETING,
  DOT_VOTE,
  CHECK,
  /** Answered in words: it has no options. */
  QUESTION,
  STV
}
