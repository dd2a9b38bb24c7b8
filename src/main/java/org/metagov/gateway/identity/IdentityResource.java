package org.metagov.gateway.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.stream.Stream;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.access.ShownOnce;
import org.metagov.gateway.identity.IdentityBodies.AccountLink;
import org.metagov.gateway.identity.IdentityBodies.AccountRef;
import org.metagov.gateway.identity.IdentityBodies.MergedIds;
import org.metagov.gateway.identity.IdentityBodies.NewIds;
import org.metagov.gateway.identity.IdentityBodies.PassedId;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.PagePosition;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** Who is who. */
@ApplicationScoped
@Path("/api/internal/identity")
@Produces(MediaType.APPLICATION_JSON)
public class IdentityResource {
  /** Whoever sets no limit was never told of pages: that is room for most. */
  private static final int WITHOUT_LIMIT = 1_000;

  private static final int MOST_LISTED = 200;

  @Inject private Identities identities;
  @Inject private Vouching vouching;
  @Context private UriInfo uri;

  @Operation(
      id = "createMetagovIds",
      summary = "Makes Metagov ids for a community",
      takes = NewIds.class,
      status = 201,
      returns = Long.class,
      list = true,
      problems = ProblemType.CONFLICT)
  @POST
  @Path("create_id")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ACT, community = From.BODY)
  public Response create(byte[] body) {
    JsonArrayBuilder ids = JsonText.array();
    identities.create(NewIds.of(body)).forEach(ids::add);
    return Response.status(Response.Status.CREATED).entity(ids.build()).build();
  }

  @Operation(
      id = "mergeMetagovIds",
      summary = "Makes one person of those of two Metagov ids",
      description = "It cannot be undone.",
      takes = MergedIds.class,
      returns = IdentityShapes.Identity.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @POST
  @Path("merge_ids")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ADMINISTER, community = From.OBJECT)
  public JsonObject merge(byte[] body) {
    MergedIds ids = MergedIds.of(body);
    return identities.merge(ids).view(ids.primaryInstanceId());
  }

  @Operation(
      id = "linkAccount",
      summary = "Links an account on a platform to a Metagov id",
      description =
          "One that is linked to the same person already gets what is said of it now; what is left"
              + " out stays.",
      takes = AccountLink.class,
      returns = IdentityShapes.LinkedAccount.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @POST
  @Path("link_account")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ACT, community = From.BODY)
  public JsonObject link(byte[] body) {
    return identities.link(AccountLink.of(body)).view();
  }

  @Operation(
      id = "unlinkAccount",
      summary = "Unlinks an account from whoever it is linked to",
      takes = AccountRef.class,
      returns = Boolean.class,
      problems = ProblemType.NOT_FOUND)
  @POST
  @Path("unlink_account")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ACT, community = From.BODY)
  public JsonValue unlink(byte[] body) {
    identities.unlink(AccountRef.of(body));
    return JsonValue.TRUE;
  }

  @Operation(
      id = "passIdentity",
      summary = "Makes what stands for a Metagov id where its owner is sent to sign in",
      description =
          "For `metagov_id` of `/auth/{plugin}/authorize`, once and within ten minutes: so the"
              + " account by which they sign in is linked to that id.",
      takes = PassedId.class,
      status = 201,
      returns = IdentityShapes.IdentityPass.class,
      problems = ProblemType.NOT_FOUND)
  @POST
  @Path("pass")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  @ShownOnce("metagov_id")
  public Response pass(byte[] body) {
    IdentityPass pass = vouching.pass(PassedId.of(body).externalId());
    return Response.status(Response.Status.CREATED)
        .entity(
            JsonText.object()
                .add("metagov_id", pass.text())
                .add("expires_at", pass.expiresAt().toString())
                .build())
        .build();
  }

  @Operation(
      id = "getUser",
      summary = "The person of a Metagov id",
      returns = IdentityShapes.Identity.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("get_user")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject user(@QueryParam("external_id") String externalId) {
    long id = id(externalId);
    return identities.require(id).view(id);
  }

  @Operation(
      id = "getUsers",
      summary = "The persons whom a community knows, or those with such an account in it",
      description =
          "By primary id. Where there are more of them, the header `Link` names the next page.",
      returns = IdentityShapes.Identity.class,
      list = true,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("get_users")
  @Needs(scope = Scope.READ, community = From.QUERY)
  public Response users(
      @QueryParam("community") String community,
      @QueryParam("platform_type") String platformType,
      @QueryParam("community_platform_id") String place,
      @QueryParam("platform_identifier") String identifier,
      @QueryParam("link_type") String linkType,
      @QueryParam("link_quality") String linkQuality,
      @QueryParam("limit") String limit,
      @QueryParam("after") @DefaultValue("0") String after) {
    identities.requireNamed(community);
    AccountFilter filter =
        AccountFilter.ANY
            .in(community)
            .of(platformType, identifier, place)
            .linked(linkType, linkQuality);
    int most = limit == null ? WITHOUT_LIMIT : PageLimit.of(limit);
    List<Person> page = identities.page(filter, PagePosition.of("after", after), most + 1);
    JsonArrayBuilder list = JsonText.array();
    page.stream().limit(most).forEach(person -> list.add(person.view(person.primary())));
    Response.ResponseBuilder answer = Response.ok(list.build());
    if (page.size() > most) {
      answer.header("Link", next(page.get(most - 1).primary()));
    }
    return answer.build();
  }

  private String next(long after) {
    String here =
        uri.getRequestUriBuilder().replaceQueryParam("after", after).build().getRawQuery();
    return "<" + uri.getRequestUri().getRawPath() + "?" + here + ">; rel=\"next\"";
  }

  @Operation(
      id = "filterUsersByAccount",
      summary = "Those of some Metagov ids whose persons have such an account in a community",
      returns = IdentityShapes.Identity.class,
      list = true,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("filter_users_by_account")
  @Needs(scope = Scope.READ, community = From.QUERY)
  public JsonArray filter(
      @QueryParam("external_id_list") List<String> externalIds,
      @QueryParam("community") String community,
      @QueryParam("platform_type") String platformType,
      @QueryParam("community_platform_id") String place,
      @QueryParam("link_type") String linkType,
      @QueryParam("link_quality") String linkQuality) {
    identities.requireNamed(community);
    AccountFilter filter =
        AccountFilter.ANY.in(community).of(platformType, null, place).linked(linkType, linkQuality);
    JsonArrayBuilder list = JsonText.array();
    identities
        .among(ids(externalIds), filter)
        .forEach(found -> list.add(found.person().view(found.id())));
    return list.build();
  }

  @Operation(
      id = "getLinkedAccount",
      summary = "An account that the person of a Metagov id has on a platform, or `{}`",
      description = "Of several: one that is linked to this very id, and the surest of those.",
      returns = JsonObject.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("get_linked_account")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject account(
      @QueryParam("external_id") String externalId,
      @QueryParam("platform_type") String platformType,
      @QueryParam("community_platform_id") String place,
      @QueryParam("community") String community) {
    return identities
        .account(
            id(externalId), AccountFilter.ANY.in(community).of(required(platformType), null, place))
        .map(LinkedAccount::view)
        .orElse(JsonValue.EMPTY_JSON_OBJECT);
  }

  @Operation(
      id = "getLink",
      summary = "An account of whoever has another one, and how sure that is; or `{}`",
      description =
          "As sure as the weakest link on the way from the one account to the other. Of several:"
              + " the surest.",
      returns = JsonObject.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("get_link")
  @Needs(scope = Scope.READ, community = From.QUERY)
  public JsonObject pair(
      @QueryParam("community") String community,
      @QueryParam("platform_type") String platformType,
      @QueryParam("platform_identifier") String identifier,
      @QueryParam("community_platform_id") String place,
      @QueryParam("to_platform_type") String toPlatformType,
      @QueryParam("to_platform_identifier") String toIdentifier) {
    identities.requireNamed(community);
    if (identifier == null || toPlatformType == null) {
      throw new ProblemException(
          ProblemType.INVALID, "'platform_identifier' and 'to_platform_type' are required");
    }
    AccountFilter in = AccountFilter.ANY.in(community);
    return identities
        .pair(
            in.of(required(platformType), identifier, place),
            in.of(toPlatformType, toIdentifier, null))
        .map(
            pair ->
                JsonText.object()
                    .add("from", pair.from().view())
                    .add("to", pair.to().view())
                    .add("link_quality", pair.quality().wireName())
                    .build())
        .orElse(JsonValue.EMPTY_JSON_OBJECT);
  }

  @Operation(
      id = "exportPerson",
      summary = "All that is kept of the person of a Metagov id",
      returns = IdentityShapes.PersonExport.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("person/{id: \\d{1,18}}")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject export(@PathParam("id") long id) {
    return identities.requireWhole(id).export();
  }

  @Operation(
      id = "erasePerson",
      summary = "Erases the person of a Metagov id: all of their ids, and all links",
      description = "It cannot be undone.",
      status = 204,
      problems = ProblemType.NOT_FOUND)
  @DELETE
  @Path("person/{id: \\d{1,18}}")
  @Needs(scope = Scope.ADMINISTER, community = From.OBJECT)
  public void erase(@PathParam("id") long id) {
    identities.erase(id);
  }

  private static long id(String text) {
    return PagePosition.of("external_id", text == null ? "" : text);
  }

  /** By commas, or one by one; as a list of JSON, too. */
  private static List<Long> ids(List<String> texts) {
    List<String> each =
        texts.stream()
            .flatMap(text -> Stream.of(text.replaceAll("[\\[\\]\\s\"]", "").split(",")))
            .filter(text -> !text.isEmpty())
            .toList();
    if (each.isEmpty() || each.size() > MOST_LISTED) {
      throw new ProblemException(
          ProblemType.INVALID, "'external_id_list' must have 1 to " + MOST_LISTED + " numbers");
    }
    return each.stream().map(text -> PagePosition.of("external_id_list", text)).toList();
  }

  private static String required(String platformType) {
    if (platformType == null || platformType.isEmpty()) {
      throw new ProblemException(ProblemType.INVALID, "'platform_type' is required");
    }
    return platformType;
  }
}
