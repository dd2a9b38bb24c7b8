package org.metagov.gateway.fakes.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.near.FakeNear.Trouble;

/** The node refuses what a node refuses. */
class FakeNearTest {
  /** A function call that near-api-js has signed with the key of {@link FakeNear#ACCOUNT}. */
  private static final String SIGNED_BY_NEAR_API_JS =
      "CQAAAHRlc3QubmVhcgAPVqXwKN/Aiex8OcEYOzIbTY+JulvsnhdigDzCSR9u+AIAAAAAAAAADQAAAHdoYXRldmVyLm5lYXIP"
          + "pHP9JpAd8pa+atxMxN800EDvokNSJLaYaRDmMML+9gEAAAACDAAAAGFkZF9wcm9wb3NhbGwAAAB7InByb3Bvc2FsIjp7"
          + "ImRlc2NyaXB0aW9uIjoicGF5IG1lIiwia2luZCI6eyJ0eXBlIjoiUGF5b3V0IiwiYW1vdW50IjoiMTAwIn0sInRhcmdl"
          + "dCI6ImRldi5tYXNodG9uLnRlc3RuZXQifX0AQHoQ81oAAABAehDzWgAAAAAAAAAAAAAA6iZqHoynzoOhpqJdm88KiUg8"
          + "5dKAka5UwKA3SxiFiyEzq5jqnckysKPk8NW8ZDm9rNS9uYWE6UoMjki8hVFfCA==";

  private static final String ADD = "{\"proposal\":{\"description\":\"pay me\"}}";
  private static final BigInteger GAS = new BigInteger("100000000000000");
  private static final BigInteger FIRST = new BigInteger("131000000000086");

  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeNear near = new FakeNear();

  @AfterEach
  void close() {
    near.close();
  }

  @Test
  void aTransactionOfNearApiJsIsRead() {
    FakeTransaction tx = FakeTransaction.read(Base64.getDecoder().decode(SIGNED_BY_NEAR_API_JS));
    assertThat(tx.signerId()).isEqualTo("test.near");
    assertThat(tx.publicKey()).isEqualTo(FakeNear.PUBLIC);
    assertThat(tx.nonce()).isEqualTo(2);
    assertThat(tx.receiverId()).isEqualTo("whatever.near");
    assertThat(tx.blockHash()).isEqualTo("244ZQ9cgj3CQ6bWBdytfrJMuMQ1jdXLFGnr4HhvtCTnM");
    assertThat(tx.methodName()).isEqualTo("add_proposal");
    assertThat(tx.gas()).isEqualTo(GAS);
    assertThat(tx.deposit()).isEqualTo(GAS);
    assertThat(tx.hash()).isEqualTo("HfFn7R48zPCvyLhkzTASgdHiQEedP6quGZTwoyCJRKkC");
    assertThat(tx.genuine()).isTrue();
  }

  @Test
  void aTransactionWithAnyBitChangedIsNotGenuine() {
    byte[] bytes = Base64.getDecoder().decode(SIGNED_BY_NEAR_API_JS);
    for (int i = 0; i < bytes.length; i++) {
      byte[] altered = bytes.clone();
      altered[i] ^= 1;
      try {
        assertThat(FakeTransaction.read(altered).genuine()).as("byte " + i).isFalse();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining("base58");
      }
    }
    byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> FakeTransaction.read(longer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{'jsonrpc':'1.0','id':1,'method':'block','params':{'finality':'final'}}",
        "{'jsonrpc':'2.0','method':'block','params':{'finality':'final'}}",
        "{'jsonrpc':'2.0','id':1,'method':'block'}",
        "{'jsonrpc':'2.0','id':1,'method':'block','params':{'finality':'last'}}",
        "{'jsonrpc':'2.0','id':1,'method':'query','params':{'finality':'final'}}",
        "{'jsonrpc':'2.0','id':1,'method':'query','params':{'finality':'final','request_type':"
            + "'view_access_key','account_id':'test.near'}}",
        "{'jsonrpc':'2.0','id':1,'method':'query','params':{'finality':'final','request_type':"
            + "'view_access_key','account_id':'test.near','public_key':'ed25519:0'}}",
        "{'jsonrpc':'2.0','id':1,'method':'query','params':{'finality':'final','request_type':"
            + "'call_function','account_id':'council.testnet','method_name':'ping',"
            + "'args_base64':'{}'}}",
        "{'jsonrpc':'2.0','id':1,'method':'query','params':{'finality':'final','request_type':"
            + "'view_account','account_id':'NOBODY'}}",
        "{'jsonrpc':'2.0','id':1,'method':'send_tx','params':{'signed_tx_base64':'AAAA'}}",
        "{'jsonrpc':'2.0','id':1,'method':'send_tx','params':['AAAA']}",
        "{'jsonrpc':'2.0','id':1,'method':'tx','params':{'tx_hash':'a','wait_until':'EVER'}}"
      })
  void aRequestOfAnotherShapeIsRefused(String body) throws Exception {
    HttpResponse<String> answer = post(body.replace('\'', '"'), "application/json");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(cause(json(answer))).isEqualTo("PARSE_ERROR");
  }

