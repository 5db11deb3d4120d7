namespace ActorLab.Core.Verify;

/// <summary>Names what a figure is counted out of, so that checks of one verdict whose totals differ say why.</summary>
internal static class Counted
{
    /// <param name="different">How many, repeated ones counted once.</param>
    /// <param name="all">How many there are with those that came again.</param>
    /// <param name="things">What they are, in the plural.</param>
    public static string Different(long different, long all, string things) =>
        different == all ? $"{different} {things}" : $"{different} different {things}";
}
