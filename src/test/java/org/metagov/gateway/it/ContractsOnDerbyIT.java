package org.metagov.gateway.it;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.example.plugins.guild.Guild;
import org.example.plugins.tally.Tally;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.metagov.gateway.contract.AccessContract;
import org.metagov.gateway.contract.ActionContract;
import org.metagov.gateway.contract.AtOnceContract;
import org.metagov.gateway.contract.AuditContract;
import org.metagov.gateway.contract.AuthorizationContract;
import org.metagov.gateway.contract.BudgetContract;
import org.metagov.gateway.contract.CallbackContract;
import org.metagov.gateway.contract.CommunityContract;
import org.metagov.gateway.contract.ConsoleContract;
import org.metagov.gateway.contract.DeadOwnerContract;
import org.metagov.gateway.contract.DeliveryContract;
import org.metagov.gateway.contract.DescribeContract;
import org.metagov.gateway.contract.EndContract;
import org.metagov.gateway.contract.ErrorContract;
import org.metagov.gateway.contract.EventLogContract;
import org.metagov.gateway.contract.FaultContract;
import org.metagov.gateway.contract.FloodContract;
import org.metagov.gateway.contract.FramingContract;
import org.metagov.gateway.contract.FuzzContract;
import org.metagov.gateway.contract.IdempotencyContract;
import org.metagov.gateway.contract.IdentityContract;
import org.metagov.gateway.contract.InboxLaneContract;
import org.metagov.gateway.contract.InstancesContract;
import org.metagov.gateway.contract.KeysContract;
import org.metagov.gateway.contract.MessageFaultContract;
import org.metagov.gateway.contract.NamesContract;
import org.metagov.gateway.contract.OutageContract;
import org.metagov.gateway.contract.PathContract;
import org.metagov.gateway.contract.ProcessContract;
import org.metagov.gateway.contract.ReceiverContract;
import org.metagov.gateway.contract.ReceiverFaultContract;
import org.metagov.gateway.contract.RetentionContract;
import org.metagov.gateway.contract.SecretsContract;
import org.metagov.gateway.contract.SessionContract;
import org.metagov.gateway.contract.SignatureContract;
import org.metagov.gateway.contract.SlowSenderContract;
import org.metagov.gateway.contract.TimesContract;
import org.metagov.gateway.contract.WallsContract;
import org.metagov.gateway.contract.WebhookContract;
import org.metagov.gateway.contract.WebhookStormContract;
import org.metagov.gateway.contract.WordsContract;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Folder;
import org.metagov.gateway.testing.TestWar;

/** The contracts on the embedded database, with a third party's plugin in a jar. */
@ExtendWith(ArquillianExtension.class)
class ContractsOnDerbyIT
    implements CommunityContract,
        AtOnceContract,
        InstancesContract,
        ActionContract,
        BudgetContract,
        ErrorContract,
        PathContract,
        FramingContract,
        FuzzContract,
        IdempotencyContract,
        ProcessContract,
        WebhookContract,
        InboxLaneContract,
        EndContract,
        FloodContract,
        SlowSenderContract,
        WebhookStormContract,
        FaultContract,
        MessageFaultContract,
        DeliveryContract,
        CallbackContract,
        ReceiverContract,
        ReceiverFaultContract,
        SecretsContract,
        SignatureContract,
        EventLogContract,
        OutageContract,
        DeadOwnerContract,
        RetentionContract,
        TimesContract,
        WordsContract,
        NamesContract,
        WallsContract,
        KeysContract,
        IdentityContract,
        SessionContract,
        ConsoleContract,
        AuditContract,
        AccessContract,
        AuthorizationContract,
        DescribeContract {
  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    Folder.deleteServerData();
    return TestWar.breakable(
        TestWar.plugging(TestWar.with(Tally.class, "anything.json", "count.json"), Guild.class));
  }

  @Override
  public Api api() {
    try {
      URI found = url.toURI();
      return Api.at(URI.create("http://127.0.0.1:" + found.getPort()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<Path> written() {
    return List.of(Folder.serverData().resolve("gateway"));
  }
}
