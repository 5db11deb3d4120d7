using ActorLab.TestKit;
using Akka.Actor;
using Xunit;

namespace Transfers.Tests;

public sealed class TransfersSpec : VirtualTimeTestKit
{
    [Seeds(1000)]
    public void The_books_show_all_the_money_with_transfers_that_are_settled_when_sent() => CheckBooks(Settlement.WhenSent);

    [Seeds(1000)]
    public void The_books_show_all_the_money_with_transfers_that_are_settled_when_confirmed() =>
        CheckBooks(Settlement.WhenConfirmed);

    private void CheckBooks(Settlement settlement)
    {
        IActorRef bank = Sys.ActorOf(Props.Create<Bank>(4, 100L, settlement), "bank");
        bank.Tell(new Bank.Transfer(0, 3, 30));
        bank.Tell(new Bank.Transfer(1, 3, 50));
        bank.Tell(new Bank.CloseBooks());
        Assert.Equal(400, ExpectMsg<Bank.BooksClosed>().Total);
    }
}
