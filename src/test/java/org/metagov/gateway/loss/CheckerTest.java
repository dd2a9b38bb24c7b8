package org.metagov.gateway.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.loss.Entry.Accepted;
import org.metagov.gateway.loss.Entry.Answer;
import org.metagov.gateway.loss.Entry.Answered;
import org.metagov.gateway.loss.Entry.Arrived;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.Channel;
import org.metagov.gateway.loss.Entry.Closed;
import org.metagov.gateway.loss.Entry.Configured;
import org.metagov.gateway.loss.Entry.Created;
import org.metagov.gateway.loss.Entry.Down;
import org.metagov.gateway.loss.Entry.Ending;
import org.metagov.gateway.loss.Entry.Launched;
import org.metagov.gateway.loss.Entry.Listed;
import org.metagov.gateway.loss.Entry.Logged;
import org.metagov.gateway.loss.Entry.Operation;
import org.metagov.gateway.loss.Entry.Reconfigured;
import org.metagov.gateway.loss.Entry.Seen;
import org.metagov.gateway.loss.Entry.Up;
import org.metagov.gateway.loss.Entry.Voted;
import org.metagov.gateway.loss.Violation.Kind;

/** A history in which every promise is kept, and the same one with a fault planted in it. */
class CheckerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final String PLACE = "/api/internal/process/tally.poll/1";
  private static final String PENDING = process("pending", "{}", 0);
  private static final String VOTED = process("pending", "{}", 1);
  private static final String ENDED = process("completed", "{}", 1);

  /** Three webhooks, one of them sent twice; a process with a vote; a config; a kill. */
  private static List<Entry> good() {
    return new ArrayList<>(
        List.of(
            new Launched(0, 1),
            new Up(10, 1),
            webhook(11, "w0"),
            accepted(12, "w0"),
            event(13, 1, "w0", 1),
            taken(14, 1),
            webhook(15, "w1"),
            new Down(16, 1, Ending.KILLED),
            new Launched(17, 2),
            new Up(30, 2),
            event(31, 2, "w0", 1),
            taken(32, 2),
            accepted(33, "w1"),
            webhook(34, "w1"),
            accepted(35, "w1"),
            event(36, 3, "w1", 2),
            new Answered(37, 3, Answer.REFUSED),
            event(38, 4, "w1", 2),
            new Answered(38, 4, Answer.HUNG),
            event(39, 5, "w1", 2),
            taken(40, 5),
            webhook(41, "w2"),
            accepted(42, "w2"),
            event(43, 6, "w2", 3),
            taken(44, 6),
            new Asked(50, "p0", Operation.START, "c00", ""),
            new Created(51, "c00", "b1", "key", "p0"),
            new Accepted(52, "p0", 202, 1, PLACE),
            callback(53, 7, 1, PENDING),
            taken(54, 7),
            new Voted(55, "b1", 1),
            callback(56, 8, 2, VOTED),
            taken(57, 8),
            new Closed(58, "b1", 1),
            callback(59, 9, 3, ENDED),
            taken(60, 9),
            new Seen(61, PLACE, ENDED),
            new Asked(70, "k0", Operation.CONFIG, "c00", "7"),
            new Reconfigured(71, "c00"),
            new Accepted(72, "k0", 200, 1, ""),
            new Seen(80, PLACE, ENDED),
            new Listed(81, PLACE),
            logged(82, "w0", 1),
            logged(83, "w1", 2),
            logged(84, "w2", 3),
            new Configured(85, "c00", "7"),
            new Down(90, 2, Ending.STOPPED)));
  }

  private static Asked webhook(long at, String op) {
    return new Asked(at, op, Operation.WEBHOOK, "c00", "");
  }

  private static Accepted accepted(long at, String op) {
    return new Accepted(at, op, 200, 1, "");
  }

  private static Arrived event(long at, long number, String text, long sequence) {
    return new Arrived(
        at,
        number,
        Channel.EVENT,
        "evt_" + text,
        "c00",
        sequence,
        sequence - 1,
        true,
        body(text, sequence));
  }

  private static Logged logged(long at, String text, long sequence) {
    return new Logged(at, "c00", sequence, body(text, sequence));
  }

  private static String body(String text, long sequence) {
    return "{\"id\":\"evt_%s\",\"data\":{\"number\":%d,\"text\":\"%s\"},\"sequence\":%d}"
        .formatted(text, sequence, text, sequence);
  }

  private static Arrived callback(long at, long number, long sequence, String body) {
    return new Arrived(
        at, number, Channel.CALLBACK, "cb_1_" + sequence, "p0", sequence, -1, true, body);
  }

  private static String process(String status, String errors, int votes) {
    return ("{\"id\":1,\"community\":\"c00\",\"status\":\"%s\",\"errors\":%s,"
            + "\"outcome\":{\"votes\":{\"yes\":%d}}}")
        .formatted(status, errors, votes);
  }

  private static Answered taken(long at, long number) {
    return new Answered(at, number, Answer.TAKEN);
  }

  private static List<Kind> kinds(List<Entry> history) {
    return Checker.check(history, TIMEOUT).stream().map(Violation::kind).distinct().toList();
  }

  /** Returns the good history without what {@code planted} is about. */
  private static List<Entry> without(Predicate<Entry> planted) {
    List<Entry> history = good();
    assertThat(history.removeIf(planted)).isTrue();
    return history;
  }

  private static <T extends Entry> List<Entry> changed(
      Class<T> kind, Predicate<T> which, UnaryOperator<T> change) {
    List<Entry> history = good();
    history.replaceAll(
        entry ->
            kind.isInstance(entry) && which.test(kind.cast(entry))
                ? change.apply(kind.cast(entry))
                : entry);
    assertThat(history).isNotEqualTo(good());
    return history;
  }

  /** Returns the good history with {@code more} before the end of its last run. */
  private static List<Entry> with(Entry... more) {
    List<Entry> history = good();
    history.addAll(history.size() - 1, List.of(more));
    return history;
  }

  private static boolean isArrival(Entry entry, String id) {
    return entry instanceof Arrived arrived && arrived.id().equals(id);
  }

  @Test
  void aHistoryInWhichAllIsKeptHasNoViolations() {
    assertThat(Checker.check(good(), TIMEOUT)).isEmpty();
  }

  @Test
  void aLossIsFound() {
    assertThat(kinds(without(entry -> isArrival(entry, "evt_w2")))).containsExactly(Kind.LOST);
    assertThat(
            kinds(
                without(
                    entry ->
                        isArrival(entry, "evt_w2")
                            || (entry instanceof Logged l && l.sequence() == 3))))
        .containsExactly(Kind.LOST);
  }

  @Test
  void anEventThatTheDriverNeverTookIsLost() {
    assertThat(
            kinds(
                changed(
                    Answered.class,
                    answered -> answered.number() == 6,
                    answered -> new Answered(answered.at(), 6, Answer.CUT))))
        .containsExactly(Kind.LOST);
  }

  @Test
  void aDuplicateUnderAnotherIdIsFound() {
    Arrived second = event(86, 10, "w2", 4);
    Arrived planted =
        new Arrived(
            86,
            10,
            Channel.EVENT,
            "evt_again",
            "c00",
            4,
            3,
            true,
            second.body().replace("evt_w2", "evt_again"));
    assertThat(kinds(with(planted, taken(87, 10), new Logged(88, "c00", 4, planted.body()))))
        .containsExactly(Kind.DOUBLE);
  }

  @Test
  void aServerThatStartsMayMissAnAnswer() {
    assertThat(startingUntil(2_200, 2_150).byTimeout()).isEqualTo(1);
    // It was up already; or it came again too soon.
    assertThat(startingUntil(50, 2_150).unexplained()).hasSize(1);
    assertThat(startingUntil(2_200, 2_000).unexplained()).hasSize(1);
  }

  private static Duplicates startingUntil(long up, long again) {
    List<Entry> entries =
        List.of(
            new Launched(0, 1),
            event(100, 1, "w0", 1),
            taken(101, 1),
            event(again, 2, "w0", 1),
            taken(again, 2),
            new Up(up, 1));
    return Duplicates.of(new Sorted(entries), TIMEOUT);
  }

  @Test
  void aProcessThatIsNotThereAnyMoreIsLost() {
    assertThat(kinds(with(new Seen(86, PLACE, "")))).containsExactly(Kind.LOST);
  }

  @Test
  void aDuplicateThatNoKillAndNoTimeoutExplainsIsFound() {
    assertThat(kinds(with(event(86, 10, "w2", 3), taken(87, 10))))
        .containsExactly(Kind.UNEXPLAINED);
  }

  @Test
  void aGapIsFound() {
    assertThat(kinds(without(entry -> isArrival(entry, "evt_w1")))).contains(Kind.GAP, Kind.LOST);
    assertThat(
            kinds(
                changed(
                    Arrived.class,
                    arrived -> arrived.id().equals("evt_w2"),
                    a -> new Arrived(a.at(), 6, a.channel(), a.id(), "c00", 3, 1, true, a.body()))))
        .containsExactly(Kind.GAP);
    assertThat(kinds(without(entry -> isArrival(entry, "cb_1_2")))).containsExactly(Kind.GAP);
  }

  @Test
  void aReorderingIsFound() {
    List<Entry> history = good();
    Entry third = event(43, 6, "w2", 3);
    history.remove(third);
    history.add(history.indexOf(event(36, 3, "w1", 2)), third);
    assertThat(kinds(history)).containsExactly(Kind.ORDER);
    List<Entry> callbacks = good();
    callbacks.remove(callback(56, 8, 2, VOTED));
    callbacks.add(callbacks.indexOf(callback(53, 7, 1, PENDING)), callback(53, 8, 2, VOTED));
    assertThat(kinds(callbacks)).containsExactly(Kind.ORDER);
  }

  @Test
  void aProcessThatIsOpenAgainIsFound() {
    assertThat(kinds(with(new Seen(86, PLACE, VOTED)))).containsExactly(Kind.REOPENED);
    assertThat(kinds(with(callback(86, 10, 4, VOTED), taken(87, 10))))
        .containsExactly(Kind.REOPENED);
    String otherwise = process("completed", "{\"late\":\"yes\"}", 1);
    assertThat(kinds(with(new Seen(86, PLACE, otherwise)))).containsExactly(Kind.REOPENED);
  }

  @Test
  void anInventedEventIsFound() {
    assertThat(kinds(with(event(86, 10, "w9", 4), taken(87, 10), logged(88, "w9", 4))))
        .containsExactly(Kind.INVENTED);
    assertThat(
            kinds(
                changed(
                    Arrived.class,
                    arrived -> arrived.number() == 6,
                    a ->
                        new Arrived(a.at(), 6, a.channel(), a.id(), "c00", 3, 2, false, a.body()))))
        .containsExactly(Kind.INVENTED);
  }

  @Test
  void aProcessThatNobodyHasStartedIsFound() {
    assertThat(kinds(with(new Listed(86, PLACE + "2")))).containsExactly(Kind.INVENTED);
    assertThat(kinds(with(new Created(86, "c00", "b2", "other", "p9"))))
        .containsExactly(Kind.INVENTED);
  }

  @Test
  void aSecondPollOrProcessOfOneStartIsFound() {
    assertThat(kinds(with(new Created(86, "c00", "b2", "other", "p0"))))
        .containsExactly(Kind.DOUBLE);
    assertThat(
            kinds(with(new Accepted(86, "p0", 202, 1, PLACE + "2"), new Listed(87, PLACE + "2"))))
        .contains(Kind.DOUBLE);
  }

  @Test
  void anOutcomeThatIsNotThePlatformsIsFound() {
    assertThat(
            kinds(
                changed(Closed.class, closed -> true, closed -> new Closed(closed.at(), "b1", 2))))
        .containsExactly(Kind.DISAGREEMENT);
  }

  @Test
  void aCallbackThatIsNotWhatGetSaysIsFound() {
    assertThat(
            kinds(
                changed(
                    Arrived.class,
                    arrived -> arrived.number() == 9,
                    a -> callback(a.at(), 9, 3, process("completed", "{\"late\":\"yes\"}", 1)))))
        .containsExactly(Kind.DISAGREEMENT);
  }

  @Test
  void aProcessThatNeverEndsIsFound() {
    assertThat(kinds(changed(Seen.class, seen -> true, seen -> new Seen(seen.at(), PLACE, VOTED))))
        .containsExactly(Kind.UNENDED);
  }

  @Test
  void aStartThatIsUnknownHasNoPoll() {
    String unknown = process("completed", "{\"start_unknown\":\"?\"}", 0);
    List<Entry> history =
        without(
            entry ->
                entry instanceof Voted
                    || entry instanceof Closed
                    || isArrival(entry, "cb_1_2")
                    || isArrival(entry, "cb_1_3"));
    history.replaceAll(
        entry ->
            entry instanceof Seen seen
                ? new Seen(seen.at(), PLACE, unknown)
                : isArrival(entry, "cb_1_1") ? callback(53, 7, 1, unknown) : entry);
    assertThat(kinds(history)).containsExactly(Kind.DISAGREEMENT);
    history.removeIf(Created.class::isInstance);
    assertThat(kinds(history)).isEmpty();
  }

  @Test
  void aConfigThatIsForgottenIsFound() {
    assertThat(
            kinds(
                changed(
                    Configured.class, seen -> true, seen -> new Configured(seen.at(), "c00", "1"))))
        .containsExactly(Kind.LOST);
    assertThat(kinds(without(Reconfigured.class::isInstance))).containsExactly(Kind.LOST);
    assertThat(kinds(with(new Reconfigured(86, "c00")))).containsExactly(Kind.INVENTED);
  }

  @Test
  void anOperationThatIsNeverAcceptedIsFound() {
    assertThat(kinds(with(webhook(86, "w9")))).contains(Kind.NEVER_ACCEPTED);
  }

  @Test
  void aRunInWhichTooFewAreAcceptedSoonFails() {
    List<Entry> history = good();
    history.removeIf(Down.class::isInstance);
    history.add(webhook(100, "w9"));
    history.add(accepted(60_101, "w9"));
    assertThat(kinds(history)).contains(Kind.SLOW);
    List<Entry> down = good();
    down.add(webhook(100, "w9"));
    down.add(new Up(60_050, 3));
    down.add(accepted(60_101, "w9"));
    assertThat(kinds(down))
        .as("it does not count while the node is down")
        .doesNotContain(Kind.SLOW);
  }

  @Test
  void tooManyDuplicatesAreFound() {
    List<Entry> history = good();
    List<Entry> burst = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      burst.add(event(14, 100 + i, "w0", 1));
      burst.add(taken(14, 100 + i));
    }
    history.addAll(history.indexOf(taken(14, 1)) + 1, burst);
    assertThat(kinds(history)).contains(Kind.TOO_MANY_DUPLICATES);
  }

  @Test
  void aHistoryIsReadAsItWasWritten(@TempDir Path folder) {
    Path file = folder.resolve("history.jsonl");
    try (History history = new History(file)) {
      good().forEach(entry -> history.add(at -> entry));
      assertThat(history.entries()).isEqualTo(good());
    }
    assertThat(History.read(file)).isEqualTo(good());
  }

  @Test
  void theSameSeedMakesTheSamePlan() {
    LossOptions options = LossOptions.brief();
    assertThat(Plan.of(options)).isEqualTo(Plan.of(options));
    assertThat(Plan.of(options).ends()).hasSize(3);
  }
}
