import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.metagov.client.ApiClient;
import org.metagov.client.ApiException;
import org.metagov.client.api.CommunitiesApi;
import org.metagov.client.api.ProcessesApi;
import org.metagov.client.api.RandomnessApi;
import org.metagov.client.api.RandomnessApi.APIPerformActionRandomnessRandomIntRequest;
import org.metagov.client.api.RandomnessApi.APIStartProcessRandomnessDelayedStochasticVoteRequest;
import org.metagov.client.api.ReceiversApi;
import org.metagov.client.api.ReceiversApi.APITestReceiverRequest;
import org.metagov.client.api.RevshareApi;
import org.metagov.client.api.RevshareApi.APIPerformActionRevshareAddPointerRequest;
import org.metagov.client.api.RevshareApi.APIPerformPublicActionRevsharePickPointerRequest;
import org.metagov.client.model.Community;
import org.metagov.client.model.CommunityBody;
import org.metagov.client.model.CommunityBodyPluginsInner;
import org.metagov.client.model.RandomnessDelayedStochasticVoteStart;
import org.metagov.client.model.RandomnessRandomIntParameters;
import org.metagov.client.model.RandomnessRandomIntRequest;
import org.metagov.client.model.ReceiverBody;
import org.metagov.client.model.RevshareAddPointerParameters;
import org.metagov.client.model.RevshareAddPointerRequest;

/** The quick start of the README, by the client that is made of the API's description. */
public final class QuickStart {
  private static final String GARDEN = "garden-java";
  private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

  private static void expect(boolean holds, Object found) {
    if (!holds) {
      throw new AssertionError(found);
    }
    System.out.println(found);
  }

  public static void main(String[] arguments) throws Exception {
    ApiClient gateway = new ApiClient();
    gateway.updateBaseUri(arguments[0]);

    Community garden =
        new CommunitiesApi(gateway)
            .replaceCommunity(
                GARDEN,
                new CommunityBody()
                    .readableName("The Garden")
                    .plugins(
                        List.of(
                            new CommunityBodyPluginsInner()
                                .name("randomness")
                                .config(Map.of("default_low", 7, "default_high", 8)),
                            new CommunityBodyPluginsInner().name("revshare"))));
    expect(garden.getPlugins().size() == 2, garden.getSlug());

    RandomnessApi randomness = new RandomnessApi(gateway);
    Long value =
        randomness
            .performActionRandomnessRandomInt(
                APIPerformActionRandomnessRandomIntRequest.newBuilder()
                    .xMetagovCommunity(GARDEN)
                    .build())
            .getValue();
    expect(value == 7, value);

    RevshareApi revshare = new RevshareApi(gateway);
    Object shares =
        revshare.performActionRevshareAddPointer(
            APIPerformActionRevshareAddPointerRequest.newBuilder()
                .xMetagovCommunity(GARDEN)
                .idempotencyKey("alice-3")
                .revshareAddPointerRequest(
                    new RevshareAddPointerRequest()
                        .parameters(
                            new RevshareAddPointerParameters()
                                .pointer("$wallet.example/alice")
                                .weight(3L)))
                .build());
    expect(shares.toString().contains("$wallet.example/alice"), shares);
    String picked =
        revshare
            .performPublicActionRevsharePickPointer(
                APIPerformPublicActionRevsharePickPointerRequest.newBuilder()
                    .xMetagovCommunity(GARDEN)
                    .build())
            .getPointer();
    expect(picked.equals("$wallet.example/alice"), picked);

    refused(randomness);
    process(gateway, randomness);
    webhook(gateway);
  }

  private static void refused(RandomnessApi randomness) throws ApiException {
    try {
      randomness.performActionRandomnessRandomInt(
          APIPerformActionRandomnessRandomIntRequest.newBuilder()
              .xMetagovCommunity(GARDEN)
              .randomnessRandomIntRequest(
                  new RandomnessRandomIntRequest()
                      .parameters(new RandomnessRandomIntParameters().low(5L).high(1L)))
              .build());
      throw new AssertionError("it was not refused");
    } catch (ApiException e) {
      expect(e.getCode() == 400, e.getResponseBody());
    }
  }

  private static void process(ApiClient gateway, RandomnessApi randomness) throws ApiException {
    HttpHeaders headers =
        HttpHeaders.of(
            randomness
                .startProcessRandomnessDelayedStochasticVoteWithHttpInfo(
                    APIStartProcessRandomnessDelayedStochasticVoteRequest.newBuilder()
                        .xMetagovCommunity(GARDEN)
                        .randomnessDelayedStochasticVoteStart(
                            new RandomnessDelayedStochasticVoteStart()
                                .options(List.of("tulips", "roses"))
                                .delay(60L))
                        .build())
                .getHeaders(),
            (name, of) -> true);
    String location = headers.firstValue("Location").orElseThrow();
    long id = Long.parseLong(location.substring(location.lastIndexOf('/') + 1));
    ProcessesApi processes = new ProcessesApi(gateway);
    String name = "randomness.delayed-stochastic-vote";
    expect(processes.getProcess(name, id).getStatus().getValue().equals("pending"), location);
    Object closed = processes.closeProcess(name, id).getOutcome();
    expect(closed.toString().contains("winner"), closed);
  }

  /** What the gateway sends is verified by the library of the Standard Webhooks project. */
  private static void webhook(ApiClient gateway) throws Exception {
    CompletableFuture<String> verified = new CompletableFuture<>();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, List<String>> headers =
                exchange.getRequestHeaders().entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            header -> header.getKey().toLowerCase(Locale.ROOT),
                            Map.Entry::getValue));
            new Webhook(SECRET).verify(body, headers);
            exchange.sendResponseHeaders(204, -1);
            verified.complete(body);
          } catch (Exception e) {
            verified.completeExceptionally(e);
          }
        });
    server.start();
    try {
      ReceiversApi receivers = new ReceiversApi(gateway);
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
      receivers.putReceiver(
          GARDEN, new ReceiverBody().url(url).secret(SECRET).communities(List.of(GARDEN)));
      expect(receivers
              .testReceiver(APITestReceiverRequest.newBuilder().receiver(GARDEN).build())
              .getDelivered(), "delivered");
      String body = verified.get(10, TimeUnit.SECONDS);
      expect(body.contains("\"event_type\":\"test\""), body);
      receivers.deleteReceiver(GARDEN);
    } finally {
      server.stop(0);
    }
  }
}
