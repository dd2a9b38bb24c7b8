package org.metagov.gateway.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.address.LoopMark;
import org.metagov.gateway.outbound.CallFailed.Why;

/**
 * Sends requests, each on the thread of its caller, to the addresses that the {@link AddressGuard}
 * lets through and to no others. Nothing is followed, kept, decoded or tried again by itself: no
 * redirects, cookies, authentication, caches or proxies of the environment.
 */
final class OutboundClient implements AutoCloseable {
  /** More than anything here runs at once to one place; a hung one leaves the rest to others. */
  private static final int MOST_PER_PLACE = 128;

  private static final int MOST = 512;

  private static final TimeValue IDLE = TimeValue.ofSeconds(30);

  /** Names may lead elsewhere after a while. */
  private static final TimeValue OLDEST = TimeValue.ofMinutes(10);

  private static final URI ANYWHERE = URI.create("/");

  private final AddressGuard guard;
  private final Connections connections;
  private final CloseableHttpClient client;

  /** Where sockets come from. */
  @FunctionalInterface
  interface Sockets {
    /** Returns a new socket. */
    Socket open() throws IOException;
  }

  OutboundClient(AddressGuard guard, Duration connectTimeout, SSLContext tls) {
    // A channel's: what it waits for ends by an interrupt, too.
    this(guard, connectTimeout, tls, () -> SocketChannel.open().socket());
  }

  OutboundClient(AddressGuard guard, Duration connectTimeout, SSLContext tls, Sockets sockets) {
    this.guard = guard;
    connections = new Connections(operator(guard, tls, sockets), connectTimeout);
    HttpClientBuilder builder =
        HttpClientBuilder.create()
            .setConnectionManager(connections)
            .setKeepAliveStrategy((answer, context) -> IDLE)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    // The deadline of the call ends this wait, too.
                    .setConnectionRequestTimeout(Timeout.ofMinutes(1))
                    .setProtocolUpgradeEnabled(false)
                    .setAuthenticationEnabled(false)
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .disableConnectionState()
            .disableDefaultUserAgent();
    guard.proxy().ifPresent(proxy -> builder.setProxy(host(proxy)));
    client = builder.build();
  }

  private static HttpClientConnectionOperator operator(
      AddressGuard guard, SSLContext tls, Sockets sockets) {
    return new DefaultHttpClientConnectionOperator(
        socksProxy -> sockets.open(),
        null,
        new GuardedNames(guard),
        RegistryBuilder.<TlsSocketStrategy>create()
            .register(
                "https",
                new DefaultClientTlsStrategy(tls, HostnameVerificationPolicy.BUILTIN, null))
            .build());
  }

  /** Returns a request to {@code url}; the caller adds its headers and its body. */
  static HttpUriRequestBase request(String method, HttpUrl url) {
    HttpUriRequestBase request = new HttpUriRequestBase(method, ANYWHERE);
    request.setScheme(url.scheme());
    request.setAuthority(new URIAuthority(host(url)));
    request.setPath(url.target());
    request.setHeader("User-Agent", "metagov-gateway");
    request.setHeader(LoopMark.HEADER, LoopMark.NAME);
    return request;
  }

  /**
   * Sends {@code request} to {@code url} and returns the exchange when the head of its answer is
   * there.
   *
   * @throws CallFailed where there is none within {@code within}
   */
  Exchange send(HttpUriRequestBase request, HttpUrl url, Duration within) throws CallFailed {
    Exchange exchange = new Exchange(request, within);
    boolean done = false;
    try {
      guard.refuse(url);
      HttpClientContext context = HttpClientContext.create();
      ClassicHttpResponse answer = client.executeOpen(host(url), request, context);
      if (context.getRequest() == null) {
        // The proxy's word, not that of the place behind it.
        throw new ConnectException("the proxy answered " + answer.getCode());
      }
      exchange.answered(answer);
      done = true;
      return exchange;
    } catch (IOException | IllegalStateException e) {
      // Also the state of a client whose connection was taken away at the deadline.
      throw new CallFailed(why(exchange, e), e);
    } finally {
      if (!done) {
        exchange.close();
      }
    }
  }

  private static Why why(Exchange exchange, Exception e) {
    if (exchange.isLate()) {
      return Why.LATE;
    }
    if (Thread.currentThread().isInterrupted() || e instanceof ClosedByInterruptException) {
      return Why.INTERRUPTED;
    }
    if (e instanceof ForbiddenAddressException) {
      return Why.FORBIDDEN;
    }
    // The only time-out of a socket is that for a connection to open.
    return e instanceof ConnectException
            || e instanceof UnknownHostException
            || e instanceof NoRouteToHostException
            || e instanceof SocketTimeoutException
        ? Why.UNREACHABLE
        : Why.BROKEN;
  }

  private static HttpHost host(HttpUrl url) {
    return new HttpHost(url.scheme(), url.host(), url.hasStandardPort() ? -1 : url.port());
  }

  /** Closes connections that nobody has used for a while. */
  void tidy() {
    connections.closeExpired();
    connections.closeIdle(IDLE);
  }

  @Override
  public void close() {
    connections.shutDown();
  }

  /** Names, as the guard lets them through. It is asked for addresses, too. */
  private record GuardedNames(AddressGuard guard) implements DnsResolver {
    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
      return guard.addresses(host, port).stream()
          .map(address -> new InetSocketAddress(address, port))
          .toList();
    }

    @Override
    public InetAddress[] resolve(String host) {
      throw new UnsupportedOperationException("what may be called depends on the port, too");
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  /** The connections, a bounded number; those used last are used first. */
  private static final class Connections extends PoolingHttpClientConnectionManager {
    Connections(HttpClientConnectionOperator operator, Duration connectTimeout) {
      super(
          operator,
          PoolConcurrencyPolicy.STRICT,
          PoolReusePolicy.LIFO,
          TimeValue.NEG_ONE_MILLISECOND,
          socket -> new OutboundConnection());
      setMaxTotal(MOST);
      setDefaultMaxPerRoute(MOST_PER_PLACE);
      setDefaultConnectionConfig(
          ConnectionConfig.custom()
              .setConnectTimeout(Timeout.of(connectTimeout))
              .setTimeToLive(OLDEST)
              // Looked at before each use: it costs nothing.
              .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
              .build());
    }

    /** Nothing: the client would close it at any {@link Error}, for good. */
    @Override
    public void close(CloseMode mode) {}

    void shutDown() {
      super.close(CloseMode.IMMEDIATE);
    }
  }
}
