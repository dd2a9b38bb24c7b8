package org.metagov.gateway.plugins.sourcecred;

import jakarta.json.Json;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.plugins.sourcecred.Accounts.Cred;
import org.metagov.gateway.spi.PlatformException;

/**
 * Reads an {@code accounts.json} piece by piece: of the file, which may have 50 MB, only names, ids
 * and totals are ever in memory.
 */
final class AccountsReader {
  /** Above it a file is not an instance's but an attack. */
  private static final int MOST_NAMES = 1_000_000;

  private final Map<String, Cred> byName = new HashMap<>();
  private final Map<String, Cred> byId = new HashMap<>();
  private final JsonParser parser;
  private double total;
  private int order;

  private AccountsReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads {@code in}.
   *
   * @throws PlatformException where it is not such a file
   */
  static Accounts read(InputStream in) {
    try (JsonParser parser = Json.createParser(in)) {
      return new AccountsReader(parser).file();
    } catch (PlatformException e) {
      throw e;
    } catch (RuntimeException e) {
      // A parser tells of depth and of long numbers by exceptions of all kinds.
      throw new PlatformException("output/accounts.json is not what SourceCred writes", e);
    }
  }

  private Accounts file() {
    boolean found = false;
    expect(Event.START_OBJECT);
    while (parser.next() == Event.KEY_NAME) {
      if (parser.getString().equals("accounts")) {
        found = true;
        expect(Event.START_ARRAY);
        while (another()) {
          account();
        }
      } else {
        skipValue();
      }
    }
    if (!found) {
      throw new PlatformException("output/accounts.json has no accounts");
    }
    return new Accounts(byName, byId, total);
  }

  private void account() {
    Identity identity = new Identity();
    double cred = 0;
    while (parser.next() == Event.KEY_NAME) {
      switch (parser.getString()) {
        case "account" -> inObject("identity", identity);
        case "totalCred" -> {
          expect(Event.VALUE_NUMBER);
          cred = parser.getBigDecimal().doubleValue();
        }
        default -> skipValue();
      }
    }
    total += cred;
    Cred found = new Cred(order++, cred);
    if (identity.name != null) {
      byName.putIfAbsent(identity.name, found);
    }
    identity.ids.forEach(id -> byId.putIfAbsent(id, found));
    if (byName.size() + byId.size() > MOST_NAMES) {
      throw new PlatformException("output/accounts.json has too many accounts");
    }
  }

  private static final class Identity {
    private String name;
    private final List<String> ids = new ArrayList<>();
  }

  private void inObject(String member, Identity identity) {
    expect(Event.START_OBJECT);
    while (parser.next() == Event.KEY_NAME) {
      if (parser.getString().equals(member)) {
        identity(identity);
      } else {
        skipValue();
      }
    }
  }

  private void identity(Identity identity) {
    expect(Event.START_OBJECT);
    while (parser.next() == Event.KEY_NAME) {
      switch (parser.getString()) {
        case "name" -> {
          expect(Event.VALUE_STRING);
          identity.name = parser.getString();
        }
        case "aliases" -> {
          expect(Event.START_ARRAY);
          while (another()) {
            alias(identity);
          }
        }
        default -> skipValue();
      }
    }
  }

  private void alias(Identity identity) {
    while (parser.next() == Event.KEY_NAME) {
      if (parser.getString().equals("address")) {
        expect(Event.VALUE_STRING);
        // The parts of an address are joined by, and end in, U+0000.
        String[] parts = parser.getString().split("\0", -1);
        if (parts.length >= 2) {
          identity.ids.add(parts[parts.length - 2]);
        }
      } else {
        skipValue();
      }
    }
  }

  /** Returns whether a list goes on, with an object; anything else in it is refused. */
  private boolean another() {
    Event event = parser.next();
    if (event != Event.START_OBJECT && event != Event.END_ARRAY) {
      throw unexpected();
    }
    return event == Event.START_OBJECT;
  }

  private void expect(Event event) {
    if (parser.next() != event) {
      throw unexpected();
    }
  }

  private static PlatformException unexpected() {
    return new PlatformException("output/accounts.json is not what SourceCred writes");
  }

  /** Not by skipArray() and skipObject(): where a file ends too early Parsson's never return. */
  private void skipValue() {
    int depth = 0;
    do {
      switch (parser.next()) {
        case START_ARRAY, START_OBJECT -> depth++;
        case END_ARRAY, END_OBJECT -> depth--;
        default -> {}
      }
    } while (depth > 0);
  }
}
