package org.metagov.gateway.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.spi.Doc;

/** What stands in answers about the audit log. */
final class AuditShapes {
  private AuditShapes() {}

  record Who(
      @Doc("How the caller was known") Caller.Kind kind,
      @Doc("The id of the driver key") Optional<String> driverKey,
      @Doc("The port it came in by; 0: the gateway itself") int listener,
      @Doc("The address it came from") String source) {}

  record Entry(
      @Doc("Its number, without gaps") long seq,
      @Doc("When it was done") Instant at,
      @Doc("Who did it") Who who,
      @Doc("The HTTP method") String method,
      @Doc("The route, with names in braces") String route,
      @Doc("What stood in their places") Map<String, String> names,
      @Doc("The community it is about") Optional<String> community,
      @Doc("What was changed: pointers, never values") List<String> fields,
      @Doc("What was answered, where it was written with the answer") Optional<Integer> status,
      @Doc("What chains it to the one before") String mac) {}

  record Head(
      @Doc("The number of the last entry") long seq, @Doc("What it is chained with") String mac) {}

  record Page(
      @Doc("In their order") List<Entry> entries,
      @Doc("The `after` of the next page, or of the next look") long next,
      @Doc("Where the chain ends") Head head) {}

  record Finding(
      @Doc("Whether all is as it was") boolean valid,
      @Doc("The first entry that is kept") long from,
      @Doc("The last one") long to,
      @Doc("What that is chained with") String head,
      @Doc("The first one that is not as it was") Optional<Long> brokenAt,
      @Doc("What is wrong") Optional<String> why) {}
}
