package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.metric.Metric;

class SealedTableTest {
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  /** A number that comes with its first 1 shows no increase: no alert would tell of it. */
  @Test
  void whatCannotBeOpenedInATableIsCountedFromZero() {
    assertThat(Metric.UNREADABLE.labels().get(0).values())
        .containsExactlyElementsOf(SealedTable.ALL.stream().map(SealedTable::name).toList());
  }

  @Test
  void thePageNamesWhatIsSealed() throws IOException {
    assertThat(
            Files.readAllLines(Path.of("src", "site", "markdown", "secrets.md")).stream()
                .dropWhile(line -> !line.equals("| Table | Columns |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> NAME.matcher(line).results().map(found -> found.group(1)).toList()))
        .containsExactlyElementsOf(
            SealedTable.ALL.stream()
                .map(table -> Stream.concat(Stream.of(table.name()), table.columns().stream()))
                .map(Stream::toList)
                .toList());
  }
}
