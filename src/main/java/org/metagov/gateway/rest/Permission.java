package org.metagov.gateway.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.reflect.Method;
import java.util.Optional;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/**
 * Compares what a route {@link Needs} with what a caller may. Whatever a key does not see is
 * answered as if it were not there.
 */
@ApplicationScoped
public class Permission {
  @Inject private Sight sight;
  @EJB private CommunityService communities;

  /**
   * Lets {@code caller} call {@code route}, as far as that can be told from the request alone.
   *
   * @throws ProblemException 403 where its key is not for that, 400 or 404 where it does not see
   *     the community
   */
  public void require(Caller caller, Method route, ContainerRequestContext request) {
    Needs needs = route.getAnnotation(Needs.class);
    if (needs == null) {
      // A test finds it before: nobody with a key of a narrower kind gets in by an oversight.
      if (caller.kind() == Caller.Kind.DRIVER_KEY) {
        throw new ProblemException(ProblemType.FORBIDDEN, "No driver key is for this");
      }
      return;
    }
    if (!caller.scope().covers(needs.scope())) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "This takes a key with the scope '%s'; yours has '%s'"
              .formatted(needs.scope().wireName(), caller.scope().wireName()));
    }
    if (caller.limit().isPresent()) {
      requireCommunity(needs.community(), request);
    }
  }

  private void requireCommunity(Needs.From from, ContainerRequestContext request) {
    switch (from) {
      case HEADER -> header(request.getHeaderString(CommunityHeader.NAME));
      case PATH -> path(request, false);
      case NEW_OR_PATH -> path(request, true);
      case QUERY -> query(request.getUriInfo().getQueryParameters().getFirst("community"));
      case SERVER ->
          throw new ProblemException(
              ProblemType.FORBIDDEN, "This takes a key that sees all communities");
      case BODY, OBJECT, LIST, NEW, NONE -> {
        // Theirs is to look at what they have loaded, or there is nothing to be kept from.
      }
    }
  }

  /** Where it is missing, the route says so. */
  private void header(String community) {
    if (community != null && !community.isBlank() && !sight.of(community)) {
      throw new ProblemException(ProblemType.INVALID, CommunityService.notFound(community));
    }
  }

  private void path(ContainerRequestContext request, boolean mayBeNew) {
    String community = request.getUriInfo().getPathParameters().getFirst("community");
    if (!sight.of(community) && !(mayBeNew && communities.find(community).isEmpty())) {
      throw new ProblemException(ProblemType.NOT_FOUND, CommunityService.notFound(community));
    }
  }

  private void query(String community) {
    if (Optional.ofNullable(community).orElse("").isEmpty()) {
      throw new ProblemException(ProblemType.INVALID, "'community' is required");
    }
    if (!sight.of(community)) {
      throw new ProblemException(ProblemType.NOT_FOUND, CommunityService.notFound(community));
    }
  }
}
