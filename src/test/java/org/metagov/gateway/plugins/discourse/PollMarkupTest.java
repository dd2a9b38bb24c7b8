package org.metagov.gateway.plugins.discourse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.discourse.FakeMarkup;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.InvalidParameterException;

class PollMarkupTest {
  @Test
  void thePlainMarkupIsTheOriginals() {
    assertThat(markup("\"title\":\"Tea?\",\"options\":[\"yes\",\"no, thanks!\"]"))
        .isEqualTo("\n\n[poll type=regular]\n# Tea?\n* yes\n* no, thanks!\n\n[/poll]\n        ");
  }

  @Test
  void everyAttributeHasItsPlace() {
    assertThat(
            markup(
                "\"title\":\"Which?\",\"options\":[\"a\",\"b\"],\"details\":\"*Think*\","
                    + "\"poll_type\":\"multiple\",\"closing_at\":\"2026-04-22\","
                    + "\"groups\":[\"staff\",\"b-team\"],\"public\":true,\"chart_type\":\"pie\","
                    + "\"min\":1,\"max\":2,\"step\":1,\"results\":\"on_close\""))
        .isEqualTo(
            "\n*Think*\n[poll type=multiple close=2026-04-22 groups=staff,b-team public=true"
                + " chartType=pie min=1 max=2 step=1 results=on_close]\n"
                + "# Which?\n* a\n* b\n\n[/poll]\n        ");
  }

  @Test
  void whatIsNotWantedIsNotWritten() {
    assertThat(
            markup(
                "\"title\":\"Which?\",\"options\":[\"a\",\"b\"],\"public\":false,\"groups\":[],"
                    + "\"details\":null"))
        .startsWith("\n\n[poll type=regular]\n");
  }

  @Test
  void aPollOfNumbersListsNone() {
    assertThat(
            markup(
                "\"title\":\"How many?\",\"options\":[\"a\"],\"poll_type\":\"number\",\"max\":4"))
        .isEqualTo("\n\n[poll type=number max=4]\n# How many?\n\n[/poll]\n        ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[/poll]",
        "[poll]",
        "[poll name=x] y [/poll]",
        "x\n[/poll]\n[poll name=x]\n* y\n* z\n[/poll]",
        "x\r[/poll]",
        "x\r\n* y",
        "x\u0000\u0085\u2028[/poll]",
        "\n\n# y",
        "x] close=2020-01-01 [x",
        "[/quote]",
        "[details=x]",
        "# y",
        "## y ##",
        "y #",
        "- y",
        "+ y",
        "* y",
        "* * *",
        "---",
        "===",
        "> y",
        "1. y",
        "12) y",
        "1-2 weeks",
        "```",
        "~~~",
        "    y",
        "\ty",
        "<!--",
        "-->",
        "</div></div>",
        "<script>alert(1)</script>",
        "&lt;b&gt; &#60; R&D & Co",
        "**y** _z_ `c` ~~d~~",
        "[text](https://example.org)",
        "![x](y)",
        "\\[/poll\\]",
        "back\\",
        "\\",
        "x | y",
        "and/or \"both\" 'all' é 🍵",
        "$0 $1 ${x}",
        "@alice",
        "ask @alice, @bob and @@carol",
        "mail@alice",
        "alice@example.org",
        ":smile:",
        "a:smile:b",
        "::",
        "at 10:30: tea",
        ":)",
        "tea ;) or ;-) or :-( or :D",
        "<3",
        "^_^",
        "8-)",
        "#general",
        "see #staff::tag",
        "https://example.org/x:smile:",
        "www.example.org",
        "example.org",
        "1.5 or ...",
        "@<!---->alice"
      })
  void neitherTitleNorOptionBreaksOut(String text) {
    NewPoll poll =
        poll(
            "\"title\":%s,\"options\":[%s,\"other\"],\"details\":\"[quote]said[/quote]\""
                .formatted(
                    JsonText.write(JsonText.string(text)), JsonText.write(JsonText.string(text))));
    List<FakeMarkup> found = FakeMarkup.in(PollMarkup.of(poll).strip());
    String shown = html(text);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).attributes()).containsOnlyKeys("type");
    assertThat(found.get(0).title()).contains(shown);
    assertThat(found.get(0).options())
        .extracting(FakeMarkup.Option::html)
        .containsExactly(shown, "other");
    assertThat(found.get(0).options().get(0).id()).isEqualTo(PollMarkup.optionId(text));
  }

  @Test
  void theFakeActsUponWhatItIsNotKeptFrom() {
    String acting = "* @alice :smile: #general :) https://example.org";
    assertThat(FakeMarkup.in("[poll]\n" + acting + "\n* b\n[/poll]").get(0).options().get(0).html())
        .contains("mention", "hashtag", "<img class=\"emoji\" alt=\"smile\">", "<a>https:")
        .doesNotContain(":)");
    String escaped = "* \\@alice \\:smile: \\#general";
    assertThat(
            FakeMarkup.in("[poll]\n" + escaped + "\n* b\n[/poll]").get(0).options().get(0).html())
        .as("backslashes are gone before it looks")
        .contains("mention", "hashtag", "emoji");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a]", "a b", "a,b", "\"a\"", "a\nb", "a=b", "“a”", "", "a'"})
  void aGroupIsAName(String group) {
    NewPoll poll =
        poll(
            "\"title\":\"Which?\",\"options\":[\"a\",\"b\"],\"groups\":[%s]"
                .formatted(JsonText.write(JsonText.string(group))));
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> PollMarkup.of(poll))
        .withMessageContaining("group");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", "2026-13-01", "2026-04-22T10:00", "2026-04-22]", ""})
  void theEndIsATime(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ending(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-04-22", "2026-04-22T10:00:00Z", "2026-04-22T10:00:00.000+02:00"})
  void theEndIsWrittenAsItWasGiven(String text) {
    assertThat(PollMarkup.of(ending(text))).contains("[poll type=regular close=" + text + "]");
  }

  @Test
  void emptyTextsAreRefused() {
    for (String members :
        List.of(
            "\"title\":\" \\n\",\"options\":[\"a\",\"b\"]",
            "\"title\":\"Which?\",\"options\":[\"a\",\"\\t\"]",
            "\"title\":\"Which?\",\"options\":[]",
            "\"title\":\"Which?\"")) {
      assertThatExceptionOfType(InvalidParameterException.class)
          .as(members)
          .isThrownBy(() -> markup(members));
    }
  }

  /** Returns the HTML that shows {@code text} as it is, on one line. */
  private static String html(String text) {
    return text.replaceAll("[\\p{IsControl}\\u2028\\u2029]+", " ")
        .strip()
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  private static NewPoll ending(String closingAt) {
    return new NewPoll(
        "Which?",
        Optional.of(List.of("a", "b")),
        Optional.empty(),
        Optional.of(closingAt),
        Optional.empty(),
        Optional.empty(),
        NewPoll.Type.REGULAR,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static String markup(String members) {
    return PollMarkup.of(poll(members));
  }

  private static NewPoll poll(String members) {
    String type = members.contains("poll_type") ? "" : ",\"poll_type\":\"regular\"";
    return RecordBinder.bind(JsonText.parse("{" + members + type + "}"), NewPoll.class);
  }
}