  @Test
  void anUnknownMethodIsRefused() throws Exception {
    assertThat(cause(rpc("broadcast", "{}"))).isEqualTo("METHOD_NOT_FOUND");
  }

  @Test
  void onlyJsonByPostToTheRootIsTaken() throws Exception {
    assertThat(post("{}", "text/plain").statusCode()).isEqualTo(415);
    assertThat(get("/").statusCode()).isEqualTo(405);
    assertThat(get("/status").statusCode()).isEqualTo(404);
  }

  @Test
  void aProviderDemandsItsKey() throws Exception {
    near.demandKey("provider-key");
    assertThat(post("{}", "application/json").statusCode()).isEqualTo(401);
    assertThat(post("{}", "application/json", "Authorization", "provider-key").statusCode())
        .isEqualTo(401);
    assertThat(post("{}", "application/json", "Authorization", "Bearer provider-key").statusCode())
        .isEqualTo(400);
  }

  @Test
  void accountsAndKeysAreViewed() throws Exception {
    assertThat(query("view_account", "'account_id':'test.near'").getString("amount"))
        .isEqualTo("1" + "0".repeat(28));
    String key = "'account_id':'test.near','public_key':'" + FakeNear.PUBLIC + "'";
    assertThat(query("view_access_key", key).getString("permission")).isEqualTo("FullAccess");
    assertThat(query("view_access_key", key.replace("ed25519:", "")).getJsonNumber("nonce"))
        .hasToString("131000000000085");
  }

  @Test
  void failuresOfQueriesAreResultsWithAnErrorOrStructured() throws Exception {
    String key = "'account_id':'test.near','public_key':'" + FakeNear.LIMITED_PUBLIC + "'";
    String call = "'account_id':'council.testnet','method_name':'none','args_base64':''";
    assertThat(query("view_access_key", key).getString("error")).contains("does not exist");
    assertThat(query("call_function", call).getString("error")).contains("MethodNotFound");
    near.structuredErrors();
    assertThat(failedQuery("view_access_key", key)).isEqualTo("UNKNOWN_ACCESS_KEY");
    assertThat(failedQuery("call_function", call)).isEqualTo("CONTRACT_EXECUTION_ERROR");
    assertThat(failedQuery("call_function", call.replace("council.testnet", "test.near")))
        .isEqualTo("NO_CONTRACT_CODE");
    assertThat(failedQuery("view_account", "'account_id':'nobody.near'"))
        .isEqualTo("UNKNOWN_ACCOUNT");
  }

  @Test
  void aContractIsViewed() throws Exception {
    JsonObject answer =
        query(
            "call_function",
            "'account_id':'council.testnet','method_name':'get_proposals','args_base64':'e30='");
    assertThat(answer.getJsonArray("result")).hasToString("[91,93]");
    assertThat(answer.getJsonArray("logs")).isEmpty();
  }

