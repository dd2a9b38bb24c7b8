package org.metagov.gateway.work;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.metagov.gateway.background.Bell;
import org.metagov.gateway.background.WorkInHand;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/** A queue in the store. Used by one engine. */
final class StoredQueue implements Source {
  private final Queue queue;
  private final Claims claims;
  private final Sql sql;
  private final StoreClock clock;
  private final Node node;
  private final WorkInHand hand;
  private final QueueMeter meter;

  /** When was last looked for what is due, by the store's clock: to ask it may be a call. */
  private Instant looked = Instant.EPOCH;

  StoredQueue(
      Queue queue,
      Claims claims,
      Sql sql,
      StoreClock clock,
      Node node,
      WorkInHand hand,
      QueueMeter meter) {
    this.queue = queue;
    this.claims = claims;
    this.sql = sql;
    this.clock = clock;
    this.node = node;
    this.hand = hand;
    this.meter = meter;
  }

  @Override
  public int places() {
    return queue.places();
  }

  @Override
  public Duration idle() {
    return queue.idle();
  }

  @Override
  public Bell bell() {
    return queue.bell();
  }

  @Override
  public List<Due> due(int most, List<Bulkhead> full) {
    queue.prepare();
    List<Bulkhead> passedOver = new ArrayList<>(full);
    passedOver.addAll(queue.shut());
    looked = clock.now();
    return queue.table().due(sql, looked, most, !node.isAlone(), passedOver, queue.only());
  }

  @Override
  public List<Bulkhead> shut() {
    return queue.shut();
  }

  @Override
  public boolean isEnding() {
    return hand.isEnding();
  }

  @Override
  public List<Bulkhead> bulkheads(Due due) {
    return queue.bulkheads(due);
  }

  @Override
  public boolean isAt(long id) {
    return claims.isAt(queue.table(), id, looked);
  }

  @Override
  public List<Claim> own(List<Long> ids) {
    return claims.own(queue.table(), ids);
  }

  @Override
  public boolean work(Claim claim) {
    return meter.of(() -> claims.work(claim, queue));
  }

  @Override
  public void giveBack(Claim claim) {
    claims.release(claim);
  }
}
