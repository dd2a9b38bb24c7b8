package org.metagov.gateway.plugins.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The transactions of near-api-js's tests, and one that was made with it. */
class TransactionTest {
  private static final String BLOCK = "244ZQ9cgj3CQ6bWBdytfrJMuMQ1jdXLFGnr4HhvtCTnM";
  private static final String SECRET =
      "ed25519:2wyRcSwSuHtRVmkMCGjPwnzZmQLeXLzLLyED1NDMt4BjnKgQL6tF85yBx6Jr26D2dUNeC716RBoTxntVHsegogYw";
  private static final String PUBLIC = "ed25519:22skMptHjFWNyuEWY22ftn2AbLPSYpmYwGJRGwpNHbTV";
  private static final BigInteger GAS = new BigInteger("100000000000000");
  private static final FunctionCall ADD_PROPOSAL =
      new FunctionCall(
          "add_proposal",
          "{\"proposal\":{\"description\":\"pay me\",\"kind\":{\"type\":\"Payout\",\"amount\":\"100\"},"
              + "\"target\":\"dev.mashton.testnet\"}}",
          GAS,
          GAS);

  @Test
  void aFunctionCallIsSignedAsNearApiJsSignsIt() {
    Transaction tx =
        new Transaction("test.near", PUBLIC, BigInteger.TWO, "whatever.near", BLOCK, ADD_PROPOSAL);
    assertThat(hex(tx.toBytes()))
        .isEqualTo(
            "09000000746573742e6e656172000f56a5f028dfc089ec7c39c1183b321b4d8f89ba5bec9e1762803cc2491f"
                + "6ef802000000000000000d00000077686174657665722e6e6561720fa473fd26901df296be6adc4cc4df34"
                + "d040efa2435224b6986910e630c2fef601000000020c0000006164645f70726f706f73616c6c0000007b22"
                + "70726f706f73616c223a7b226465736372697074696f6e223a22706179206d65222c226b696e64223a7b22"
                + "74797065223a225061796f7574222c22616d6f756e74223a22313030227d2c22746172676574223a226465"
                + "762e6d617368746f6e2e746573746e6574227d7d00407a10f35a000000407a10f35a000000000000000000"
                + "00");
    assertThat(tx.id()).isEqualTo("HfFn7R48zPCvyLhkzTASgdHiQEedP6quGZTwoyCJRKkC");
    NearKey key = NearKey.parse(SECRET);
    assertThat(key.publicKey()).isEqualTo(PUBLIC);
    assertThat(tx.signed(key))
        .isEqualTo(
            "CQAAAHRlc3QubmVhcgAPVqXwKN/Aiex8OcEYOzIbTY+JulvsnhdigDzCSR9u+AIAAAAAAAAADQAAAHdoYXRldmVy"
                + "Lm5lYXIPpHP9JpAd8pa+atxMxN800EDvokNSJLaYaRDmMML+9gEAAAACDAAAAGFkZF9wcm9wb3NhbGwAAAB7"
                + "InByb3Bvc2FsIjp7ImRlc2NyaXB0aW9uIjoicGF5IG1lIiwia2luZCI6eyJ0eXBlIjoiUGF5b3V0IiwiYW1v"
                + "dW50IjoiMTAwIn0sInRhcmdldCI6ImRldi5tYXNodG9uLnRlc3RuZXQifX0AQHoQ81oAAABAehDzWgAAAAAA"
                + "AAAAAAAA6iZqHoynzoOhpqJdm88KiUg85dKAka5UwKA3SxiFiyEzq5jqnckysKPk8NW8ZDm9rNS9uYWE6UoM"
                + "jki8hVFfCA==");
  }

  @Test
  void itsHeadIsThatOfTheTransferOfNearApiJs() {
    Transaction tx =
        new Transaction(
            "test.near",
            "ed25519:Anu7LYDfpLtkP7E16LT9imXF694BdQaa9ufVkQiwTQxC",
            BigInteger.ONE,
            "whatever.near",
            BLOCK,
            ADD_PROPOSAL);
    assertThat(hex(tx.toBytes()))
        .startsWith(
            "09000000746573742e6e65617200917b3d268d4b58f7fec1b150bd68d69be3ee5d4cc39855e341538465bb77"
                + "860d01000000000000000d00000077686174657665722e6e6561720fa473fd26901df296be6adc4cc4df34"
                + "d040efa2435224b6986910e630c2fef601000000");
  }

  /** The call among eight actions of one transaction: its variant, method, arguments, numbers. */
  @Test
  void aCallIsWrittenAsInTheTransactionOfManyActionsOfNearApiJs() {
    Borsh out = new Borsh();
    new FunctionCall(
            "qqq", "\u0001\u0002\u0003", BigInteger.valueOf(1_000), BigInteger.valueOf(1_000_000))
        .write(out);
    assertThat(hex(out.toBytes()))
        .isEqualTo(
            "020300000071717103000000010203e80300000000000040420f00000000000000000000000000");
  }

  @Test
  void theLargestNumbersAreWrittenWhole() {
    Borsh out = new Borsh();
    BigInteger u64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    BigInteger u128 = BigInteger.TWO.pow(128).subtract(BigInteger.TEN);
    new FunctionCall("m", "{}", u64, u128).write(out);
    assertThat(hex(out.toBytes()))
        .isEqualTo("02010000006d020000007b7d" + "f".repeat(16) + "f6" + "f".repeat(30));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
