package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.DriverKey;

/** What holds of each page of the console, whatever it shows. */
class ConsolePagesTrial extends ConsoleWorld {
  @Test
  void nothingRunsThatSomebodyElseHasWritten() {
    String hostile = ConsoleWindow.HOSTILE;
    String name = community(hostile);
    String vote = poll(name, hostile, hostile, "fair");
    LOOMIO.vote();
    DISCOURSE.open("alice", hostile, hostile);
    try (DriverKey key = DriverKey.of(api, "read", name)) {
      api.put(
          key.path(),
          JsonText.object()
              .add("name", hostile)
              .add("scope", "read")
              .add("communities", JsonText.array().add(name))
              .build()
              .toString());
      for (String hash :
          List.of(
              "#/communities",
              "#/communities/" + name,
              "#/communities/" + name + "/events",
              "#/communities/" + name + "/inbox",
              "#/votes",
              page(vote),
              "#/keys",
              "#/audit",
              "#/communities/%3Cimg%20src=x%20onerror=alert(1)%3E",
              "#/votes/loomio.poll/javascript:alert(1)")) {
        console.open(hash);
        assertThat(console.script("return document.documentElement.dataset.ran ?? null"))
            .as(hash)
            .isNull();
      }
      console.open(page(vote)).sees("<img src=x");
      console.open("#/communities/" + name + "/events").press("Event 1 in full").sees("<img src=x");
    }
  }

  /** Each page, with what there is to see on it. */
  static Stream<String> pages() {
    return Stream.of(
        "communities",
        "community",
        "catalogue",
        "plugin",
        "actions",
        "action",
        "community-votes",
        "new-vote",
        "vote",
        "votes",
        "events",
        "inbox",
        "webhook",
        "people",
        "receivers",
        "new-receiver",
        "receiver",
        "change-receiver",
        "instances",
        "keys",
        "audit",
        "system",
        "tour",
        "sign-in");
  }

  private static Optional<Garden> garden = Optional.empty();

  /** A community that something has happened in. */
  private record Garden(String name, String vote, String receiver, String webhook) {
    static Garden grown() {
      String name = community("garden", "The Garden");
      String vote = poll(name, "Plant an apple tree by the gate?", "agree", "disagree", "later");
      LOOMIO.vote();
      LOOMIO.vote(2, "agree", 1);
      LOOMIO.vote(3, "later", 1);
      DISCOURSE.open("alice", "Where to plant the trees", "What do you all think about it?");
      String receiver = "driver";
      api.put(
          "/api/internal/receivers/" + receiver,
          "{\"url\":\"" + DRIVER.url("/" + receiver) + "\",\"communities\":[\"" + name + "\"]}");
      DISCOURSE.open("alice", "Who has the ladder?", "It is not in the shed.");
      Awaitility.await().until(() -> !DRIVER.messages("/" + receiver).isEmpty());
      linked(name, "discourse", "alice");
      api.as(name)
          .post(
              "/api/internal/plugin/randomness?community_platform_id=d20",
              "{\"default_low\":1,\"default_high\":21}");
      String webhook =
          api.get("/api/internal/inbox?community=" + name)
              .json()
              .getJsonArray("webhooks")
              .getJsonObject(0)
              .get("id")
              .toString();
      return new Garden(name, vote, receiver, webhook);
    }

