package org.metagov.gateway.fakes.discourse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeMarkupTest {
  @Test
  void anOptionsIdIsTheDigestOfItsText() {
    assertThat(in("[poll]\n* one\n* two\n[/poll]").get(0).options())
        .containsExactly(
            new FakeMarkup.Option("d8166958d0c9b9f5917456ef69a404c2", "one"),
            new FakeMarkup.Option("6eaceb40c21dfe95cc8e17f801152174", "two"));
  }

  @Test
  void theAttributesAreThoseOfTheTag() {
    FakeMarkup poll = in("[poll type=multiple min=1 public=true]\n* a\n* b\n[/poll]").get(0);
    assertThat(poll.attributes())
        .containsOnlyKeys("type", "min", "public")
        .containsEntry("type", "multiple");
    assertThat(poll.name()).isEqualTo("poll");
  }

  @Test
  void theFirstHeadingIsTheTitle() {
    assertThat(in("[poll]\n# Who *is* it? #\n* a\n* b\n[/poll]").get(0).title())
        .contains("Who <em>is</em> it?");
  }

  @Test
  void numbersAreCountedAndNotListed() {
    String poll = "[poll type=number min=2 max=6 step=2]\n# How many?\n%s[/poll]";
    assertThat(in(poll.formatted("")).get(0).options())
        .extracting(FakeMarkup.Option::html)
        .containsExactly("2", "4", "6");
    assertThat(in(poll.formatted("* a\n"))).isEmpty();
  }

  @Test
  void whatPeopleWriteIsMarkup() {
    assertThat(in("[poll]\n* <b>a</b> & \\*b\\*\n* # c\n* \\# d &lt;\n[/poll]").get(0).options())
        .extracting(FakeMarkup.Option::html)
        .containsExactly("<b>a</b> &amp; *b*", "<div class=\"block\"></div>", "# d &lt;");
  }

  @Test
  void aLineCanEndAPollOrBeginAnother() {
    assertThat(in("[poll]\n* a\n[/poll]\n* b\n[/poll]").get(0).options()).hasSize(1);
    assertThat(in("[poll]\n* a\n* b\n[/poll]\n[poll name=c]\n* c\n[/poll]")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no poll",
        "[poll]\n* a\n* b\n",
        "[poll]\ntext\n* a\n[/poll]",
        "[poll] [/poll] x\n* a",
        "<!-- [poll]\n* a\n* b\n[/poll] -->",
        "[quote]x[/quote]\n[poll]\n* a\n* [/quote]\n* b\n[/poll]"
      })
  void thisIsNoPoll(String raw) {
    assertThat(in(raw)).isEmpty();
  }

  private static List<FakeMarkup> in(String raw) {
    return FakeMarkup.in(raw);
  }
}
