package org.metagov.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.plugins.randomness.Randomness;
import org.metagov.gateway.plugins.revshare.RevShare;
import org.metagov.gateway.plugins.sourcecred.SourceCred;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.spi.Plugin;

/**
 * Existing drivers send what the schemas of the original allowed. They stand here as the original
 * declared them; what they accept, ours accept, and what they forbid, ours forbid.
 */
class DerivedSchemasTest {
  private static final String ANY = "{}";
  private static final String VALUE = "{'type':'object','properties':{'value':{'type':'number'}}}";
  private static final String WHOLE = VALUE.replace("number", "integer");

  private static final Map<String, String> ORIGINALS =
      Map.ofEntries(
          Map.entry(
              "sourcecred",
              "{'type':'object','additionalProperties':false,'properties':{'server_url':"
                  + "{'description':'URL of the SourceCred server','type':'string'}},"
                  + "'required':['server_url']}"),
          Map.entry("sourcecred.total-cred result", VALUE),
          Map.entry(
              "sourcecred.user-cred",
              "{'type':'object','properties':{'username':{'description':'Username on the platform"
                  + " used with this sourcecred instance','type':'string'},'id':{'description':'The"
                  + " id of any account on the platform used with this sourcecred"
                  + " instance','type':'string'}}}"),
          Map.entry("sourcecred.user-cred result", VALUE),
          Map.entry("revshare", ANY),
          Map.entry(
              "revshare.add-pointer",
              "{'type':'object','additionalProperties':false,'properties':{'pointer':"
                  + "{'type':'string'},'weight':{'type':'integer'},'key':{'type':'string'}},"
                  + "'required':['pointer','weight']}"),
          Map.entry(
              "revshare.get-config",
              "{'type':'object','additionalProperties':false,'properties':"
                  + "{'key':{'type':'string'}}}"),
          Map.entry(
              "revshare.pick-pointer",
              "{'type':'object','additionalProperties':false,'properties':"
                  + "{'key':{'type':'string'}}}"),
          Map.entry(
              "revshare.pick-pointer result",
              "{'type':'object','additionalProperties':false,'properties':"
                  + "{'pointer':{'type':'string'}},'required':['pointer']}"),
          Map.entry(
              "revshare.remove-pointer",
              "{'type':'object','additionalProperties':false,'properties':"
                  + "{'pointer':{'type':'string'},'key':{'type':'string'}},"
                  + "'required':['pointer']}"),
          Map.entry(
              "revshare.replace-config",
              "{'type':'object','additionalProperties':false,'properties':"
                  + "{'pointers':{'type':'object'},'key':{'type':'string'}},"
                  + "'required':['pointers']}"),
          Map.entry(
              "randomness",
              "{'type':'object','properties':{'default_low':{'type':'integer'},"
                  + "'default_high':{'type':'integer'}},"
                  + "'required':['default_low','default_high']}"),
          Map.entry(
              "randomness.random-int",
              "{'type':'object','properties':{'low':{'type':'integer'},"
                  + "'high':{'type':'integer'}}}"),
          Map.entry("randomness.random-int result", WHOLE),
          Map.entry(
              "randomness.set-lucky-number",
              "{'type':'object','properties':{'lucky_number':{'type':'integer'}},"
                  + "'required':['lucky_number']}"),
          Map.entry(
              "randomness.set-lucky-number result",
              "{'type':'object','properties':{'lucky_number':{'type':'integer'}}}"));

