namespace ActorLab.Core.Verify;

/// <summary>One check, as a user may choose it.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Needs">What the evidence must have for it.</param>
/// <param name="IsViolatedWhen">The rest of a sentence: "… is violated when".</param>
public sealed record CheckDescription(string Name, CheckNeeds Needs, string IsViolatedWhen);

/// <summary>What a check looks at.</summary>
[Flags]
public enum CheckNeeds
{
    None = 0,

    /// <summary>An input whose lines the output should have.</summary>
    Input = 1,

    /// <summary>Numbers of items, or an input that gives them.</summary>
    Sequence = 2,

    /// <summary>A stream of one producer.</summary>
    OneProducer = 4,
    Producer = 8,
    Key = 16,
    Time = 32,
    Checksum = 64,
    Announcement = 128,
    Clock = 256,

    /// <summary>The history of a queue.</summary>
    History = 512,
}
