package org.metagov.gateway.process;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.ClaimService;

/** Writes down that processes are to end, or go on after all: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class NoticeService {
  /** So long before an end comes it is written down, as a rule. */
  public static final Duration AHEAD = Duration.ofSeconds(1);

  @EJB private ClaimService claims;
  @Inject private StoreClock clock;
  @Inject private Sql sql;

  /** What is told that it ends: all processes of a name that an instance has. */
  public record Kind(long instance, String name) {}

  /** As {@link ProcessRows#beginClosing}; whoever is at the process is not waited for. */
  public boolean beginClosing(long id, Instant end, Instant look) {
    return sql.with(all -> ProcessRows.beginClosing(all, id, end, look));
  }

  /** As {@link ProcessRows#giveClosingUp}. */
  public void giveClosingUp(long id, Instant end) {
    Instant now = clock.now();
    Instant open = now.plus(AHEAD);
    sql.run(all -> ProcessRows.giveClosingUp(all, id, end, open, now));
  }

  /** As {@link #beginClosing(long, Instant, Instant)}, of all that are of these {@code kinds}. */
  public void beginClosing(Set<Kind> kinds, Instant end, Instant look) {
    sql.run(all -> kinds.forEach(kind -> ProcessRows.beginClosing(all, kind, end, look)));
  }

  /** As {@link #giveClosingUp(long, Instant)}, of all that are of these {@code kinds}. */
  public void giveClosingUp(Set<Kind> kinds, Instant end) {
    Instant now = clock.now();
    Instant open = now.plus(AHEAD);
    sql.run(all -> kinds.forEach(kind -> ProcessRows.giveClosingUp(all, kind, end, open, now)));
  }

  /** Records since when a process is over; the caller is not done with it. */
  public void over(Claim claim, long id, Instant end) {
    claims.fence(claim);
    sql.run(all -> ProcessRows.over(all, id, end));
  }

  /** Records that a process that was to end goes on; the caller is not done with it. */
  public void openAgain(Claim claim, long id) {
    claims.fence(claim);
    Instant open = clock.now().plus(AHEAD);
    sql.run(all -> ProcessRows.openAgain(all, id, open));
  }
}
