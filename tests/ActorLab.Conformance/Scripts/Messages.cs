namespace ActorLab.Conformance.Scripts;

public sealed record Number(int Value) : IMessage;

/// <summary>Is about the item of that number.</summary>
public sealed record Piece(long Item) : IItemMessage;

public sealed record Text(string Value) : IMessage;

/// <summary>Makes a script do something when the test wants it done.</summary>
public sealed record Go : IMessage
{
    public static readonly Go Instance = new();
}

/// <summary>The <paramref name="Index"/>-th message (from 0) of a numbered sender.</summary>
public sealed record FromSender(int Sender, int Index) : IMessage;

/// <summary>Makes the actor that handles it throw <see cref="Cause"/>.</summary>
public sealed record Poison(Exception Cause) : IMessage;

/// <summary>What scripts and bodies throw on purpose.</summary>
public sealed class PlannedFailureException(string message) : Exception(message);
