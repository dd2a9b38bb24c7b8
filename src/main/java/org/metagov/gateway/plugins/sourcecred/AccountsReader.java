package org.metagov.gateway.plugins.sourcecred;

import jakarta.json.Json;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.metagov.gateway.plugins.sourcecred.Accounts.Cred;
import org.metagov.gateway.spi.PlatformException;

/**
 * Reads an {@code accounts.json} piece by piece: of the file, which may have 50 MB, only names, ids
 * and totals are ever in memory. An account or an alias of another shape is skipped and counted;
 * JavaScript writes numbers that are none as null, for one.
 */
final class AccountsReader {
  /** Above it a file is not an instance's but an attack. */
  private static final int MOST_NAMES = 1_000_000;

  private final Map<String, Cred> byName = new HashMap<>();
  private final Map<String, Cred> byId = new HashMap<>();
  private final JsonParser parser;
  private double total;
  private int order;
  private int skipped;

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
    if (parser.next() != Event.START_OBJECT) {
      throw unexpected();
    }
    while (parser.next() == Event.KEY_NAME) {
      if (parser.getString().equals("accounts")) {
        found = true;
        if (!array(this::account)) {
          throw unexpected();
        }
      } else {
        skip(parser.next());
      }
    }
    if (!found) {
      throw new PlatformException("output/accounts.json has no accounts");
    }
    return new Accounts(byName, byId, total, skipped);
  }

  /** What is read of one account. */
  private static final class Draft {
    private final List<String> ids = new ArrayList<>();
    private String name;
    private double cred = Double.NaN;
    private boolean misshapen;
  }

  private void account() {
    Draft draft = new Draft();
    members(
        member -> {
          switch (member) {
            case "account" -> object(draft, inner -> inAccount(draft, inner));
            case "totalCred" -> draft.cred = number();
            default -> skip(parser.next());
          }
        });
    if (draft.misshapen || !Double.isFinite(draft.cred)) {
      skipped++;
    } else {
      keep(draft);
    }
  }

  private void keep(Draft account) {
    total += account.cred;
    Cred found = new Cred(order++, account.cred);
    if (account.name != null) {
      byName.putIfAbsent(account.name, found);
    }
    account.ids.forEach(id -> byId.putIfAbsent(id, found));
    if (byName.size() + byId.size() > MOST_NAMES) {
      throw new PlatformException("output/accounts.json has too many accounts");
    }
  }

  private void inAccount(Draft draft, String member) {
    if (member.equals("identity")) {
      object(draft, inner -> inIdentity(draft, inner));
    } else {
      skip(parser.next());
    }
  }

  private void inIdentity(Draft draft, String member) {
    switch (member) {
      case "name" -> {
        draft.name = text();
        draft.misshapen |= draft.name == null;
      }
      case "aliases" -> draft.misshapen |= !array(() -> alias(draft));
      default -> skip(parser.next());
    }
  }

  private void alias(Draft draft) {
    members(
        member -> {
          if (!member.equals("address")) {
            skip(parser.next());
            return;
          }
          String address = text();
          // The parts of an address are joined by, and end in, U+0000.
          String[] parts = address == null ? new String[0] : address.split("\0", -1);
          if (parts.length >= 2) {
            draft.ids.add(parts[parts.length - 2]);
          } else {
            skipped++;
          }
        });
  }

  /** Reads the members of an object that has begun. */
  private void members(Consumer<String> member) {
    while (parser.next() == Event.KEY_NAME) {
      member.accept(parser.getString());
    }
  }

  /** Reads an object, which may be null; anything else spoils the account. */
  private void object(Draft draft, Consumer<String> member) {
    Event event = parser.next();
    if (event == Event.START_OBJECT) {
      members(member);
    } else {
      skip(event);
      draft.misshapen |= event != Event.VALUE_NULL;
    }
  }

  /** Reads an array of objects; returns false where it is none. */
  private boolean array(Runnable item) {
    Event event = parser.next();
    if (event != Event.START_ARRAY) {
      skip(event);
      return false;
    }
    for (event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      if (event == Event.START_OBJECT) {
        item.run();
      } else {
        skip(event);
        skipped++;
      }
    }
    return true;
  }

  /** Returns a number; NaN where it is none, or too large for one. */
  private double number() {
    Event event = parser.next();
    if (event == Event.VALUE_NUMBER) {
      return Double.parseDouble(parser.getString());
    }
    skip(event);
    return Double.NaN;
  }

  /** Returns a text; null where it is none. */
  private String text() {
    Event event = parser.next();
    if (event == Event.VALUE_STRING) {
      return parser.getString();
    }
    skip(event);
    return null;
  }

  private static PlatformException unexpected() {
    return new PlatformException("output/accounts.json is not what SourceCred writes");
  }

  /**
   * Skips the value that begins with {@code event}. Not by skipArray() and skipObject(): where a
   * file ends too early Parsson's never return.
   */
  private void skip(Event event) {
    int depth = 0;
    for (Event next = event; ; next = parser.next()) {
      switch (next) {
        case START_ARRAY, START_OBJECT -> depth++;
        case END_ARRAY, END_OBJECT -> depth--;
        default -> {}
      }
      if (depth == 0) {
        return;
      }
    }
  }
}