  private static final Map<String, InputSchema> DERIVED = derived();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          sourcecred                         | {'server_url':'https://sc.example.org'} | true
          sourcecred                         | {'server_url':'sc.example.org/'}        | true
          sourcecred                         | {'server_url':''}                       | true
          sourcecred                         | {'server_url':5}                        | false
          sourcecred                         | {}                                      | false
          sourcecred                         | {'server_url':'a','more':1}             | false
          sourcecred.total-cred result       | {'value':0.5}                           | true
          sourcecred.total-cred result       | {'value':7}                             | true
          sourcecred.total-cred result       | {'value':'7'}                           | false
          sourcecred.user-cred               | {}                                      | true
          sourcecred.user-cred               | {'username':'miriam'}                   | true
          sourcecred.user-cred               | {'id':'140750062325202944','more':[]}   | true
          sourcecred.user-cred               | {'username':'','id':''}                 | true
          sourcecred.user-cred               | {'id':140750062325202944}               | false
          sourcecred.user-cred result        | {'value':1e3}                           | true
          revshare                           | {}                                      | true
          revshare                           | {'anything':[1,{'a':null}]}             | true
          revshare.add-pointer               | {'pointer':'$a.example/b','weight':1}   | true
          revshare.add-pointer               | {'pointer':'','weight':-1,'key':''}     | true
          revshare.add-pointer               | {'pointer':'a','weight':2.0,'key':'K'}  | true
          revshare.add-pointer               | {'pointer':'a','weight':0.5}            | false
          revshare.add-pointer               | {'pointer':'a','weight':'1'}            | false
          revshare.add-pointer               | {'pointer':'a'}                         | false
          revshare.add-pointer               | {'weight':1}                            | false
          revshare.add-pointer               | {'pointer':'a','weight':1,'more':1}     | false
          revshare.add-pointer               | {'pointer':'a','weight':1,'key':2}      | false
          revshare.get-config                | {}                                      | true
          revshare.get-config                | {'key':'GROUP_1'}                       | true
          revshare.get-config                | {'key':1}                               | false
          revshare.get-config                | {'more':1}                              | false
          revshare.pick-pointer              | {}                                      | true
          revshare.pick-pointer              | {'key':'GROUP_1'}                       | true
          revshare.pick-pointer              | {'more':1}                              | false
          revshare.pick-pointer result       | {'pointer':'a'}                         | true
          revshare.pick-pointer result       | {}                                      | false
          revshare.pick-pointer result       | {'pointer':'a','more':1}                | false
          revshare.remove-pointer            | {'pointer':'a'}                         | true
          revshare.remove-pointer            | {'pointer':'a','key':'K'}               | true
          revshare.remove-pointer            | {}                                      | false
          revshare.remove-pointer            | {'pointer':'a','weight':1}              | false
          revshare.replace-config            | {'pointers':{}}                         | true
          revshare.replace-config            | {'pointers':{'a':1,'b':2},'key':'K'}    | true
          revshare.replace-config            | {'pointers':{'a':'any'}}                | true
          revshare.replace-config            | {'pointers':[]}                         | false
          revshare.replace-config            | {}                                      | false
          revshare.replace-config            | {'pointers':{},'more':1}                | false
          randomness                         | {'default_low':1,'default_high':2}      | true
          randomness                         | {'default_low':9,'default_high':2,'x':1}| true
          randomness                         | {'default_low':1.0,'default_high':-2}   | true
          randomness                         | {'default_low':1}                       | false
          randomness                         | {'default_low':1,'default_high':'2'}    | false
          randomness                         | {'default_low':1,'default_high':2.5}    | false
          randomness.random-int              | {}                                      | true
          randomness.random-int              | {'low':1}                               | true
          randomness.random-int              | {'low':1,'high':1000000,'more':'x'}     | true
          randomness.random-int              | {'low':'1'}                             | false
          randomness.random-int result       | {'value':4}                             | true
          randomness.random-int result       | {'value':4.5}                           | false
          randomness.set-lucky-number        | {'lucky_number':7}                      | true
          randomness.set-lucky-number        | {'lucky_number':7,'more':null}          | true
          randomness.set-lucky-number        | {'lucky_number':'7'}                    | false
          randomness.set-lucky-number        | {}                                      | false
          randomness.set-lucky-number result | {'lucky_number':7}                      | true
          """)
  void ourSchemaSaysWhatTheOriginalSays(String name, String input, boolean accepted) {
    JsonObject value = json(input);
    assertThat(InputSchema.of(json(ORIGINALS.get(name))).errors(value).isEmpty())
        .as("the original accepts it")
        .isEqualTo(accepted);
    assertThat(DERIVED.get(name).errors(value).isEmpty()).as("ours accepts it").isEqualTo(accepted);
  }

  private static Map<String, InputSchema> derived() {
    Map<String, InputSchema> schemas = new TreeMap<>();
    for (Plugin<?> plugin : new Plugin<?>[] {new SourceCred(), new RevShare(), new Randomness()}) {
      PluginDescriptor descriptor = DescriptorReader.read(plugin.getClass(), plugin);
      schemas.put(descriptor.name(), descriptor.configSchema());
      descriptor
          .actions()
          .forEach(
              (name, action) -> {
                String id = descriptor.name() + "." + name;
                action.parameters().ifPresent(schema -> schemas.put(id, schema));
                action.response().ifPresent(schema -> schemas.put(id + " result", schema));
              });
    }
    return schemas;
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
