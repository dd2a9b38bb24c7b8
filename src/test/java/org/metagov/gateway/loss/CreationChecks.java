package org.metagov.gateway.loss;

import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.loss.CreationOutcome.Start;
import org.metagov.gateway.loss.Violation.Kind;

/**
 * Each start made at most one object and one process, and the process knows of the object. Where
 * the platform cannot be searched it may end with an error instead, which says what to look at.
 */
final class CreationChecks {
  private final RemoteCreation remote;
  private final Findings found = new Findings();

  /** The titles by what no two processes may have in common. */
  private final Map<String, String> owners = new HashMap<>();

  private CreationChecks(RemoteCreation remote) {
    this.remote = remote;
  }

  /** Returns what is wrong with {@code starts} on {@code remote}. */
  static List<Violation> of(RemoteCreation remote, List<Start> starts) {
    CreationChecks checks = new CreationChecks(remote);
    starts.forEach(checks::check);
    return checks.found.all();
  }

  private void check(Start start) {
    found.require(
        start.made() <= 1, Kind.DOUBLE, "%s has %d objects".formatted(start.title(), start.made()));
    if (start.process().isEmpty()) {
      found.add(Kind.NEVER_ACCEPTED, start.title());
      return;
    }
    JsonObject process = start.process().get();
    owns(start, "the process " + process.getInt("id"));
    found.require(
        !process.getString("status").equals("created"),
        Kind.UNENDED,
        "%s is still undecided: %s".formatted(start.title(), process));
    if (start.unknown().isPresent()) {
      checkUnknown(start, start.unknown().get());
    } else {
      checkKnown(start, process);
    }
  }

  private void checkKnown(Start start, JsonObject process) {
    found.require(
        start.made() == 1 && process.getJsonObject("errors").isEmpty(),
        Kind.DISAGREEMENT,
        "%s has %d objects, and is %s".formatted(start.title(), start.made(), process));
    if (!process.isNull("url")) {
      owns(start, process.getString("url"));
    }
  }

  private void checkUnknown(Start start, String error) {
    found.require(
        start.made() == 0 || !remote.isSearchable(),
        Kind.DISAGREEMENT,
        "%s has %d objects, and ended as unknown".formatted(start.title(), start.made()));
    remote
        .clues(start.title())
        .forEach(
            clue ->
                found.require(
                    error.contains(clue),
                    Kind.DISAGREEMENT,
                    "%s ended with '%s', which does not say %s"
                        .formatted(start.title(), error, clue)));
  }

  private void owns(Start start, String what) {
    String other = owners.putIfAbsent(what, start.title());
    found.require(
        other == null,
        Kind.DISAGREEMENT,
        "%s and %s have %s in common".formatted(other, start.title(), what));
  }
}
