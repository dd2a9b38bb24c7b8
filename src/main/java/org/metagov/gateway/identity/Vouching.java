package org.metagov.gateway.identity;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.logging.Logger;
import org.metagov.gateway.community.AccountTold;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.spi.PlatformAccount;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/**
 * Who people are as somebody else than their driver says: a platform at which they sign in, a
 * plugin that tells of an account, and what stands for them in an address.
 */
@ApplicationScoped
public class Vouching {
  private static final Logger LOG = Logger.getLogger(Vouching.class.getName());

  @Inject private Identities identities;
  @EJB private IdentityService accounts;
  @Inject private Initiators initiators;
  @Inject private Sight sight;
  @Inject private Sql sql;
  @Inject private StoreClock clock;

  /**
   * Notes that somebody has signed in by an account: whoever it is linked to, or {@code person}, or
   * somebody new.
   *
   * @throws ProblemException as {@link IdentityService#know}
   */
  public void signedIn(AccountName name, Optional<Long> person) {
    if (AccountName.isPossible(name.platformIdentifier())) {
      Identities.settled(() -> accounts.know(name, person, Said.of(Link.SIGNED_IN)));
      initiators.linked(name.community());
    }
  }

  /** A plugin has told of an account. What it cannot be linked for must not stop the plugin. */
  void told(@Observes AccountTold told) {
    PlatformAccount account = told.account();
    Said said =
        new Said(Optional.of(account.type()), Optional.of(account.quality()), account.customData());
    if (!AccountName.isPossible(account.userId()) || said.isTooLong()) {
      LOG.info("A plugin has told of an account that cannot be kept: " + told.plugin());
      return;
    }
    AccountName name =
        AccountName.of(told.community(), told.plugin(), account.userId(), told.place());
    boolean known =
        sql.with(statements -> IdentityRows.find(statements, name))
            .filter(there -> !account.quality().beats(there.link().quality()))
            .isPresent();
    try {
      if (!known) {
        Identities.settled(() -> accounts.know(name, Optional.empty(), said));
        initiators.linked(name.community());
      }
    } catch (ProblemException e) {
      LOG.info("An account that a plugin has told of is not linked: " + e.getMessage());
    }
  }

  /**
   * Returns what may stand for {@code id} in the address of an authorization.
   *
   * @throws ProblemException 404 where the caller sees no such one
   */
  IdentityPass pass(long id) {
    identities.require(id);
    return IdentityPass.of(id, sight.key(), clock.now());
  }

  /**
   * Returns whom {@code text} stands for in the address of an authorization, which anybody may have
   * written: a pass, for the communities that the key sees which it was made by; or the number of
   * somebody who has no account yet, whom nobody could sign in as, for its own community.
   */
  public Optional<Vouched> passed(String text) {
    if (text.matches("\\d{1,18}")) {
      long id = Long.parseLong(text);
      return identities
          .find(id)
          .filter(person -> person.accounts().isEmpty())
          .map(person -> new Vouched(id, community -> person.isOf(id, community)));
    }
    return IdentityPass.open(text, clock.now())
        .map(pass -> new Vouched(pass.id(), community -> sight.still(pass.key(), community)));
  }
}
