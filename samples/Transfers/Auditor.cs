using Akka.Actor;

namespace Transfers;

/// <summary>Adds up what is in all accounts, one after the other.</summary>
public sealed class Auditor : UntypedActor
{
    public sealed record Total(long Amount);

    private readonly IReadOnlyList<IActorRef> _accounts;
    private long _sum;
    private int _counted;

    public Auditor(IReadOnlyList<IActorRef> accounts)
    {
        _accounts = accounts;
        AskNext();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Account.Balance(var amount):
                _sum += amount;
                _counted++;
                AskNext();
                break;
            default: Unhandled(message); break;
        }
    }

    private void AskNext()
    {
        if (_counted < _accounts.Count) _accounts[_counted].Tell(new Account.GetBalance());
        else Context.Parent.Tell(new Total(_sum));
    }
}
