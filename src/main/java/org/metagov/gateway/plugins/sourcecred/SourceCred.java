package org.metagov.gateway.plugins.sourcecred;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;

/**
 * Cred scores of a SourceCred instance: a tree of static files, written by {@code sourcecred
 * analysis} and served by any web server. The one file read is {@code output/accounts.json}; its
 * shape is that of SourceCred's {@code core/ledger/credAccounts.js}.
 */
@MetagovPlugin("sourcecred")
public class SourceCred implements Plugin<SourceCred.Config> {
  private final AccountsCache cache = new AccountsCache();

  /** Which instance. */
  @Closed
  public record Config(@Doc("URL of the SourceCred server") @PlatformId String serverUrl) {}

  /** Whose cred: found by either, the id first. */
  public record User(
      @Doc("Username on the platform used with this sourcecred instance") Optional<String> username,
      @Doc("The id of any account on the platform used with this sourcecred instance")
          Optional<String> id) {}

  /** An amount of cred, and how many records of the file were skipped, if any. */
  public record Value(double value, Optional<Integer> skipped) {
    Value(double value, Accounts of) {
      this(value, of.skipped() == 0 ? Optional.empty() : Optional.of(of.skipped()));
    }
  }

  /** Returns the cred of one user. */
  @Action(
      value = "user-cred",
      description = "Get most recent cred value for given user",
      visibility = Action.Visibility.PUBLIC)
  public Value userCred(PluginInstance<Config> instance, User user) {
    if (user.username().isEmpty() && user.id().isEmpty()) {
      throw new InvalidParameterException("Either a username or an id argument is required");
    }
    Accounts accounts = accounts(instance);
    return accounts
        .credOf(user.username(), user.id())
        .map(cred -> new Value(cred, accounts))
        .orElseThrow(
            () ->
                new InvalidParameterException(
                    user.username().or(user::id).orElseThrow()
                        + " not found in sourcecred instance"));
  }

  /** Returns the cred of all users together. */
  @Action(
      value = "total-cred",
      description = "Get total cred for the community",
      visibility = Action.Visibility.PUBLIC)
  public Value totalCred(PluginInstance<Config> instance) {
    Accounts accounts = accounts(instance);
    return new Value(accounts.total(), accounts);
  }

  @Override
  public String probe(PluginInstance<Config> instance) {
    return String.format(
        Locale.ROOT, "The instance has %.1f cred in all", accounts(instance).total());
  }

  private Accounts accounts(PluginInstance<Config> instance) {
    URI server =
        instance
            .serverUrl()
            .orElseThrow(() -> new PlatformException("The address of the instance is not known"));
    return cache.get(server + "/output/accounts.json", instance.http());
  }
}
