namespace ActorLab.Core.Verify;

/// <summary>One number that a check counted or computed.</summary>
/// <param name="Name">Stable, in camel case: <c>maxExtent</c>.</param>
/// <param name="Value">Counts are whole; ratios are rounded to 15 digits.</param>
public sealed record CheckFigure(string Name, decimal Value)
{
    /// <summary>A ratio of counts; 0 when there is nothing to divide by.</summary>
    public static CheckFigure Ratio(string name, decimal part, decimal whole) => new(name, whole == 0 ? 0 : Math.Round(part / whole, 15));
}
