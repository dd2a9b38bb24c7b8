package org.metagov.gateway.catalog;

import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.metagov.gateway.schema.TextMember;

/** The secrets of one plugin instance, so that no text leaves with one of them in it. */
public final class Secrets {
  /** Shorter ones are no secrets, and would black out half the text. */
  private static final int SHORTEST = 4;

  /** Looked for when there is something to black out, which there seldom is. */
  private final Supplier<List<String>> values;

  private final Confiding learned;

  private Secrets(Supplier<List<String>> values, Confiding learned) {
    this.values = values;
    this.learned = learned;
  }

  /** Returns no secrets, for what belongs to no instance. */
  public static Secrets none() {
    return new Secrets(List::of, List::of);
  }

  /** Returns the secrets that stand in {@code config}. */
  public static Secrets of(PluginDescriptor plugin, JsonObject config) {
    return new Secrets(() -> marked(plugin, config).toList(), List::of);
  }

  /** Returns these, and those that {@code handed} to a plugin learns until they are needed. */
  public Secrets and(Object handed) {
    return handed instanceof Confiding confiding ? new Secrets(values, confiding) : this;
  }

  /** Returns these and {@code secret}. */
  Secrets and(String secret) {
    return new Secrets(
        () -> Stream.concat(values.get().stream(), Stream.of(secret)).toList(), learned);
  }

  /** Returns what secrets may be written like. */
  private static List<String> forms(Stream<String> secrets) {
    return secrets
        .filter(text -> text.length() >= SHORTEST)
        .flatMap(text -> Stream.of(text, URLEncoder.encode(text, StandardCharsets.UTF_8)))
        .distinct()
        // The longest first: else one that holds another would keep its rest.
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  /**
   * Returns what tells the secrets in {@code config} from others without giving them away; empty
   * where there are none.
   */
  public static Optional<String> digest(PluginDescriptor plugin, JsonObject config) {
    List<String> secrets = marked(plugin, config).filter(text -> !text.isBlank()).sorted().toList();
    return secrets.isEmpty() ? Optional.empty() : Optional.of(digest(secrets));
  }

  /** Returns what tells {@code secret} from others without giving it away. */
  public static String digest(String secret) {
    return digest(List.of(secret));
  }

  private static String digest(List<String> secrets) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String secret : secrets) {
        // Each by itself, so that "a", "bc" are not "ab", "c".
        digest.update((secret.length() + ":" + secret).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the name of the member of {@code config} whose secret stands in {@code text}. */
  public static Optional<String> memberIn(PluginDescriptor plugin, JsonObject config, String text) {
    return TextMember.in(config, plugin.configSchema().source())
        .filter(TextMember::secret)
        .filter(member -> !member.text().isBlank() && text.contains(member.text()))
        .map(member -> member.pointer().substring(1))
        .findFirst();
  }

  /** Returns {@code text} with every secret blacked out. */
  public String blackOut(String text) {
    String safe = String.valueOf(text);
    for (String value : forms(Stream.concat(values.get().stream(), learned.secrets().stream()))) {
      safe = safe.replace(value, "***");
    }
    return safe;
  }

  private static Stream<String> marked(PluginDescriptor plugin, JsonObject config) {
    return TextMember.in(config, plugin.configSchema().source())
        .filter(TextMember::secret)
        .map(TextMember::text);
  }
}
