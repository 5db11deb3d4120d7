using Akka.Actor;

namespace Transfers;

/// <summary>Knows the accounts of one branch; payments into them come in here.</summary>
public sealed class Branch(IReadOnlyList<IActorRef> accounts) : UntypedActor
{
    public sealed record PayIn(int Account, long Amount);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PayIn(var account, var amount): accounts[account].Forward(new Account.Deposit(amount)); break;
            default: Unhandled(message); break;
        }
    }
}
