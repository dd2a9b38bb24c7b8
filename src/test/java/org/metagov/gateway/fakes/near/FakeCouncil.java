package org.metagov.gateway.fakes.near;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A contract: people propose things, for a bond, and the council acts on them. */
final class FakeCouncil {
  static final BigInteger BOND = new BigInteger("100000000000000");

  private final List<JsonObject> proposals = new ArrayList<>();

  /** A call that went wrong in the contract. */
  static final class Panic extends Exception {
    private static final long serialVersionUID = 1L;

    Panic(String message) {
      super(message);
    }
  }

  List<JsonObject> proposals() {
    return List.copyOf(proposals);
  }

  /** Returns the bytes of the answer of a method that changes nothing. */
  String view(String method, String args) throws Panic {
    return switch (method) {
      case "get_proposal" -> proposal(arguments(args)).toString();
      case "get_proposals" -> {
        JsonArrayBuilder all = Json.createArrayBuilder();
        proposals.forEach(all::add);
        yield all.build().toString();
      }
      // No number of JavaScript's: a u128 as the SDK writes it, and a bare one.
      case "get_funds" ->
          "{\"amount\":\"340282366920938463463374607431768211455\",\"shares\":9007199254740993}";
      case "ping" -> "";
      case "get_raw" -> "\u0001\u0002";
      default -> throw new Panic("MethodResolveError(MethodNotFound)");
    };
  }

  /** Performs a method that changes the contract and returns the bytes of its answer. */
  String change(String signer, String method, String args, BigInteger deposit) throws Panic {
    return switch (method) {
      case "add_proposal" -> add(signer, arguments(args), deposit);
      case "act_proposal" -> {
        act(arguments(args));
        yield "";
      }
      case "get_proposal", "get_proposals", "get_funds", "ping" -> view(method, args);
      default -> throw new Panic("MethodResolveError(MethodNotFound)");
    };
  }

  void act(JsonObject args) throws Panic {
    JsonObject before = proposal(args);
    if (!before.getString("status").equals("InProgress")) {
      throw new Panic("Smart contract panicked: ERR_PROPOSAL_NOT_READY_FOR_VOTE");
    }
    proposals.set(
        args.getInt("id"),
        Json.createObjectBuilder(before)
            .add("status", args.getString("action").equals("VoteApprove") ? "Approved" : "Rejected")
            .build());
  }

  private String add(String signer, JsonObject args, BigInteger deposit) throws Panic {
    if (deposit.compareTo(BOND) < 0) {
      throw new Panic("Smart contract panicked: ERR_MIN_BOND");
    }
    if (!(args.get("proposal") instanceof JsonObject proposal)
        || !proposal.containsKey("description")) {
      throw new Panic("Smart contract panicked: missing field `description`");
    }
    proposals.add(
        Json.createObjectBuilder()
            .add("id", proposals.size())
            .add("proposer", signer)
            .add("description", proposal.get("description"))
            .add("bond", deposit.toString())
            .add("status", "InProgress")
            .build());
    return String.valueOf(proposals.size() - 1);
  }

  private JsonObject proposal(JsonObject args) throws Panic {
    int id = args.getInt("id", -1);
    if (id < 0 || id >= proposals.size()) {
      throw new Panic("Smart contract panicked: ERR_NO_PROPOSAL");
    }
    return proposals.get(id);
  }

  private static JsonObject arguments(String args) throws Panic {
    try (JsonReader in = Json.createReader(new StringReader(args))) {
      return in.readObject();
    } catch (JsonException e) {
      throw new Panic("Smart contract panicked: Failed to deserialize input from JSON.");
    }
  }
}
