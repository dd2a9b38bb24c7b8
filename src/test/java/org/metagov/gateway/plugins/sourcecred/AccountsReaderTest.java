package org.metagov.gateway.plugins.sourcecred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.spi.PlatformException;

class AccountsReaderTest {
  /** As SourceCred writes it, with an account that has no alias and one that has two. */
  private static final String FILE =
      """
      {"accounts":[
        {"account":{"identity":{"id":"6lG3","name":"miriam","subtype":"USER",
            "address":"N\\u0000sourcecred\\u0000core\\u0000IDENTITY\\u00006lG3\\u0000",
            "aliases":[
              {"address":"N\\u0000sourcecred\\u0000discord\\u0000MEMBER\\u0000user\\u0000140\\u0000",
               "description":"discord/miriam#1234"},
              {"description":"github/@miriam",
               "address":"N\\u0000sourcecred\\u0000github\\u0000USERLIKE\\u0000USER\\u0000mir\\u0000"}]},
          "balance":"0","paid":"0","active":true,"allocationHistory":[{"a":[1]}],
          "payoutAddresses":{},"mergedIdentityIds":[]},
         "cred":[0.1,0.4],"totalCred":0.5},
        {"cred":[],"totalCred":2,"more":{"totalCred":99},
         "account":{"identity":{"name":"ada","aliases":[]},"balance":"0"}}],
       "unclaimedAliases":[{"alias":{
          "address":"N\\u0000sourcecred\\u0000github\\u0000USERLIKE\\u0000USER\\u0000bob\\u0000",
          "description":"github/@bob"},"cred":[0,1],"totalCred":1}],
       "intervals":[{"startTimeMs":1609632000000,"endTimeMs":1610236800000}]}
      """;

  @Test
  void anAccountIsFoundByItsName() {
    assertThat(byName(read(FILE), "miriam")).contains(0.5);
    assertThat(byName(read(FILE), "ada")).contains(2.0);
    assertThat(byName(read(FILE), "Miriam")).isEmpty();
  }

  @Test
  void anAccountIsFoundByTheLastPartOfEachAliasesAddress() {
    assertThat(byId(read(FILE), "140")).contains(0.5);
    assertThat(byId(read(FILE), "mir")).contains(0.5);
    assertThat(byId(read(FILE), "user")).isEmpty();
    assertThat(byId(read(FILE), "")).isEmpty();
    assertThat(byId(read(FILE), "6lG3")).isEmpty();
  }

  @Test
  void theTotalIsThatOfAllAccounts() {
    assertThat(read(FILE).total()).isEqualTo(2.5, within(1e-9));
  }

  @Test
  void unclaimedAliasesDoNotCount() {
    assertThat(byId(read(FILE), "bob")).isEmpty();
    assertThat(byName(read(FILE), "bob")).isEmpty();
  }

  @Test
  void theFirstAccountOfANameOrIdCounts() {
    Accounts accounts =
        read("{'accounts':[" + account("a", "1", 1) + "," + account("a", "1", 2) + "]}");
    assertThat(byName(accounts, "a")).contains(1.0);
    assertThat(byId(accounts, "1")).contains(1.0);
    assertThat(accounts.total()).isEqualTo(3);
  }

  @Test
  void ofNameAndIdTheEarlierAccountCounts() {
    Accounts accounts =
        read("{'accounts':[" + account("a", "1", 1) + "," + account("b", "2", 2) + "]}");
    assertThat(accounts.credOf(Optional.of("a"), Optional.of("2"))).contains(1.0);
    assertThat(accounts.credOf(Optional.of("b"), Optional.of("1"))).contains(1.0);
    assertThat(accounts.credOf(Optional.of("b"), Optional.of("none"))).contains(2.0);
    assertThat(accounts.credOf(Optional.of("none"), Optional.of("2"))).contains(2.0);
    assertThat(accounts.credOf(Optional.empty(), Optional.empty())).isEmpty();
  }

  @Test
  void anInstanceMayHaveNoAccounts() {
    Accounts accounts = read("{'unclaimedAliases':[],'accounts':[]}");
    assertThat(accounts.total()).isZero();
    assertThat(byName(accounts, "a")).isEmpty();
  }

