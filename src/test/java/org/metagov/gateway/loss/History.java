package org.metagov.gateway.loss;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.metagov.gateway.json.JsonText;

/** What has happened, in the order of its happening: only ever added to, and kept in a file. */
final class History implements AutoCloseable {
  private static final String KIND = "entry";

  private final long began = System.nanoTime();
  private final List<Entry> entries = new ArrayList<>();
  private final BufferedWriter file;

  /** A history in a file of its own, in place of an earlier one. */
  History(Path path) {
    try {
      Files.createDirectories(path.getParent());
      file = Files.newBufferedWriter(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds what {@code entry} makes of the time, in milliseconds from the beginning. */
  synchronized void add(LongFunction<Entry> entry) {
    Entry added = entry.apply((System.nanoTime() - began) / 1_000_000);
    entries.add(added);
    try {
      file.write(line(added));
      file.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all of it so far. */
  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a history that an earlier run has left. */
  static List<Entry> read(Path path) {
    try (Stream<String> lines = Files.lines(path)) {
      return lines.map(History::entry).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns {@code entry} as a line of JSON. */
  static String line(Entry entry) {
    JsonObjectBuilder json = JsonText.object().add(KIND, entry.getClass().getSimpleName());
    for (RecordComponent component : entry.getClass().getRecordComponents()) {
      Object value = value(entry, component);
      if (value instanceof Number number) {
        json.add(component.getName(), number.longValue());
      } else if (value instanceof Boolean bool) {
        json.add(component.getName(), bool);
      } else {
        json.add(component.getName(), value.toString());
      }
    }
    return JsonText.write(json.build());
  }

  /** Returns what {@link #line} has written. */
  static Entry entry(String line) {
    JsonObject json = JsonText.parse(line).asJsonObject();
    Class<?> kind =
        Arrays.stream(Entry.class.getPermittedSubclasses())
            .filter(k -> k.getSimpleName().equals(json.getString(KIND)))
            .findFirst()
            .orElseThrow();
    RecordComponent[] components = kind.getRecordComponents();
    try {
      return (Entry)
          kind.getDeclaredConstructor(
                  Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
              .newInstance(Stream.of(components).map(c -> value(json, c)).toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(Entry entry, RecordComponent component) {
    try {
      return component.getAccessor().invoke(entry);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(JsonObject json, RecordComponent component) {
    String name = component.getName();
    Class<?> type = component.getType();
    if (type == long.class) {
      return json.getJsonNumber(name).longValue();
    }
    if (type == int.class) {
      return json.getInt(name);
    }
    if (type == boolean.class) {
      return json.getBoolean(name);
    }
    return type.isEnum() ? constant(type, json.getString(name)) : json.getString(name);
  }

  private static Object constant(Class<?> type, String name) {
    return Stream.of(type.getEnumConstants())
        .filter(constant -> constant.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
