using Akka.Actor;

namespace Transfers;

/// <summary>When a transfer counts as settled.</summary>
public enum Settlement
{
    /// <summary>As soon as the payment is on its way. This is the bug: what is on its way is in no account.</summary>
    WhenSent,

    /// <summary>When the receiving account has confirmed the payment. This is the cure.</summary>
    WhenConfirmed,
}

/// <summary>Moves money from one account to another, and tells the bank when that is settled.</summary>
public sealed class MoneyTransfer : UntypedActor
{
    public sealed record Settled;

    private readonly Bank.Transfer _order;
    private readonly IActorRef _branch;
    private readonly Settlement _settlement;

    public MoneyTransfer(Bank.Transfer order, IActorRef from, IActorRef branch, Settlement settlement)
    {
        _order = order;
        _branch = branch;
        _settlement = settlement;
        from.Tell(new Account.Withdraw(order.Amount));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Account.Refused: Settle(); break;
            case Account.Withdrawn:
                _branch.Tell(new Branch.PayIn(_order.To, _order.Amount));
                if (_settlement == Settlement.WhenSent) Settle();
                break;
            case Account.Deposited:
                if (_settlement == Settlement.WhenConfirmed) Settle();
                break;
            default: Unhandled(message); break;
        }
    }

    private static void Settle() => Context.Parent.Tell(new Settled());
}
