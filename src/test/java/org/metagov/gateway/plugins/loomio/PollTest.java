package org.metagov.gateway.plugins.loomio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.PlatformException;

class PollTest {
  private String answer = "";

  @BeforeEach
  void readAnswer() throws IOException {
    try (InputStream in = PollTest.class.getResourceAsStream("poll-answer.json")) {
      answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void anAnswerOfTodayIsRead() {
    Poll poll = poll(answer);
    assertThat(poll.state()).isEqualTo(Poll.State.OPEN);
    assertThat(poll.url()).isEqualTo("https://loomio.example/p/m20ZprvH");
    assertThat(poll.outcome())
        .isEqualTo(
            json(
                "{'poll_url':'https://loomio.example/p/m20ZprvH','votes':{'agree':1},"
                    + "'results':{'agree':{'count':1,'users':['879750']}},"
                    + "'voters_count':2,'undecided_voters_count':1,'cast_stances_pct':50}"));
  }

  @Test
  void idsOfAnyLengthSurvive() {
    String big =
        answer.replace("940809", "9007199254740993").replace("879750", "90071992547409931");
    assertThat(poll(big).outcome().toString())
        .contains("\"agree\":{\"count\":1,\"users\":[\"90071992547409931\"]}");
  }

  @Test
  void halfPointsStayHalf() {
    assertThat(poll(answer.replace("\"score\":1,", "\"score\":1.5,")).outcome().toString())
        .contains("\"votes\":{\"agree\":1.5}");
  }

  @Test
  void optionsHaveTheNamesThatTheDriverGaveThem() {
    String translated = answer.replace("\"name\":\"agree\"", "\"name\":\"Zustimmung\"");
    assertThat(poll(translated).outcome().getJsonObject("votes")).containsOnlyKeys("agree");
    assertThat(poll(answer.replace("\"name\":\"agree\"", "\"name\":\"Agree\"")).outcome())
        .isEqualTo(poll(answer).outcome());
    Poll others = Poll.of(part(translated), "https://loomio.example", List.of("yes", "no"));
    assertThat(others.outcome().getJsonObject("votes")).containsOnlyKeys("Zustimmung");
  }

  @Test
  void hiddenResultsAreNotZero() {
    String hidden = answer.replace("\"results\":", "\"hidden\":");
    assertThat(poll(hidden).outcome())
        .containsKeys("poll_url", "voters_count")
        .doesNotContainKeys("votes", "results");
  }

  @Test
  void aPollThatIsClosedOrDeletedIsOver() {
    assertThat(poll(answer.replace("\"closed_at\":null", "\"closed_at\":\"2026-10-01\"")).state())
        .isEqualTo(Poll.State.CLOSED);
    assertThat(
            poll(answer.replace("\"closed_at\":null", "\"discarded_at\":\"2026-10-01\"")).state())
        .isEqualTo(Poll.State.DELETED);
  }

  @Test
  void whatIsAddedIsIgnored() {
    String more = answer.replace("{\"id\":", "{\"added\":{\"by\":[\"Loomio\"]},\"id\":");
    assertThat(poll(more)).isEqualTo(poll(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | polls is not a list",
        "{'polls':{}} | polls is not a list",
        "{'polls':[]} | polls[0] is not there",
        "{'polls':[7]} | polls[0] is not an object",
        "{'polls':[{}]} | polls[0].key is not a text",
        "{'polls':[{'key':7}]} | polls[0].key is not a text",
        "{'polls':[{'key':'../x'}]} | polls[0].key is not a key",
        "{'polls':[{'key':'k','voters_count':'2'}]} | polls[0].voters_count is not a number",
        "{'polls':[{'key':'k','results':7}]} | polls[0].results is not a list",
        "{'polls':[{'key':'k','results':[{'id':'1'}]}]} | polls[0].results[0].id is not a number",
        "{'polls':[{'key':'k','results':[{'id':1}]}]} | polls[0].results[0].name is not a text",
        "{'polls':[{'key':'k','results':[{'id':1,'name':'a'}]}]}"
            + " | polls[0].results[0].score is not a number",
        "{'polls':[{'key':'k','results':[{'id':1,'name':'a','score':1,'voter_scores':[]}]}]}"
            + " | polls[0].results[0].voter_scores is not an object",
        "{'polls':[{'key':'k'}],'poll_options':'none'} | poll_options is not a list",
        "{'polls':[{'key':'k'}],'poll_options':[{'total_score':1}]}"
            + " | poll_options[0].id is not a number"
      })
  void whatIsNotAsItHasToBeIsNamed(String wrong, String path) {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> poll(wrong.replace('\'', '"')))
        .withMessage("In Loomio's answer " + path);
  }

  private static Poll poll(String answer) {
    return Poll.of(part(answer), "https://loomio.example", List.of("agree", "disagree"));
  }

  private static Part part(String answer) {
    return new Part(JsonText.parse(answer).asJsonObject(), "");
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