  @Test
  void aTransactionIsExecutedOnceHoweverOftenItIsSent() throws Exception {
    String signed = new Call().sign();
    JsonObject first = send(signed);
    assertThat(first.getJsonObject("result").getJsonObject("status"))
        .hasToString("{\"SuccessValue\":\"MA==\"}");
    assertThat(send(signed)).isEqualTo(first);
    assertThat(near.proposals()).hasSize(1);
    assertThat(near.transactions()).isEqualTo(1);
  }

  @Test
  void aNonceIsTakenOnceAndNotTooFarAhead() throws Exception {
    send(new Call().sign());
    assertThat(flaw(new Call().args("{}").sign()))
        .startsWith("{\"InvalidNonce\":{\"tx_nonce\":131");
    assertThat(flaw(new Call().nonce(new BigInteger("999999999999999999")).sign()))
        .startsWith("{\"NonceTooLarge\"");
    assertThat(flaw(new Call().nonce(FIRST.add(BigInteger.TEN)).sign())).isEmpty();
    assertThat(flaw(new Call().nonce(FIRST.add(BigInteger.ONE)).sign()))
        .startsWith("{\"InvalidNonce\"");
  }

  @Test
  void aBlockThatIsUnknownOrTooOldIsRefused() throws Exception {
    Call call = new Call();
    assertThat(flaw(call.block("244ZQ9cgj3CQ6bWBdytfrJMuMQ1jdXLFGnr4HhvtCTnM").sign()))
        .isEqualTo("\"Expired\"");
    String signed = new Call().sign();
    near.passBlocks(86_401);
    assertThat(flaw(signed)).isEqualTo("\"Expired\"");
  }

  @Test
  void aSignatureOfAnotherKeyIsRefused() throws Exception {
    byte[] bytes = Base64.getDecoder().decode(new Call().sign());
    bytes[bytes.length - 1] ^= 1;
    assertThat(flaw(Base64.getEncoder().encodeToString(bytes))).isEqualTo("\"InvalidSignature\"");
  }

  @Test
  void whatTheAccountOrTheKeyMayNotIsRefused() throws Exception {
    assertThat(flaw(new Call().signer("nobody.near").sign())).startsWith("{\"SignerDoesNotExist\"");
    assertThat(flaw(new Call().signer(FakeNear.LIMITED).sign())).contains("AccessKeyNotFound");
    assertThat(flaw(new Call().deposit(BigInteger.TEN.pow(29)).sign()))
        .startsWith("{\"NotEnoughBalance\"");
    assertThat(flaw(new Call().gas(BigInteger.ZERO).sign()))
        .contains("FunctionCallZeroAttachedGas");
    assertThat(flaw(new Call().gas(GAS.multiply(BigInteger.TEN)).sign()))
        .contains("TotalPrepaidGasExceeded");
  }

  @ParameterizedTest
  @CsvSource({
    "council.testnet, add_proposal, 1, DepositWithFunctionCall",
    "test.near, add_proposal, 0, ReceiverMismatch",
    "council.testnet, act_proposal, 0, MethodNameMismatch"
  })
  void aLimitedKeyIsLimited(String receiver, String method, int deposit, String flaw)
      throws Exception {
    Call call = new Call().signer(FakeNear.LIMITED).receiver(receiver).method(method);
    call.seed = LIMITED_SEED;
    assertThat(flaw(call.deposit(BigInteger.valueOf(deposit)).sign())).contains(flaw);
  }

  @Test
  void aPanicIsOnTheChain() throws Exception {
    JsonObject answer = send(new Call().deposit(BigInteger.ONE).sign());
    assertThat(answer.getJsonObject("result").getJsonObject("status").toString())
        .contains("Failure", "FunctionCallError", "ERR_MIN_BOND");
    assertThat(near.proposals()).isEmpty();
    assertThat(near.transactions()).isEqualTo(1);
  }