  /**
   * In the shape of a file of 2021, with numbers that JavaScript could not write, and with what
   * hands and other programs leave in such a file.
   */
  @Test
  void whatCannotBeUsedIsSkippedAndCounted() throws IOException {
    Accounts accounts;
    try (InputStream in = getClass().getResourceAsStream("accounts.json")) {
      accounts = AccountsReader.read(in);
    }
    assertThat(byName(accounts, "mira")).contains(12.5);
    assertThat(byId(accounts, "ole")).contains(0.25);
    assertThat(byName(accounts, "wren")).isEmpty();
    assertThat(accounts.total()).isEqualTo(12.75);
    assertThat(accounts.skipped()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "null",
        "[{'totalCred':1}]",
        "{}",
        "{'totalCred':'1'}",
        "{'totalCred':null}",
        "{'totalCred':[1]}",
        "{'totalCred':1e999}",
        "{'account':[],'totalCred':1}",
        "{'account':{'identity':'a'},'totalCred':1}",
        "{'account':{'identity':{'name':5}},'totalCred':1}",
        "{'account':{'identity':{'name':{'a':[{}]}}},'totalCred':1}",
        "{'account':{'identity':{'aliases':{}}},'totalCred':1}"
      })
  void aBadAccountSpoilsNoOther(String bad) {
    Accounts accounts =
        read(
            "{'accounts':[" + account("a", "1", 1) + "," + bad + "," + account("b", "2", 2) + "]}");
    assertThat(accounts.total()).isEqualTo(3);
    assertThat(byName(accounts, "b")).contains(2.0);
    assertThat(accounts.skipped()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'a'", "null", "{'address':5}", "{'address':null}", "{'address':'N'}"})
  void aBadAliasSpoilsNoOther(String bad) {
    Accounts accounts =
        read(
            ("{'accounts':[{'account':{'identity':{'name':'a','aliases':[%s,"
                    + "{'address':'N\\u00001\\u0000'}]}},'totalCred':1}]}")
                .formatted(bad));
    assertThat(byName(accounts, "a")).contains(1.0);
    assertThat(byId(accounts, "1")).contains(1.0);
    assertThat(accounts.skipped()).isEqualTo(1);
  }

  @Test
  void anAccountWithoutAnIdentityCountsForTheTotal() {
    Accounts accounts =
        read("{'accounts':[{'totalCred':1},{'account':{'identity':null},'totalCred':2}]}");
    assertThat(accounts.total()).isEqualTo(3);
    assertThat(accounts.skipped()).isZero();
  }

  @Test
  void anAddressOfOnePartHasNoId() {
    Accounts accounts = read("{'accounts':[" + account("a", "1", 1).replace("\\u0000", "") + "]}");
    assertThat(accounts.byId()).isEmpty();
  }

  @Test
  void aFileBeyondTheParsersLimitsIsRefused() {
    assertRefused("{'more':" + "[".repeat(50_000));
    assertRefused("{'accounts':[" + "[".repeat(50_000));
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aTruncatedFileIsRefusedWhereverItEnds() {
    String file = FILE.strip();
    for (int end = 0; end < file.length(); end++) {
      assertRefused(file.substring(0, end));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "5", "<html>", "{'accounts':{}}", "{'accounts':null}", "{'accounts':'a'}"})
  void aFileOfAnotherShapeIsRefused(String file) {
    assertRefused(file);
  }

  @Test
  void aFileWithoutAccountsIsRefused() {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> read("{'intervals':[]}"))
        .withMessage("output/accounts.json has no accounts");
  }

  private static void assertRefused(String file) {
    assertThatExceptionOfType(PlatformException.class)
        .as(file)
        .isThrownBy(() -> read(file))
        .withMessageStartingWith("output/accounts.json");
  }

  private static String account(String name, String id, int cred) {
    return ("{'account':{'identity':{'name':'%s','aliases':[{'address':'N\\u0000%s\\u0000'}]}},"
            + "'totalCred':%d}")
        .formatted(name, id, cred);
  }

  private static Optional<Double> byName(Accounts accounts, String name) {
    return accounts.credOf(Optional.of(name), Optional.empty());
  }

  private static Optional<Double> byId(Accounts accounts, String id) {
    return accounts.credOf(Optional.empty(), Optional.of(id));
  }

  private static Accounts read(String file) {
    return AccountsReader.read(
        new ByteArrayInputStream(file.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }
}
