package org.metagov.gateway.loss;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.metagov.gateway.loss.Entry.Accepted;
import org.metagov.gateway.loss.Entry.Answered;
import org.metagov.gateway.loss.Entry.Arrived;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.Channel;
import org.metagov.gateway.loss.Entry.Operation;

/** A history, sorted by what its entries are about; within that, they stay in their order. */
final class Sorted {
  private final List<Entry> entries;
  private final Map<String, Asked> asked = new LinkedHashMap<>();
  private final Map<String, List<Accepted>> accepted = new HashMap<>();
  private final Map<Long, Answered> answered = new HashMap<>();

  Sorted(List<Entry> entries) {
    this.entries = entries;
    all(Asked.class).forEach(entry -> asked.putIfAbsent(entry.op(), entry));
    accepted.putAll(by(Accepted.class, Accepted::op));
    all(Answered.class).forEach(entry -> answered.put(entry.number(), entry));
  }

  /** Returns the entries of one kind. */
  <T extends Entry> List<T> all(Class<T> kind) {
    return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Returns the entries of one kind by what they are about. */
  <T extends Entry> Map<String, List<T>> by(Class<T> kind, Function<T, String> about) {
    return all(kind).stream()
        .collect(Collectors.groupingBy(about, LinkedHashMap::new, Collectors.toList()));
  }

  /** Returns the operations of one kind. */
  List<Asked> operations(Operation kind) {
    return asked.values().stream().filter(entry -> entry.kind() == kind).toList();
  }

  List<Asked> operations() {
    return List.copyOf(asked.values());
  }

  /** Returns the operation {@code op}, if it was asked for. */
  Optional<Asked> operation(String op) {
    return Optional.ofNullable(asked.get(op));
  }

  /** Returns each time that the operation {@code op} was accepted. */
  List<Accepted> accepted(String op) {
    return accepted.getOrDefault(op, List.of());
  }

  /** Returns what came in, by community or by the operation that has started the process. */
  Map<String, List<Arrived>> arrivals(Channel channel) {
    Map<String, List<Arrived>> arrivals = by(Arrived.class, Arrived::about);
    arrivals.values().removeIf(list -> list.get(0).channel() != channel);
    return arrivals;
  }

  /** Returns the first arrival of each message of {@code arrivals}. */
  static List<Arrived> first(List<Arrived> arrivals) {
    Map<String, Arrived> first = new LinkedHashMap<>();
    arrivals.forEach(entry -> first.putIfAbsent(entry.id(), entry));
    return new ArrayList<>(first.values());
  }

  /** Returns how {@code arrival} was answered; empty where the history ends before that. */
  Optional<Answered> answer(Arrived arrival) {
    return Optional.ofNullable(answered.get(arrival.number()));
  }

  /** Returns the ids of the messages of {@code arrivals} that the driver has taken. */
  Set<String> taken(List<Arrived> arrivals) {
    return arrivals.stream()
        .filter(arrival -> answer(arrival).filter(a -> a.answer().isTaken()).isPresent())
        .map(Arrived::id)
        .collect(Collectors.toSet());
  }
}