  @Test
  void anUnknownTransactionIsToldAtOnceOrNotInTime() throws Exception {
    String tx = "{'tx_hash':'%s','sender_account_id':'test.near','wait_until':'%s'}";
    String hash = FakeTransaction.read(Base64.getDecoder().decode(SIGNED_BY_NEAR_API_JS)).hash();
    assertThat(cause(rpc("tx", tx.formatted(hash, "NONE")))).isEqualTo("UNKNOWN_TRANSACTION");
    assertThat(cause(rpc("tx", tx.formatted(hash, "FINAL")))).isEqualTo("TIMEOUT_ERROR");
    String known =
        send(new Call().sign())
            .getJsonObject("result")
            .getJsonObject("transaction")
            .getString("hash");
    assertThat(rpc("tx", tx.formatted(known, "NONE")).getJsonObject("result"))
        .containsKey("transaction_outcome");
    assertThat(cause(rpc("tx", tx.formatted(known, "NONE").replace("test.near", "bo.near"))))
        .isEqualTo("UNKNOWN_TRANSACTION");
  }

  @Test
  void troubleIsHadWithTransactions() throws Exception {
    near.trouble(
        Trouble.LOST, Trouble.UNANSWERED, Trouble.TIMEOUT, Trouble.FORGOTTEN, Trouble.LATE);
    String first = new Call().sign();
    assertThatIOException().isThrownBy(() -> send(first));
    assertThat(near.transactions()).isZero();
    assertThatIOException().isThrownBy(() -> send(first));
    assertThat(near.transactions()).isEqualTo(1);
    assertThat(cause(send(new Call().nonce(FIRST.add(BigInteger.ONE)).sign())))
        .isEqualTo("TIMEOUT_ERROR");
    assertThat(near.transactions()).isEqualTo(2);
    String later = new Call().nonce(FIRST.add(BigInteger.TWO)).sign();
    assertThat(cause(send(later))).isEqualTo("TIMEOUT_ERROR");
    assertThat(near.letThrough()).isZero();
    assertThat(cause(send(later))).isEqualTo("TIMEOUT_ERROR");
    assertThat(near.transactions()).isEqualTo(2);
    assertThat(near.letThrough()).isEqualTo(1);
    assertThat(near.transactions()).isEqualTo(3);
    near.trouble(Trouble.OVERTAKEN);
    assertThat(flaw(new Call().nonce(FIRST.add(BigInteger.valueOf(3))).sign()))
        .startsWith("{\"InvalidNonce\"");
  }

  @Test
  void aNewNonceIsFinalTwoBlocksLater() throws Exception {
    String key = "'account_id':'test.near','public_key':'" + FakeNear.PUBLIC + "'";
    send(new Call().sign());
    assertThat(query("view_access_key", key).getJsonNumber("nonce").bigIntegerValue())
        .isLessThan(FIRST);
    query("view_access_key", key);
    assertThat(query("view_access_key", key).getJsonNumber("nonce").bigIntegerValue())
        .isEqualTo(FIRST);
  }

  @Test
  void peopleActByTheControlApi() throws Exception {
    send(new Call().sign());
    assertThat(control("act", "{\"id\":0,\"approve\":true}").statusCode()).isEqualTo(200);
    assertThat(near.proposals().get(0).getString("status")).isEqualTo("Approved");
    assertThat(control("act", "{\"id\":0,\"approve\":true}").statusCode()).isEqualTo(400);
    assertThat(control("use-key", "{}").statusCode()).isEqualTo(200);
    assertThat(control("trouble", "{\"next\":[\"late\"]}").statusCode()).isEqualTo(200);
    assertThat(cause(send(new Call().nonce(FIRST.add(BigInteger.TWO)).sign())))
        .isEqualTo("TIMEOUT_ERROR");
    assertThat(control("let-through", "").body()).isEqualTo("{\"executed\":1}");
    assertThat(control("proposals", "").body()).contains("\"transactions\":2");
    assertThat(control("dance", "").statusCode()).isEqualTo(400);
  }

  private static final String LIMITED_SEED = seedOf(FakeNear.LIMITED_SECRET);

  private static String seedOf(String secret) {
    byte[] both = FakeBase58.decode(secret.substring("ed25519:".length()), 64);
    return HexFormat.of().formatHex(both, 0, 32);
  }

