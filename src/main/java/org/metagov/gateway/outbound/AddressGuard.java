package org.metagov.gateway.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.address.AllowList;
import org.metagov.gateway.address.GlobalAddresses;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.address.IpAddress;
import org.metagov.gateway.admission.AccessPolicy;
import org.metagov.gateway.admission.Listeners;
import org.metagov.gateway.background.BoundedThreads;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.settings.InvalidSettingException;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Decides which addresses may be called: those on the Internet, what {@code metagov.outbound.allow}
 * names, and this machine as long as nobody else reaches the gateway; never the gateway itself. It
 * is asked when an address is stored, and again for every connection, by what the name leads to
 * then.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = AddressGuard.THREADS)
public class AddressGuard {
  static final String THREADS = "java:app/concurrent/names";

  private static final Logger LOG = Logger.getLogger(AddressGuard.class.getName());
  private static final int MOST_THREADS = 256;
  private static final int MOST_ADDRESSES = 8;
  private static final int MOST_TOLD = 1_000;
  private static final String FORBIDDEN =
      "must be an http or https URL that leads to where this server may call: to the Internet, or"
          + " to what metagov.outbound.allow names";

  @Inject private Settings settings;
  @Inject private Listeners listeners;

  @Resource(lookup = THREADS)
  private ManagedThreadFactory factory;

  /** What was told to the operator, once. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private ExecutorService threads;
  private Rules rules;
  private NameLookup lookup;

  /**
   * What may be called.
   *
   * @param allowed what may be although it is not on the Internet
   * @param ownPorts the ports on which this process listens
   * @param loopback whether this machine may
   * @param proxy what all calls go through
   * @param self where the gateway is reached
   */
  record Rules(
      AllowList allowed,
      IntPredicate ownPorts,
      BooleanSupplier loopback,
      Optional<HttpUrl> proxy,
      Optional<HttpUrl> self) {}

  /** For the container. */
  public AddressGuard() {}

  AddressGuard(Rules rules, NameLookup lookup) {
    this.rules = rules;
    this.lookup = lookup;
  }

  @PostConstruct
  void open() {
    Optional<HttpUrl> self = settings.find(Setting.SERVER_URL);
    rules =
        new Rules(
            settings.find(Setting.OUTBOUND_ALLOW).orElse(AllowList.NONE),
            listeners::include,
            () -> isAlone(self),
            settings.find(Setting.OUTBOUND_PROXY),
            self);
    threads = BoundedThreads.of(factory, MOST_THREADS);
    lookup =
        new NameLookup(
            InetAddress::getAllByName, threads, settings.get(Setting.OUTBOUND_CONNECT_TIMEOUT));
  }

  /** Whether nobody but programs on this machine reaches the gateway. */
  private boolean isAlone(Optional<HttpUrl> self) {
    return self.map(HttpUrl::host).filter(host -> !AccessPolicy.isLoopback(host)).isEmpty()
        && !listeners.areReached();
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }

  /**
   * Refuses an address that is about to be stored; one that nobody can look up now is fine.
   *
   * @param member where it stands in the body: a pointer (RFC 6901)
   * @throws ProblemException 400 where it leads only to what may not be called
   */
  public void require(String member, HttpUrl url) {
    if (forbids(url)) {
      throw ProblemException.invalid(
          "'" + member.substring(1) + "' " + FORBIDDEN, List.of(new FieldError(member, FORBIDDEN)));
    }
  }

  /**
   * Refuses an address that the settings name.
   *
   * @throws InvalidSettingException where it leads only to what may not be called
   */
  public void require(Setting<?> setting, HttpUrl url) {
    if (forbids(url)) {
      throw new InvalidSettingException(setting.key() + ": " + FORBIDDEN);
    }
  }

  private boolean forbids(HttpUrl url) {
    try {
      refuse(url);
      if (rules.proxy().isEmpty()) {
        addresses(url.host(), url.port());
      }
      return false;
    } catch (ForbiddenAddressException e) {
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  Optional<HttpUrl> proxy() {
    return rules.proxy();
  }

  /** Refuses what no look-up is needed for, as behind a proxy there is none. */
  void refuse(HttpUrl url) throws ForbiddenAddressException {
    boolean own = rules.self().filter(self -> isPartOf(self, url)).isPresent();
    Optional<InetAddress> address =
        AccessPolicy.isLoopback(url.host())
            ? Optional.of(InetAddress.getLoopbackAddress())
            : IpAddress.of(url.host());
    if (own || address.filter(a -> !mayBeCalled(url.host(), a, url.port())).isPresent()) {
      throw forbidden(url.host(), url.port());
    }
  }

  /**
   * Returns the addresses of {@code host} that may be called at {@code port}, in the order in which
   * they are to be tried.
   *
   * @throws ForbiddenAddressException where there are none among those it has
   * @throws UnknownHostException where it has none
   */
  List<InetAddress> addresses(String host, int port) throws UnknownHostException {
    Optional<InetAddress> literal = IpAddress.of(host);
    List<InetAddress> all = literal.isPresent() ? List.of(literal.get()) : lookup.find(host);
    if (rules
        .proxy()
        .filter(proxy -> proxy.host().equals(host) && proxy.port() == port)
        .isPresent()) {
      return all;
    }
    List<InetAddress> passed =
        all.stream()
            .filter(address -> mayBeCalled(host, address, port))
            .distinct()
            .limit(MOST_ADDRESSES)
            .toList();
    if (passed.isEmpty()) {
      throw forbidden(host, port);
    }
    return passed;
  }

  private boolean mayBeCalled(String host, InetAddress address, int port) {
    boolean fine =
        rules.allowed().names(host)
            || rules.allowed().contains(address)
            || (address.isLoopbackAddress() && rules.loopback().getAsBoolean())
            || GlobalAddresses.contain(address);
    return fine && !(isThisMachine(address) && rules.ownPorts().test(port));
  }

  private static boolean isThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      throw new IllegalStateException("the addresses of this machine are not known", e);
    }
  }

  /** Whether {@code url} is one of the gateway's own, by the address that others reach it at. */
  private static boolean isPartOf(HttpUrl self, HttpUrl url) {
    boolean samePort =
        url.port() == self.port() || (url.hasStandardPort() && self.hasStandardPort());
    return withoutDot(url.host()).equals(withoutDot(self.host()))
        && samePort
        && url.path().startsWith(self.path().replaceAll("/+$", "") + "/api/");
  }

  /** A dot at its end makes no other name of it. */
  private static String withoutDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private ForbiddenAddressException forbidden(String host, int port) {
    String place = host + " port " + port;
    if (told.size() < MOST_TOLD && told.add(place)) {
      LOG.log(
          Level.WARNING,
          "Nothing is sent to {0}: it is not on the Internet, or it is this gateway itself;"
              + " see metagov.outbound.allow",
          place);
    }
    return new ForbiddenAddressException(host);
  }
}
