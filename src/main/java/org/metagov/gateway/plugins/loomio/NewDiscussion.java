package org.metagov.gateway.plugins.loomio;

import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Name;

/** A discussion to open. */
public record NewDiscussion(
    @Doc("Title of the discussion") String title,
    @Doc("Key or handle of the subgroup to create the discussion in") Optional<String> subgroup,
    @Doc("Context for the discussion") Optional<String> description,
    @Doc("The format of description") Optional<NewPoll.TextFormat> descriptionFormat,
    @Doc("Whether only the group sees it; has to fit the group's own setting") @Name("private")
        Optional<Boolean> isPrivate,
    @Doc("'group': the whole group is notified") Optional<String> recipientAudience,
    @Doc("Ids of users to notify or invite") Optional<List<String>> recipientUserIds,
    @Doc("Email addresses of people to invite") Optional<List<String>> recipientEmails,
    @Doc("Message in the invitation") Optional<String> recipientMessage) {
  /** Returns what both APIs are sent of it. */
  Form form() {
    return new Form()
        .set("title", title)
        .set("description", description)
        .set("description_format", descriptionFormat.map(NewPoll.TextFormat::wireName))
        .set("private", isPrivate)
        .set("recipient_audience", recipientAudience)
        .list("recipient_user_ids", recipientUserIds)
        .list("recipient_emails", recipientEmails)
        .set("recipient_message", recipientMessage);
  }
}
