package org.metagov.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphQlTest {
  private static final Refusals REFUSALS =
      Refusals.of("The hall", GraphQl::refusal).as(404, "NOT_FOUND").as(422, "BAD_USER_INPUT");

  private String answer = "{}";
  private int status = 200;
  private JsonValue sent = JsonValue.NULL;

  @Test
  void itSendsTheDocumentAndItsVariables() {
    answer = "{\"data\":{\"poll\":{\"id\":7}}}";
    assertThat(ask().number("id")).isEqualTo(7);
    assertThat(sent.toString()).isEqualTo("{\"query\":\"query\",\"variables\":{}}");
  }

  @Test
  void anErrorIsWhatItsCodeMeans() {
    answer =
        "{\"data\":{\"poll\":null},\"errors\":[{\"message\":\"none\",\"extensions\":{\"code\":"
            + "\"NOT_FOUND\"}}]}";
    assertThat(failure().isGone()).isTrue();
    assertThat(failure()).hasMessage("The hall refuses poll: none");
  }

  @Test
  void githubsTypesAreCodesToo() {
    answer = "{\"errors\":[{\"type\":\"NOT_FOUND\",\"message\":\"none\"}]}";
    assertThat(failure().status()).isEqualTo(404);
  }

  @Test
  void whoeverHasAskedIsWrongWhereThePluginSaysSo() {
    answer = "{\"errors\":[{\"extensions\":{\"code\":\"BAD_USER_INPUT\"},\"message\":\"long\"}]}";
    assertThatThrownBy(
            () ->
                api().with(REFUSALS.caller(422)).ask("query", JsonValue.EMPTY_JSON_OBJECT, "poll"))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessage("The hall refuses poll: long");
  }

  @Test
  void errorsBelowWhatIsThereAreNone() {
    answer = "{\"data\":{\"poll\":{\"id\":7,\"secret\":null}},\"errors\":[{\"message\":\"no\"}]}";
    assertThat(ask().number("id")).isEqualTo(7);
  }

  @Test
  void whatIsNullWithoutAnErrorIsNotThere() {
    answer = "{\"data\":{\"poll\":null}}";
    assertThat(failure().status()).isEqualTo(404);
    assertThat(api().find("query", JsonValue.EMPTY_JSON_OBJECT, "poll")).isEmpty();
  }

  @Test
  void anAnswerWithoutDataIsAFailure() {
    answer = "{}";
    assertThat(failure()).hasMessage("In The hall's answer data is missing");
  }

  @Test
  void aRefusalByStatusHasTheReasonToo() {
    status = 400;
    answer = "{\"errors\":[{\"message\":\"cannot be parsed\"}]}";
    assertThat(failure()).hasMessage("The hall refuses poll: cannot be parsed");
    assertThat(failure().status()).isEqualTo(400);
  }

  private PlatformException failure() {
    return catchThrowableOfType(PlatformException.class, this::ask);
  }

  private JsonPart ask() {
    return api().ask("query", JsonValue.EMPTY_JSON_OBJECT, "poll");
  }

  private GraphQl api() {
    return new GraphQl("The hall", Request::new, REFUSALS);
  }

  /** A request that is answered by this test. */
  private final class Request implements PlatformRequest {
    @Override
    public PlatformRequest header(String name, String value) {
      return this;
    }

    @Override
    public PlatformRequest json(JsonValue body) {
      sent = body;
      return this;
    }

    @Override
    public PlatformRequest form(Map<String, List<String>> fields) {
      throw new AssertionError("GraphQL sends no forms");
    }

    @Override
    public PlatformRequest multipart(List<FormPart> parts) {
      throw new AssertionError("GraphQL sends no forms");
    }

    @Override
    public PlatformRequest body(String contentType, byte[] bytes) {
      throw new AssertionError("GraphQL sends JSON");
    }

    @Override
    public PlatformRequest accept(int... statuses) {
      return this;
    }

    @Override
    public PlatformResponse send() {
      return new PlatformResponse(status, Map.of(), answer.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public <T> T stream(Reader<T> reader) {
      throw new AssertionError("GraphQL does not stream");
    }
  }
}
