package org.metagov.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.Secret;

/** Its plugin is public, as a plugin's config has to be. */
public class SecretsTest {
  public record Config(
      @Secret String apiKey,
      @Secret Optional<String> other,
      @Secret List<String> more,
      String shown) {}

  @MetagovPlugin("a")
  public static class Keeper implements Plugin<Config> {}

  @Test
  void everySecretIsBlackedOutWhereverItStands() {
    assertThat(
            secrets("{'api_key':'k3y-1','other':'hush','more':['one1','two2'],'shown':'seen'}")
                .blackOut("k3y-1 ak3y-1b hush one1two2 seen"))
        .isEqualTo("*** a***b *** ****** seen");
  }

  @Test
  void aSecretIsBlackedOutAlsoAsItStandsInAUrl() {
    assertThat(secrets("{'api_key':'a b&cé'}").blackOut("?key=a+b%26c%C3%A9"))
        .isEqualTo("?key=***");
  }

  @Test
  void ofASecretWithinAnotherNothingIsLeft() {
    assertThat(secrets("{'api_key':'hush','other':'hush-hush-2'}").blackOut("it is hush-hush-2."))
        .isEqualTo("it is ***.");
    assertThat(secrets("{'api_key':'hush-hush-2','other':'hush'}").blackOut("it is hush-hush-2."))
        .isEqualTo("it is ***.");
  }

  @Test
  void whatIsTooShortToBeASecretIsLeft() {
    assertThat(secrets("{'api_key':'abc','other':''}").blackOut("abc")).isEqualTo("abc");
  }

  @Test
  void aConfigNeedNotHaveEverySecret() {
    assertThat(secrets("{}").blackOut("text")).isEqualTo("text");
    assertThat(secrets("{'api_key':null,'more':[]}").blackOut("null")).isEqualTo("null");
  }

  @Test
  void theSameSecretsHaveTheSameDigestWhateverElseTheConfigHolds() {
    assertThat(digest("{'api_key':'k3y','other':'hush','shown':'one'}"))
        .isPresent()
        .isEqualTo(digest("{'shown':'two','other':'hush','api_key':'k3y'}"))
        .isNotEqualTo(digest("{'api_key':'k3y'}"))
        .isNotEqualTo(digest("{'api_key':'k3yh','other':'ush'}"));
  }

  @Test
  void noSecretsHaveNoDigest() {
    assertThat(digest("{'shown':'seen'}")).isEmpty();
    assertThat(digest("{'api_key':'','more':[]}")).isEmpty();
  }

  @Test
  void noTextIsToldAsSuch() {
    assertThat(secrets("{}").blackOut(null)).isEqualTo("null");
  }

  private static Secrets secrets(String config) {
    return Secrets.of(DescriptorReader.read(Keeper.class, new Keeper()), json(config));
  }

  private static Optional<String> digest(String config) {
    return Secrets.digest(DescriptorReader.read(Keeper.class, new Keeper()), json(config));
  }

  private static JsonObject json(String config) {
    return JsonText.parse(config.replace('\'', '"')).asJsonObject();
  }
}
