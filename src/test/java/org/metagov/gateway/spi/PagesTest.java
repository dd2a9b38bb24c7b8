package org.metagov.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.spi.Pages.Page;

class PagesTest {
  private static final String FIRST = "https://hall.example/polls?per_page=2";

  /** What was asked for, in order. */
  private final List<Object> asked = new ArrayList<>();

  @Test
  void pagesAreReadByTheirCursorsToTheEnd() {
    assertThat(Pages.all(3, "polls").byCursor(this::byCursor)).containsExactly("a", "b", "c", "d");
    assertThat(asked).containsExactly("", "2", "3");
  }

  @Test
  void noPageIsReadBehindTheOneThatHasIt() {
    assertThat(Pages.first(3).byCursor(this::byCursor).filter("b"::equals).findFirst())
        .contains("b");
    assertThat(asked).containsExactly("");
  }

  @Test
  void halfAListIsNone() {
    assertThatThrownBy(() -> Pages.all(2, "polls").byCursor(this::byCursor).toList())
        .isInstanceOf(PlatformException.class)
        .hasMessage("There are more than 2 pages of polls: they are not all read");
  }

  @Test
  void whoLooksAmongTheNewestStopsThere() {
    assertThat(Pages.first(2).byCursor(this::byCursor)).containsExactly("a", "b", "c");
  }

  @Test
  void aPageThatIsBehindItselfIsNotReadForEver() {
    assertThatThrownBy(
            () ->
                Pages.all(100, "polls")
                    .byCursor(cursor -> new Page<>(List.of(cursor), Optional.of("again")))
                    .toList())
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("behind itself");
  }

  @Test
  void numbersEndWithAnEmptyPage() {
    assertThat(Pages.all(4, "polls").byNumber(1, number -> items(number < 4 ? 2 : 0, number)))
        .hasSize(6);
    assertThat(asked).containsExactly(1, 2, 3, 4);
  }

  @Test
  void offsetsCountWhatCameAndEndWithAShortPage() {
    assertThat(Pages.all(9, "polls").byOffset(5, offset -> items(offset < 10 ? 5 : 2, offset)))
        .hasSize(12);
    assertThat(asked).containsExactly(0, 5, 10);
  }

  @Test
  void aPlatformThatGivesLessThanItIsAskedForIsReadToItsEnd() {
    assertThat(Pages.all(9, "polls").byOffset(1, offset -> items(offset < 6 ? 3 : 0, offset)))
        .hasSize(6);
    assertThat(asked).containsExactly(0, 3, 6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<https://hall.example/polls?page=2>; rel=\"next\", <https://hall.example/polls?page=9>;"
            + " rel=\"last\"",
        "<https://hall.example/polls?page=0>; rel=\"prev\",</polls?page=2>; rel=next",
        "<polls?page=2>; title=\"a, b\"; rel=\"nofollow next\""
      })
  void linksAreFollowedWhoeverWroteThem(String link) {
    assertThat(linked(link)).containsExactly("of " + FIRST, "of https://hall.example/polls?page=2");
    assertThat(Pages.hasNext(page(link))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<https://evil.example/polls?page=2>; rel=\"next\"",
        "<http://hall.example/polls?page=2>; rel=\"next\"",
        "<//hall.example:8443/polls>; rel=next"
      })
  void aKeyIsNotSentToAnotherServer(String link) {
    assertThatThrownBy(() -> linked(link))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("another server");
    assertThat(asked).containsExactly(FIRST);
  }

  @Test
  void aListWithoutLinksIsOnePage() {
    String link = "<https://hall.example/>; rel=\"nextish\"";
    assertThat(linked(link)).hasSize(1);
    assertThat(Pages.hasNext(page(link))).isFalse();
  }

  private List<String> linked(String link) {
    return Pages.all(5, "polls")
        .byLink(
            FIRST,
            url -> {
              asked.add(url);
              return url.equals(FIRST)
                  ? page(link)
                  : new PlatformResponse(200, Map.of(), new byte[0]);
            },
            page -> List.of("of " + asked.get(asked.size() - 1)))
        .toList();
  }

  private static PlatformResponse page(String link) {
    return new PlatformResponse(200, Map.of("link", List.of(link)), new byte[0]);
  }

  private Page<String> byCursor(String cursor) {
    asked.add(cursor);
    return switch (cursor) {
      case "" -> new Page<>(List.of("a", "b"), Optional.of("2"));
      case "2" -> new Page<>(List.of("c"), Optional.of("3"));
      default -> new Page<>(List.of("d"), Optional.of(""));
    };
  }

  private List<String> items(int count, int page) {
    asked.add(page);
    return IntStream.range(0, count).mapToObj(i -> page + "-" + i).toList();
  }
}