  /** A call of the contract, signed by code of its own. */
  private final class Call {
    private String seed = seedOf(FakeNear.SECRET);
    private String signer = FakeNear.ACCOUNT;
    private BigInteger nonce = FIRST;
    private String receiver = FakeNear.CONTRACT;
    private String block;
    private String method = "add_proposal";
    private String args = ADD;
    private BigInteger gas = GAS;
    private BigInteger deposit = GAS;

    Call signer(String other) {
      signer = other;
      return this;
    }

    Call nonce(BigInteger other) {
      nonce = other;
      return this;
    }

    Call receiver(String other) {
      receiver = other;
      return this;
    }

    Call block(String other) {
      block = other;
      return this;
    }

    Call method(String other) {
      method = other;
      return this;
    }

    Call args(String other) {
      args = other;
      return this;
    }

    Call gas(BigInteger other) {
      gas = other;
      return this;
    }

    Call deposit(BigInteger other) {
      deposit = other;
      return this;
    }

    String sign() throws Exception {
      if (block == null) {
        block =
            rpc("block", "{'finality':'final'}")
                .getJsonObject("result")
                .getJsonObject("header")
                .getString("hash");
      }
      String publicKey = seed.equals(LIMITED_SEED) ? FakeNear.LIMITED_PUBLIC : FakeNear.PUBLIC;
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      text(out, signer);
      out.write(0);
      out.writeBytes(FakeBase58.decode(publicKey.substring("ed25519:".length()), 32));
      number(out, nonce, 8);
      text(out, receiver);
      out.writeBytes(FakeBase58.decode(block, 32));
      number(out, BigInteger.ONE, 4);
      out.write(2);
      text(out, method);
      text(out, args);
      number(out, gas, 8);
      number(out, deposit, 16);
      byte[] signature = signature(FakeTransaction.sha256(out.toByteArray()));
      out.write(0);
      out.writeBytes(signature);
      return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private byte[] signature(byte[] hash) throws GeneralSecurityException {
      Signature signing = Signature.getInstance("Ed25519");
      signing.initSign(
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(
                      HexFormat.of().parseHex("302e020100300506032b657004220420" + seed))));
      signing.update(hash);
      return signing.sign();
    }

    private static void text(ByteArrayOutputStream out, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(out, BigInteger.valueOf(bytes.length), 4);
      out.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream out, BigInteger value, int size) {
      for (int i = 0; i < size; i++) {
        out.write(value.shiftRight(8 * i).intValue());
      }
    }
  }

  private JsonObject query(String type, String members) throws Exception {
    return rpc("query", "{'request_type':'" + type + "','finality':'final'," + members + "}")
        .getJsonObject("result");
  }

  private String failedQuery(String type, String members) throws Exception {
    return cause(
        rpc("query", "{'request_type':'" + type + "','finality':'final'," + members + "}"));
  }

  private JsonObject send(String signed) throws Exception {
    return rpc(
        "send_tx", "{'signed_tx_base64':'" + signed + "','wait_until':'EXECUTED_OPTIMISTIC'}");
  }

  /** Returns the {@code InvalidTxError} of a transaction; empty where it is executed. */
  private String flaw(String signed) throws Exception {
    JsonObject answer = send(signed);
    if (answer.containsKey("result")) {
      return "";
    }
    assertThat(cause(answer)).isEqualTo("INVALID_TRANSACTION");
    return answer.getValue("/error/data/TxExecutionError/InvalidTxError").toString();
  }

  private static String cause(JsonObject answer) {
    return answer.getJsonObject("error").getJsonObject("cause").getString("name");
  }

  private JsonObject rpc(String method, String params) throws Exception {
    String body =
        "{'jsonrpc':'2.0','id':'dontcare','method':'" + method + "','params':" + params + "}";
    return json(post(body.replace('\'', '"'), "application/json"));
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return Json.createReader(new StringReader(answer.body())).readObject();
  }

  private HttpResponse<String> post(String body, String type, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(near.url() + "/"))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  private HttpResponse<String> control(String command, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(near.url() + "/control/" + command))
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(near.url() + path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }
}
