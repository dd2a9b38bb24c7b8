package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.credential.CredentialService;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.store.StoreClock;

/** When the tokens end that platforms have given for a plugin; never the tokens. */
@ApplicationScoped
public class CredentialHealth implements PluginHealth {
  /** Who has to sign in again should have the time to do so. */
  private static final Duration SOON = Duration.ofDays(7);

  @EJB private CredentialService credentials;
  @Inject private StoreClock clock;

  @Override
  public Map<Long, Part> of(List<PluginSnapshot> plugins) {
    Instant now = clock.now();
    List<Long> ids = plugins.stream().map(PluginSnapshot::id).toList();
    Map<Long, Map<String, Optional<Credential>>> all = credentials.all(ids);
    return ids.stream()
        .collect(Collectors.toMap(id -> id, id -> part(all.getOrDefault(id, Map.of()), now)));
  }

  private static Part part(Map<String, Optional<Credential>> all, Instant now) {
    JsonArrayBuilder list = JsonText.array();
    Set<String> troubles = new TreeSet<>();
    all.forEach(
        (name, found) -> {
          Optional<String> end = found.flatMap(Credential::expiresAt).map(Instant::toString);
          list.add(
              JsonText.object()
                  .add("name", name)
                  .add("expires_at", JsonText.string(end.orElse(null)))
                  .add("renewable", found.flatMap(Credential::refreshToken).isPresent()));
          found
              .map(credential -> trouble(credential, now))
              .orElse(Optional.of("credential_unreadable"))
              .ifPresent(troubles::add);
        });
    return new Part("credentials", list.build(), List.copyOf(troubles));
  }

  /** One that is renewed by itself ends all the time. */
  static Optional<String> trouble(Credential credential, Instant now) {
    if (credential.refreshToken().isPresent()) {
      return Optional.empty();
    }
    return credential
        .expiresAt()
        .filter(end -> !now.isBefore(end.minus(SOON)))
        .map(end -> now.isBefore(end) ? "credential_expiring" : "credential_expired");
  }
}
