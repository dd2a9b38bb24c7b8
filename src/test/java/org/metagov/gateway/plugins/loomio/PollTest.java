package org.metagov.gateway.plugins.loomio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.JsonPart;
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
                "{'poll_url':'https://loomio.example/p/m20ZprvH',"
                    + "'votes':{'agree':{'count':1,'users':['879750']},"
                    + "'disagree':{'count':0,'users':[]}},"
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
        .contains("\"votes\":{\"agree\":{\"count\":1.5,");
    assertThat(poll(answer.replace("\"score\":1,", "\"score\":\"1.50\",")).outcome().toString())
        .contains("\"votes\":{\"agree\":{\"count\":1.50,");
  }

  @Test
  void optionsHaveTheNamesThatTheDriverGaveThem() {
    String translated = answer.replace("\"name\":\"agree\"", "\"name\":\"Zustimmung\"");
    assertThat(votes(poll(translated))).containsOnlyKeys("agree", "disagree");
    assertThat(poll(answer.replace("\"name\":\"agree\"", "\"name\":\"Agree\"")).outcome())
        .isEqualTo(poll(answer).outcome());
  }

  @Test
  void whatIsTranslatedBeyondRecognitionIsWhereItWasAskedFor() {
    String translated =
        answer
            .replace("\"name\":\"agree\"", "\"name\":\"Zustimmung\"")
            .replace("\"name\":\"disagree\"", "\"name\":\"Einwand\"");
    Poll poll = poll(translated, List.of("consent", "objection"));
    assertThat(votes(poll).getJsonObject("consent").getInt("count")).isEqualTo(1);
    assertThat(votes(poll)).containsOnlyKeys("consent", "objection");
  }

  @Test
  void anOptionThatSomebodyHasAddedKeepsItsName() {
    String added =
        answer.replace(
            "\"results\":[",
            "\"results\":[{\"id\":5,\"name\":\"tea\",\"score\":0,\"voter_ids\":[]},");
    assertThat(votes(poll(added))).containsOnlyKeys("agree", "disagree", "tea");
  }

  @Test
  void whileResultsAreHiddenEveryOptionHasNone() {
    String hidden = answer.replace("\"results\":", "\"hidden\":");
    assertThat(poll(hidden).outcome()).containsKey("voters_count").doesNotContainKey("results");
    assertThat(votes(poll(hidden)))
        .isEqualTo(json("{'agree':{'count':0,'users':[]},'disagree':{'count':0,'users':[]}}"));
  }

  @Test
  void theNewestLoomioNamesVotersInAnotherPlace() {
    String newest =
        answer.replace(
            "\"voter_scores\":{\"879750\":1},\"voter_ids\":[879750],",
            "\"voter_scores\":{},\"voter_ids\":[90071992547409931,879750],");
    assertThat(votes(poll(newest)).getJsonObject("agree"))
        .isEqualTo(json("{'count':1,'users':['879750','90071992547409931']}"));
  }

  @Test
  void aScoreOfNoughtIsNoVoteUnlessForADate() {
    String nought = answer.replace("{\"879750\":1}", "{\"879750\":0,\"12\":\"0.0\",\"13\":-1}");
    assertThat(votes(poll(nought)).getJsonObject("agree").getJsonArray("users").toString())
        .isEqualTo("[\"13\"]");
    String meeting = nought.replace("\"poll_type\":\"proposal\"", "\"poll_type\":\"meeting\"");
    assertThat(votes(poll(meeting)).getJsonObject("agree").getJsonArray("users")).hasSize(3);
  }

  @Test
  void nobodyIsNamedInAnAnonymousPoll() {
    String anonymous = answer.replace("\"anonymous\":false", "\"anonymous\":true");
    assertThat(votes(poll(anonymous)).getJsonObject("agree"))
        .isEqualTo(json("{'count':1,'users':[]}"));
  }

  @Test
  void aPollIsChosenByItsKeyAndHasItsOwnOptions() {
    String other =
        "{\"polls\":[{\"id\":1,\"key\":\"other\",\"closed_at\":\"2026-10-01\",\"results\":["
            + "{\"id\":7,\"name\":\"agree\",\"score\":9,\"voter_ids\":[1]}]},7,";
    String options =
        "\"poll_options\":[{\"id\":7,\"poll_id\":1,\"name\":\"agree\",\"priority\":0},";
    String both = answer.replace("{\"polls\":[", other).replace("\"poll_options\":[", options);
    assertThat(poll(both)).isEqualTo(poll(answer));
  }

  @Test
  void aNewPollIsTheNewestThatLooksLikeOurs() {
    JsonPart created =
        part(
            "{'polls':[{'id':9,'title':'T','key':'b'},{'id':8,'title':'T','key':'a'},"
                + "{'id':10,'title':'U','key':'c'}]}");
    assertThat(Poll.key(Shown.created(created, one -> one.isText("title", "T")))).isEqualTo("b");
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> Shown.created(created, one -> false))
        .withMessage("Loomio's answer is without the new poll");
  }

  @Test
  void whatCannotBeCountedIsToldAndSpoilsNothing() {
    String odd =
        answer.replace(
            "\"results\":[", "\"results\":[7,{\"id\":3,\"name\":\"tea\",\"score\":null},");
    Poll poll = poll(odd);
    assertThat(votes(poll)).isEqualTo(votes(poll(answer)));
    assertThat(poll.outcome().getJsonArray("unreadable").toString())
        .contains("polls[0].results[1].score is missing");
  }

  @Test
  void votersThatAreNamedByTurnsAreAllToldAndStay() {
    Tallies before = tallies(fifty(0, 60));
    assertThat(before.named().get("agree")).hasSize(50);
    Tallies all = tallies(fifty(10, 60)).with(before.named());
    assertThat(all.named().get("agree")).hasSize(60);
    assertThat(tallies(fifty(5, 60)).with(all.named()).byOption()).isEqualTo(all.byOption());
    Tallies changed = tallies(fifty(40, 55)).with(all.named());
    assertThat(changed.named().get("agree")).hasSize(50).startsWith("1040");
    assertThat(tallies(answer).named()).isEmpty();
  }

  @Test
  void aPollSaysWhenItIsToEnd() {
    assertThat(poll(answer).closingAt()).contains(Instant.parse("2026-10-01T00:00:00Z"));
    assertThat(poll(answer.replace("\"2026-10-01T00:00:00.000Z\"", "null")).closingAt()).isEmpty();
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
        "{} | In Loomio's answer polls is missing",
        "{'polls':{}} | In Loomio's answer polls is not a list",
        "{'polls':[]} | Loomio's answer is without the poll m20ZprvH",
        "{'polls':[7,{},{'key':7}]} | Loomio's answer is without the poll m20ZprvH",
        "{'polls':[{'key':'m20ZprvH','results':7}]}"
            + " | In Loomio's answer polls[0].results is not a list",
        "{'polls':[{'key':'m20ZprvH','closing_at':'soon'}]}"
            + " | In Loomio's answer polls[0].closing_at is not a time",
        "{'polls':[{'key':'m20ZprvH'}],'poll_options':'none'}"
            + " | In Loomio's answer poll_options is not a list"
      })
  void whatIsNotAsItHasToBeIsNamed(String wrong, String told) {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> poll(wrong.replace('\'', '"')))
        .withMessage(told);
  }

  @Test
  void aKeyThatCannotStandInAUrlIsNone() {
    JsonPart created = part("{'polls':[{'key':'../x'}]}");
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> Poll.key(Shown.created(created, one -> true)))
        .withMessage("In Loomio's answer polls[0].key is not a key");
  }

  private String fifty(int from, int of) {
    String ids = IntStream.range(1000 + from, 1050 + from).boxed().toList().toString();
    return answer.replace(
        "\"voter_scores\":{\"879750\":1},\"voter_ids\":[879750],\"voter_count\":1",
        "\"voter_ids\":" + ids + ",\"voter_count\":" + of);
  }

  private static Tallies tallies(String answer) {
    Shown shown = Shown.byKey(part(answer), "m20ZprvH");
    return Tallies.of(shown, OptionNames.of(shown, List.of("agree", "disagree")));
  }

  private static JsonObject votes(Poll poll) {
    return poll.outcome().getJsonObject("votes");
  }

  private static Poll poll(String answer) {
    return poll(answer, List.of("agree", "disagree"));
  }

  private static Poll poll(String answer, List<String> asked) {
    Shown shown = Shown.byKey(part(answer), "m20ZprvH");
    Tallies tallies = Tallies.of(shown, OptionNames.of(shown, asked));
    return Poll.of(shown, "https://loomio.example", asked, tallies);
  }

  private static JsonPart part(String answer) {
    return JsonPart.of("Loomio's answer", json(answer));
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace("Expense 'test'", "Expense").replace('\'', '"'))
        .asJsonObject();
  }
}