    String hash(String page) {
      String here = "#/communities/" + name;
      return switch (page) {
        case "community" -> here;
        case "catalogue" -> here + "/catalogue";
        case "plugin" -> here + "/plugins/discourse";
        case "actions" -> here + "/actions";
        case "action" -> here + "/actions/discourse.create-topic";
        case "community-votes" -> here + "/votes";
        case "new-vote" -> here + "/votes/loomio.poll";
        case "vote" -> page(vote);
        case "events" -> here + "/events";
        case "inbox" -> here + "/inbox";
        case "webhook" -> "#/inbox/" + webhook;
        case "people" -> here + "/people";
        case "instances" -> here + "/actions/randomness.random-int";
        case "change-receiver" -> "#/receivers/" + receiver + "/change";
        case "new-receiver" -> "#/receivers/new";
        case "receiver" -> "#/receivers/" + receiver;
        default -> "#/" + page;
      };
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageIsForEverybody(String page) {
    Garden here = garden.orElseGet(Garden::grown);
    garden = Optional.of(here);
    if (page.equals("sign-in")) {
      console.forget();
    } else {
      console.open(here.hash(page));
    }
    try {
      console.picture(page, 1280, false);
      assertThat(console.faults()).as("light").isEmpty();
      console.picture(page + "-dark", 1280, true);
      assertThat(console.faults()).as("dark").isEmpty();
      console.picture(page + "-narrow", 400, false);
      assertThat(console.faults()).as("narrow").isEmpty();
      assertThat(console.script("return document.documentElement.scrollWidth <= window.innerWidth"))
          .as("nothing has to be looked for at the side")
          .isEqualTo(true);
    } finally {
      console.asItComes();
    }
  }

  @Test
  void theFirstLoadIsSmallAndQuick() {
    console.open("#/communities");
    Number bytes =
        (Number)
            console.script(
                "return performance.getEntriesByType('resource')"
                    + ".concat(performance.getEntriesByType('navigation'))"
                    + ".reduce((sum, one) => sum + one.encodedBodySize, 0)");
    assertThat(bytes.longValue()).isBetween(10_000L, 400_000L);
  }

  /** What forms make of schemas, tried where they are used. */
  @Test
  void aFormSaysWhatItsSchemaAsksFor() {
    Object told =
        console.asyncScript(
            """
            const done = arguments[0];
            const modules = ['schema', 'value'].map(name => import(`/console/core/${name}.js`));
            Promise.all(modules).then(([schemas, {valueOf}]) => {
              const {draftOf, kindOf, label, withoutSecrets, MARK} = schemas;
              const wrong = [];
              const same = (what, is, wanted) => {
                if (JSON.stringify(is) !== JSON.stringify(wanted)) {
                  wrong.push(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
                }
              };
              const read = (schema, draft, required = true) => {
                const errors = [];
                const value = valueOf(schema, draft, errors, {required});
                return {value, errors: errors.map(one => one.pointer + ' ' + one.detail)};
              };
              same('a label', label('webhook_api_key'), 'Webhook API key');
              same('a whole number', read({type: 'integer', minimum: 1}, '0').errors, [' must be 1 or more']);
              same('no number', read({type: 'number'}, 'many').errors, [' must be a number']);
              same('half a number', read({type: 'integer'}, '1.5').errors, [' must be a whole number']);
              same('too large a number', read({type: 'integer'}, '9007199254740993').errors, [' is too large']);
              same('nothing', read({type: 'string'}, '').errors, [' is required']);
              same('nothing that need not be', read({type: 'string'}, '', false), {value: undefined, errors: []});
              same('a pattern', read({type: 'string', pattern: '^a+$'}, 'b').errors.length, 1);
              same('a blank', read({type: 'string', pattern: '\\\\S'}, ' ').errors, [' must not be blank']);
              same('lengths', read({type: 'string', minLength: 2, maxLength: 3}, 'abcd').errors, [' must have at most 3 characters']);
              const object = {type: 'object', required: ['a', 'list'], properties: {
                a: {type: 'string'}, b: {type: 'integer', default: 5}, flag: {type: 'boolean'},
                kind: {enum: ['x', 'y']}, list: {type: 'array', items: {type: 'string'}, minItems: 1},
                map: {type: 'object', additionalProperties: {type: 'integer'}, default: {}},
                inner: {type: 'object', properties: {c: {type: 'string'}}, required: ['c']}}};
              const draft = draftOf(object, undefined);
              same('what is missing', read(object, draft).errors, ['/a is required', '/list must have at least 1 entries']);
              same('what is there', read(object, {...draft, a: 'A', list: ['l'], kind: '"y"', flag: false, map: [['m', '1']]}).value,
                {a: 'A', b: 5, flag: false, kind: 'y', list: ['l'], map: {m: 1}});
              same('what stays', read(object, draftOf(object, {a: 'A', list: ['l'], inner: {c: 'C'}})).value,
                {a: 'A', b: 5, list: ['l'], map: {}, inner: {c: 'C'}});
              same('a name like a prototype', Object.keys(read(object.properties.map, [['__proto__', '1']]).value), ['__proto__']);
              same('a secret that stays', read({type: 'string', writeOnly: true, minLength: 20}, MARK).value, MARK);
              same('no secret is copied', withoutSecrets({properties: {k: {type: 'string', writeOnly: true}}}, {k: 'secret', o: 1}), {k: MARK, o: 1});
              const either = {oneOf: [{type: 'integer'}, {type: 'string'}]};
              same('one of two', kindOf(either), 'choice');
              same('the other of two', read(either, draftOf(either, 'text')).value, 'text');
              same('anything', read({}, '{"a":').errors.length, 1);
              same('null is nothing', kindOf({type: ['string', 'null']}), 'text');
              done(wrong);
            }, error => done(['' + error]));
            """);
    assertThat((List<?>) told).isEmpty();
  }
}
