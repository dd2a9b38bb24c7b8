package org.metagov.gateway.fakes.opencollective;

/** Whether decisions on expenses need more than a token. */
public enum SecondFactor {
  /** They do not: the account has no second factor, and nobody demands one. */
  NOT_ASKED,
  /** The account has one, and its token was not allowed to do without. */
  NOT_PRE_AUTHORIZED,
  /** The collective demands one of its admins, and the account has none. */
  NOT_CONFIGURED
}
