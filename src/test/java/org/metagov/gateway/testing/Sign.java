package org.metagov.gateway.testing;

import static org.metagov.gateway.testing.SignShape.down;
import static org.metagov.gateway.testing.SignShape.grows;
import static org.metagov.gateway.testing.SignShape.reaches;
import static org.metagov.gateway.testing.SignShape.silence;
import static org.metagov.gateway.testing.SignShape.unknown;

import java.io.UncheckedIOException;
import org.metagov.gateway.metric.Metric;

/**
 * What shows that something fails, and to which alert that leads: a row each of the page about
 * monitoring. The test that makes it fail sees that the sign is there.
 */
public enum Sign {
  GATEWAY_GONE(
      "the gateway has died, or does not start",
      silence(),
      "GatewayDown",
      "CrashIT#killAndStartAgain"),
  STORE_DOWN(
      "the database is away, hangs, or gives no connection",
      down("store"),
      "StoreNotRead",
      "PostgresOutageIT#aDatabaseThatIsDownIsA503UntilItIsBack"),
  STORE_NOT_READ(STORE_DOWN.fault, unknown(Metric.QUEUE_DUE), "StoreNotRead", STORE_DOWN.test),
  STORE_NOT_OPENED(
      "nothing listens at the address of the database",
      grows(Metric.CONNECTIONS, "result=failed"),
      "StoreNotRead",
      STORE_DOWN.test),
  STORE_FAILS(
      "drivers are answered 503 for want of the database",
      grows(Metric.PROBLEMS, "type=unavailable"),
      "StoreFails",
      STORE_DOWN.test),
  UPKEEP_FAILS(
      "what the gateway does by itself does not come to its end",
      grows(Metric.UPKEEP_FAILED),
      "UpkeepFails",
      STORE_DOWN.test),
  WEBHOOKS_NOT_KEPT(
      "the database can only be read, cannot grow, or holds a lock for ever",
      grows(Metric.WEBHOOKS, "plugin=tally", "result=unavailable|full|failed"),
      "WebhooksNotTaken",
      "PostgresOutageIT#aDatabaseThatCanOnlyBeReadIsA503UntilItCanBeWritten"),
  POOL_EXHAUSTED(
      "work that hangs has every connection",
      // Of the pool that the tests of an outage set.
      reaches(Metric.POOL_CONNECTIONS, 12, "state=used"),
      "ConnectionsShort",
      "DerbyOutageIT#aPoolWithoutAConnectionIsA503UntilItHasOne"),
  UNREADABLE(
      "a row cannot be opened: somebody has changed it",
      grows(Metric.UNREADABLE),
      "RowsUnreadable",
      "ContractsOnPostgresIT#oneRowThatCannotBeOpenedTakesNothingElseAway"),
  AUDIT_BROKEN(
      "somebody else has written to the audit log",
      grows(Metric.AUDIT_FLAWS),
      "AuditLogTouched",
      "ContractsOnPostgresIT#whoeverChangesTheAuditLogIsFound"),
  DISK_FULL(
      "the disk is nearly full",
      grows(Metric.LIMITS_REFUSED, "limit=disk"),
      "WebhooksNotTaken",
      "SettingsIT#aDiskThatIsNearlyFullIsToldOfInMetrics"),
  INBOX_FULL(
      "the inbox of one community is full",
      grows(Metric.QUOTA_REFUSED, "quota=inbox"),
      "QuotaFull",
      "FloodContract#aFullInboxIsItsCommunitysOwn"),
  PROCESSES_FULL(
      "one community has as many pending processes as it may have",
      grows(Metric.QUOTA_REFUSED, "quota=processes"),
      "QuotaFull",
      "FloodContract#aCommunityWithAsManyPendingProcessesAsItMayHaveIsHeldAndNoOther"),
  RECEIVERS_FULL(
      "one driver key has as many receivers as it may have",
      grows(Metric.QUOTA_REFUSED, "quota=receivers"),
      "QuotaFull",
      "FloodContract#aKeyWithAsManyReceiversAsItMayHaveIsHeldAndNoOther"),
  KEYS_FULL(
      "one community is named by as many driver keys as may name it",
      grows(Metric.QUOTA_REFUSED, "quota=keys"),
      "QuotaFull",
      "FloodContract#aCommunityIsNamedBySoManyKeysAndOthersByTheirOwn"),
  IDENTITIES_FULL(
      "one community has as many Metagov ids and linked accounts as it may have",
      grows(Metric.QUOTA_REFUSED, "quota=identities"),
      "QuotaFull",
      "IdentityContract#aCommunityHasSoManyIdsAndAccountsAndNoMore"),
  STREAMS_FULL(
      "all places for live streams are taken",
      grows(Metric.LIMITS_REFUSED, "limit=streams"),
      "LimitReached",
      "EventLogContract#oneStreamTooManyIsRefusedUntilAnotherOneEnds"),
  SOURCE_HELD(
      "one address calls too often",
      grows(Metric.LIMITS_REFUSED, "limit=source"),
      "LimitReached",
      "FloodContract#anAddressThatCallsTooOftenIsHeldAndNobodyElse"),
  KEYS_GUESSED(
      "one address comes with one wrong key after the other",
      grows(Metric.KEYS_REFUSED, "reason=held"),
      "KeysGuessed",
      "FloodContract#anAddressThatComesWithTooManyWrongKeysIsHeldAndNobodyElse"),
  ADDRESS_HELD(
      "one address calls the public actions of a community too often",
      grows(Metric.LIMITS_REFUSED, "limit=source_actions"),
      "LimitReached",
      "FloodContract#oneAddressDoesNotTakeAllPublicActionsOfACommunity"),
  COMMUNITY_HELD(
      "the public actions of a community are called too often",
      grows(Metric.LIMITS_REFUSED, "limit=community_actions|source_actions"),
      "LimitReached",
      "FloodContract#aCommunityWhosePublicActionsAreAskedForTooOftenIsHeldAndNoOther"),
  SENDERS_SLOW(
      "many strangers send slowly",
      grows(Metric.LIMITS_REFUSED, "limit=reading"),
      "LimitReached",
      "SlowSenderContract#strangersWhoSendSlowlyHoldUpNobody"),
  COMMUNITY_TOLD_TOO_MUCH(
      "a platform sends more webhooks to one community than that may get in a minute",
      grows(Metric.LIMITS_REFUSED, "limit=community_webhooks"),
      "LimitReached",
      "DerbyOutageIT#whoeverIsSentTooMuchIsHeldByItsOwnLimitAndByThatOfAll"),
  INBOXES_FULL(
      "more webhooks wait than the gateway keeps",
      grows(Metric.LIMITS_REFUSED, "limit=inbox"),
      "WebhooksNotTaken",
      COMMUNITY_TOLD_TOO_MUCH.test),
  WEBHOOKS_AT_ONCE(
      "the database hangs, and as many webhooks wait for it as may",
      grows(Metric.LIMITS_REFUSED, "limit=webhooks_at_once"),
      "LimitReached",
      "DerbyOutageIT#aCrowdOfWebhooksDoesNotWaitForAStoreThatHangs"),
  CALLS_AT_ONCE(
      "a platform hangs, and calls to it have every place that they may have",
      grows(Metric.LIMITS_REFUSED, "limit=calls_at_once"),
      "LimitReached",
      "ActionContract#aHangingPlatformTakesASmallShareOnly"),
  PLATFORM_LATE(
      "a platform hangs",
      grows(Metric.PLATFORM_CALLS, "plugin=tally", "status=late"),
      "PlatformFails",
      "ActionContract#aPlatformThatFailsIsABadGateway"),
  PLATFORM_FAILS(
      "a driver's action fails at the platform",
      grows(Metric.ACTIONS, "plugin=tally", "result=platform_failed"),
      "PlatformFails",
      PLATFORM_LATE.test),
  PLATFORM_REFUSES(
      "a platform refuses calls, as when it takes a key no more",
      grows(Metric.PLATFORM_CALLS, "plugin=tally", "status=4xx"),
      "PlatformRefusesKeys",
      PLATFORM_LATE.test),
  PLATFORM_FULL(
      "a platform is called too often",
      grows(Metric.PLATFORM_CALLS, "plugin=tally", "status=429"),
      "PlatformFull",
      "BudgetContract#aPlatformThatWantsToBeLeftAloneIsByAllWhoShareAKey"),
  PLATFORM_LEFT_ALONE(
      "a platform wants to be left alone, and is",
      grows(Metric.LIMITS_REFUSED, "limit=platform_budget"),
      "LimitReached",
      PLATFORM_FULL.test),
  CHECK_FAILS(
      "a look at a process fails, at its platform or in its plugin",
      grows(Metric.CHECKS, "plugin=tally", "result=failed"),
      "ChecksFail",
      "ProcessContract#whateverACheckFailsByIsRecordedAndPutsItOff"),
  POLL_FAILS(
      "a plugin asks its platform for news, and fails",
      grows(Metric.POLLS, "plugin=tally", "result=failed"),
      "ChecksFail",
      "EventLogContract#whateverAskingFailsByPutsItOff"),
  START_UNKNOWN(
      "nobody knows whether a platform has begun a process",
      grows(Metric.PROCESS_STARTS, "plugin=tally", "result=unknown"),
      "-",
      "ProcessContract#aStartThatLeftNothingEndsWithErrors"),
  PROCESS_LOST(
      "a process that a platform should have begun is nowhere",
      grows(Metric.PROCESS_ENDS, "plugin=tally", "result=start_unknown"),
      "ProcessesLost",
      START_UNKNOWN.test),
  PROCESS_GONE(
      "a process is gone from its platform",
      grows(Metric.PROCESS_ENDS, "plugin=tally", "result=gone"),
      "ProcessesLost",
      "ProcessContract#aPollThatStaysGoneEndsWithErrors"),
  PLUGIN_FAULT(
      "a plugin, or the gateway, has a fault",
      grows(Metric.PROBLEMS, "type=internal"),
      "OursToMend",
      "ActionContract#aPluginThatIsAtFaultSaysNothingOfItsSecrets"),
  WEBHOOKS_FORGED(
      "webhooks are signed with another secret, or are a stranger's",
      grows(Metric.WEBHOOKS, "plugin=tally", "result=refused"),
      "WebhooksRefused",
      "WebhookContract#whatIsForgedIsRefusedAndNotKept"),
  WEBHOOK_RETRIED(
      "a plugin fails at a webhook, and what is behind it waits",
      grows(Metric.INBOX_WORK, "plugin=tally", "result=retried"),
      "-",
      "WebhookContract#whatIsBehindAFailedWebhookWaitsHoweverOftenItFails"),
  WEBHOOK_PARKED(
      "a plugin cannot make anything of a webhook",
      grows(Metric.INBOX_WORK, "plugin=tally", "result=parked"),
      "WebhooksParked",
      "WebhookContract#poisonIsParkedAndTheRestGoesOnInOrder"),
  DRIVER_DOWN(
      "a driver is away, or hangs",
      grows(Metric.DELIVERIES, "kind=event", "result=down"),
      "ReceiverDown",
      "OutageContract#aReceiverThatGoesDownComesBackAndLeavesIsToldOf"),
  DESTINATION_DOWN(
      DRIVER_DOWN.fault, reaches(Metric.DESTINATIONS_DOWN, 1), "ReceiverDown", DRIVER_DOWN.test),
  DRIVER_GONE(
      "a driver answers that it is gone",
      grows(Metric.SYSTEM_EVENTS, "event_type=receiver_gone"),
      "ReceiverGone",
      DRIVER_DOWN.test),
  DRIVER_REFUSES(
      "a driver refuses a message",
      grows(Metric.DELIVERIES, "kind=event", "result=refused"),
      "DeliveriesFail",
      "OutageContract#aRefusedMessageHoldsItsLaneTenMinutesAndThenIsADeadLetter"),
  MESSAGE_DEAD(
      "a message is given up",
      grows(Metric.SYSTEM_EVENTS, "event_type=delivery_dead"),
      "DeadLetters",
      DRIVER_REFUSES.test),
  DRIVER_BROKEN(
      "a driver fails at a message",
      grows(Metric.DELIVERIES, "kind=event", "result=broken"),
      "DeliveriesFail",
      "OutageContract#aMessageAtWhichTheDriverFailsHasTwelveTriesInTwoHours"),
  CALLBACKS_GONE(
      "a driver wants no more callbacks of a process",
      grows(Metric.DELIVERIES, "kind=callback", "result=gone"),
      "-",
      "CallbackContract#a410StopsTheCallbacksOfThisProcessOnly"),
  REQUEST_ABANDONED(
      "a request does not come to its end",
      grows(Metric.REQUESTS, "status=5xx"),
      "RequestsFail",
      "FaultContract#anAbandonedCheckIsRecordedWithItsStateOrNotAtAll"),
  WORK_ABANDONED(
      "work of a queue does not come to its end, and is done again",
      grows(Metric.QUEUE_WORK, "result=failed"),
      "WorkFails",
      "FaultContract#anAbandonedLookIsTakenAgainAndRecordedOnce"),
  CLAIM_LOST(
      "a node is late, and another one has taken its work over",
      grows(Metric.LEASES_REFUSED, "reason=lost"),
      "ClaimsLost",
      "ContractsOnPostgresIT#aNodeThatIsLateChangesNothing"),
  OUTCOME_UNKNOWN(
      "nobody knows whether an action was done when the gateway died",
      grows(Metric.IDEMPOTENT, "result=outcome_unknown"),
      "-",
      "CrashIT#anInterruptedActionIsNeverRunAgain");

  private final String fault;

  @SuppressWarnings("ImmutableEnumChecker") // Records of what never changes.
  private final SignShape shape;

  private final String alert;
  private final String test;

  Sign(String fault, SignShape shape, String alert, String test) {
    this.fault = fault;
    this.shape = shape;
    this.alert = alert;
    this.test = test;
  }

  /** Returns what fails. */
  public String fault() {
    return fault;
  }

  /** Returns what shows it, as Markdown. */
  public String told() {
    return shape.told();
  }

  /** Returns the alert that it leads to; {@code -}: nobody has to do anything. */
  public String alert() {
    return alert;
  }

  /** Returns the test that makes it fail, {@code <class>#<method>}. */
  public String test() {
    return test;
  }

  /** Returns the number that it is told by, as it is now. */
  double now(Api api) {
    return shape.now(api);
  }

  /**
   * Returns whether it is there.
   *
   * @param before what {@link #now} was before anything failed
   * @throws UncheckedIOException where the gateway does not answer
   */
  boolean isThere(Api api, double before) {
    return shape.isThere(api, before);
  }
}
