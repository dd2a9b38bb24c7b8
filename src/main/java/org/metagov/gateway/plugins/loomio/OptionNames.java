package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.metagov.gateway.spi.JsonPart;

/**
 * How a driver has called the options: Loomio shows those that it knows in the language of its
 * server ({@code Poll.poll_option_names=}).
 *
 * @param byId by the ids of the options
 */
record OptionNames(Map<String, String> byId) {
  /** What an option shows of its origin, the surest first. */
  private static final List<BiPredicate<JsonPart, String>> SAME =
      List.of(
          (option, asked) -> option.isText("name", asked),
          (option, asked) -> option.findText("name").filter(asked::equalsIgnoreCase).isPresent(),
          (option, asked) -> option.isText("icon", asked));

  /** Returns the names of the options of {@code shown}, which was asked with {@code asked}. */
  static OptionNames of(Shown shown, List<String> asked) {
    List<JsonPart> options = new ArrayList<>(named(shown));
    List<String> left = new ArrayList<>(asked.stream().distinct().toList());
    Map<String, String> byId = new LinkedHashMap<>();
    for (BiPredicate<JsonPart, String> same : SAME) {
      options.removeIf(
          option -> {
            Optional<String> found =
                left.stream().filter(name -> same.test(option, name)).findFirst();
            found.ifPresent(name -> byId.put(id(option), name));
            return found.filter(left::remove).isPresent();
          });
    }
    // What is translated beyond recognition is where it was asked for.
    if (options.size() == left.size() && !shown.poll().isText("poll_type", "meeting")) {
      options.sort(Comparator.comparing(OptionNames::priority));
      for (int i = 0; i < left.size(); i++) {
        byId.put(id(options.get(i)), left.get(i));
      }
    }
    options.forEach(option -> byId.putIfAbsent(id(option), option.text("name")));
    return new OptionNames(byId);
  }

  /** Returns these names, and those of {@code shown} that have come since. */
  OptionNames with(Shown shown) {
    Map<String, String> all = new LinkedHashMap<>(byId);
    named(shown).forEach(option -> all.putIfAbsent(id(option), option.text("name")));
    return new OptionNames(all);
  }

  /** Returns the name of the option that {@code tally} is of. */
  String of(JsonPart tally) {
    String name = byId.get(id(tally));
    return name == null ? tally.text("name") : name;
  }

  /** Returns the options; without those beside the poll, those of its results. */
  private static List<JsonPart> named(Shown shown) {
    List<JsonPart> options = shown.options();
    if (options.isEmpty() && shown.poll().has("results")) {
      options = shown.poll().objects("results").stream().filter(Tallies::isOption).toList();
    }
    return options.stream().filter(OptionNames::isNamed).toList();
  }

  private static boolean isNamed(JsonPart option) {
    return option.object().get("id") instanceof JsonNumber
        && option.object().get("name") instanceof JsonString;
  }

  private static String id(JsonPart option) {
    return option.decimal("id").toString();
  }

  private static double priority(JsonPart option) {
    return option.findDecimal("priority").map(n -> n.doubleValue()).orElse(Double.MAX_VALUE);
  }
}
