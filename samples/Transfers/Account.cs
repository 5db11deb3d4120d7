using Akka.Actor;

namespace Transfers;

/// <summary>Keeps the money of one customer.</summary>
public sealed class Account(long balance) : UntypedActor
{
    public sealed record Withdraw(long Amount);
    public sealed record Withdrawn;
    public sealed record Refused;
    public sealed record Deposit(long Amount);
    public sealed record Deposited;
    public sealed record GetBalance;
    public sealed record Balance(long Amount);

    private long _balance = balance;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Withdraw(var amount) when amount > _balance: Sender.Tell(new Refused()); break;
            case Withdraw(var amount):
                _balance -= amount;
                Sender.Tell(new Withdrawn());
                break;
            case Deposit(var amount):
                _balance += amount;
                Sender.Tell(new Deposited());
                break;
            case GetBalance: Sender.Tell(new Balance(_balance)); break;
            default: Unhandled(message); break;
        }
    }
}
