package org.metagov.gateway.audit;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.audit.AuditChainService.Ends;
import org.metagov.gateway.audit.AuditVerification.Kept;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.PagePosition;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** Who did what, for whoever administers the server. */
@ApplicationScoped
@Path("/api/internal/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
  private static final String LINES = "application/x-ndjson";
  private static final int AT_ONCE = 500;

  @EJB private AuditChainService chain;
  @Inject private AuditVerification verification;

  @Operation(
      id = "listAuditEntries",
      summary = "A page of who did what",
      returns = AuditShapes.Page.class)
  @GET
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  public JsonObject page(
      @QueryParam("community") String community,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("0") String after) {
    long from = PagePosition.of("after", after);
    Ends ends = chain.ends();
    List<ChainedEntry> page =
        chain.after(from, PageLimit.of(limit), Optional.ofNullable(community));
    var list = JsonText.array();
    page.forEach(entry -> list.add(entry.view()));
    return JsonText.object()
        .add("entries", list)
        .add("next", page.isEmpty() ? from : page.get(page.size() - 1).seq())
        .add("head", JsonText.object().add("seq", ends.seq()).add("mac", ends.mac()))
        .build();
  }

  @Operation(
      id = "verifyAudit",
      summary = "Whether nothing of it was changed or taken out",
      description =
          "With `seq` and `mac`, a head that was told earlier: whether it still is what it was.",
      returns = AuditShapes.Finding.class)
  @GET
  @Path("verify")
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  public JsonObject verify(@QueryParam("seq") String seq, @QueryParam("mac") String mac) {
    if ((seq == null) != (mac == null)) {
      throw new ProblemException(ProblemType.INVALID, "'seq' and 'mac' go together");
    }
    return verification
        .verify(Optional.ofNullable(seq).map(n -> new Kept(PagePosition.of("seq", n), mac)))
        .view();
  }

  @Operation(id = "exportAudit", summary = "All of it, an entry in each line", type = LINES)
  @GET
  @Path("export")
  @Produces(LINES)
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  public Response export(
      @QueryParam("community") String community,
      @QueryParam("after") @DefaultValue("0") String after) {
    long from = PagePosition.of("after", after);
    StreamingOutput lines = out -> write(from, Optional.ofNullable(community), out);
    return Response.ok(lines).type(LINES).build();
  }

  private void write(long after, Optional<String> community, OutputStream out) throws IOException {
    long reached = after;
    List<ChainedEntry> some = chain.after(reached, AT_ONCE, community);
    while (!some.isEmpty()) {
      for (ChainedEntry entry : some) {
        out.write((JsonText.write(entry.view()) + "\n").getBytes(StandardCharsets.UTF_8));
        reached = entry.seq();
      }
      some = chain.after(reached, AT_ONCE, community);
    }
  }
}
