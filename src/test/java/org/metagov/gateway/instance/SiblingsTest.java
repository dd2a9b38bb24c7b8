package org.metagov.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.CommunitySnapshot.Unreadable;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.community.HookPathTest;
import org.metagov.gateway.json.JsonText;

class SiblingsTest {
  private static final PluginDescriptor SIGNED = TestCatalog.read(new HookPathTest.Signed());

  private final PluginSnapshot one = there(1, "signed", "a");
  private final PluginSnapshot two = there(2, "signed", "b");
  private final CommunitySnapshot garden =
      new CommunitySnapshot("garden", "", List.of(one, two, there(3, "hints", "c")));

  private static JsonObject config(String slug) {
    return JsonText.object().add("webhook_slug", slug).build();
  }

  private static PluginSnapshot there(long id, String plugin, String called) {
    return new PluginSnapshot(id, "garden", plugin, Optional.of(called), config(called));
  }

  private static DesiredPlugin wanted(String called, String slug) {
    return new DesiredPlugin(
        SIGNED, Optional.of(called), false, config(slug), Optional.empty(), Map.of());
  }

  @Test
  void theyAreWhatIsThereAndWhatComesButOneself() {
    DesiredPlugin changed = wanted("a", "a2");
    DesiredPlugin added = wanted("d", "d");
    List<DesiredPlugin> both = List.of(changed, added);
    assertThat(Siblings.of(changed, both, garden).configs())
        .containsExactly(config("b"), config("d"));
    assertThat(Siblings.of(added, both, garden).configs())
        .containsExactly(config("a"), config("b"), config("a2"));
  }

  @Test
  void whatGoesLeavesThoseThatStayAndThoseThatCome() {
    List<DesiredPlugin> added = List.of(wanted("d", "d"));
    assertThat(Siblings.of(one, List.of(1L), added, garden).configs())
        .containsExactly(config("b"), config("d"));
    assertThat(Siblings.of(one, List.of(1L, 2L, 3L), List.of(), garden))
        .isEqualTo(Siblings.none("garden"));
  }

  @Test
  void oneThatCannotBeReadMayHaveAnyAddress() {
    Unreadable lost = new Unreadable(2, "signed", Optional.of("b"));
    CommunitySnapshot half = new CommunitySnapshot("garden", "", List.of(one), List.of(lost));
    DesiredPlugin again = wanted("b", "b");
    DesiredPlugin other = wanted("a", "a");
    assertThat(Siblings.of(other, List.of(other), half).areKnown()).isFalse();
    assertThat(Siblings.of(again, List.of(again), half).areKnown()).isTrue();
    assertThat(Siblings.of(one, List.of(1L), List.of(), half).areKnown()).isFalse();
  }
}
