using Akka.Actor;

namespace Transfers;

/// <summary>Takes orders for transfers, and closes its books when all of them are settled.</summary>
public sealed class Bank : UntypedActor
{
    public sealed record Transfer(int From, int To, long Amount);
    public sealed record CloseBooks;
    public sealed record BooksClosed(long Total);

    private readonly List<IActorRef> _accounts = [];
    private readonly Settlement _settlement;
    private readonly IActorRef _branch;
    private IActorRef _customer = ActorRefs.Nobody;
    private int _open;

    public Bank(int accounts, long each, Settlement settlement)
    {
        _settlement = settlement;
        for (int i = 0; i < accounts; i++) _accounts.Add(Context.ActorOf(Props.Create<Account>(each), $"account-{i}"));
        _branch = Context.ActorOf(Props.Create<Branch>(_accounts), "branch");
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Transfer order: Begin(order); break;
            case MoneyTransfer.Settled:
                _open--;
                AuditIfSettled();
                break;
            case CloseBooks:
                _customer = Sender;
                AuditIfSettled();
                break;
            case Auditor.Total(var total): _customer.Tell(new BooksClosed(total)); break;
            default: Unhandled(message); break;
        }
    }

    private void Begin(Transfer order)
    {
        _open++;
        Context.ActorOf(Props.Create<MoneyTransfer>(order, _accounts[order.From], _branch, _settlement));
    }

    private void AuditIfSettled()
    {
        if (_open > 0 || _customer.IsNobody()) return;
        Context.ActorOf(Props.Create<Auditor>(_accounts), "auditor");
    }
}
