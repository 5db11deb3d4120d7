namespace ActorLab.Core.Verify;

/// <summary>The reasons why a check that saw no violation still does not hold.</summary>
internal static class Doubt
{
    public const string TooManyGaps = "more gaps were open at once than are kept";
    public const string TooManyProducers = "more producers came than are kept";
    public const string TooManyKeys = "more keys came than are kept";

    /// <summary>The first that applies; null if none does.</summary>
    /// <param name="cutReason">Why the stream ended early.</param>
    /// <param name="itemsSeen">How many items there were to check.</param>
    /// <param name="bound">The bound that was reached.</param>
    public static string? Of(string? cutReason, long itemsSeen, string? bound = null) =>
        cutReason ?? bound ?? (itemsSeen == 0 ? "there was no item to check" : null);
}
