using Akka.Actor;

namespace Transfers;

/// <summary>The transfers of the tests on real threads and the real clock.</summary>
public static class RealRuns
{
    private const int Accounts = 4;
    private const long Each = 100;

    // As it is deployed: one small container, one thread. It takes ready actors in their order, so that what is paid in comes
    // before the audit.
    private const string Settings = """
        akka.loglevel = WARNING
        akka.actor.default-dispatcher {
          type = ForkJoinDispatcher
          dedicated-thread-pool.thread-count = 1
        }
        """;

    /// <returns>In how many of the runs the books did not show the money that was there at the beginning.</returns>
    public static async Task<int> CountWrong(int runs, Settlement settlement)
    {
        using ActorSystem system = ActorSystem.Create("transfers", Settings);
        int wrong = 0;
        for (int i = 0; i < runs; i++)
        {
            IActorRef bank = system.ActorOf(Props.Create<Bank>(Accounts, Each, settlement));
            bank.Tell(new Bank.Transfer(0, 3, 30));
            bank.Tell(new Bank.Transfer(1, 3, 50));
            Bank.BooksClosed books = await bank.Ask<Bank.BooksClosed>(new Bank.CloseBooks(), TimeSpan.FromMinutes(1));
            if (books.Total != Accounts * Each) wrong++;
            system.Stop(bank);
        }

        await system.Terminate();
        return wrong;
    }
}
