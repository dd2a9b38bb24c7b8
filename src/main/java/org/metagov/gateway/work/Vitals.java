package org.metagov.gateway.work;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The threads that nothing goes on without, and when engines have last looked for work. */
@ApplicationScoped
public class Vitals {
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> looks = new ConcurrentHashMap<>();

  /** From now on {@code thread} has to live. */
  public void mind(String name, Thread thread) {
    threads.put(name, thread);
  }

  /** All come to their ends, as is meant. */
  public void letGo() {
    threads.clear();
    looks.clear();
  }

  /** The engine of a queue has to look for work; {@code last} tells when it did, in nanoseconds. */
  void mindLooks(String name, LongSupplier last) {
    looks.put(name, last);
  }

  /** Returns the names of those that are dead. */
  public List<String> dead() {
    return threads.entrySet().stream()
        .filter(entry -> !entry.getValue().isAlive())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Returns, by queue, for how long its engine has not looked for work. */
  public Map<String, Duration> sinceLook() {
    Map<String, Duration> since = new TreeMap<>();
    looks.forEach(
        (name, last) -> since.put(name, Duration.ofNanos(System.nanoTime() - last.getAsLong())));
    return since;
  }
}
