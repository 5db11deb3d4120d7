using ActorLab.Hocon.Parsing;

namespace ActorLab.Hocon.Resolving;

/// <summary>A place in the document that has a value, known only as far as somebody asked.</summary>
/// <remarks>A field that was assigned several times is a stack of cells, each on top of what it overrides. A substitution that comes back to a cell whose own layer is being evaluated looks at the cell below:
/// that is all there is to "looking back".</remarks>
/// <param name="layer">What was assigned here.</param>
/// <param name="below">What it overrides or is merged with, or null.</param>
/// <param name="home">The cell in whose layer this one's stands, or null.</param>
internal sealed class Cell(HoconValue layer, Cell? below, Cell? home)
{
    public HoconValue Layer => layer;

    public Cell? Below => below;

    public Cell? Home => home;

    /// <summary>The substitution through which the layer came here from elsewhere, or null.</summary>
    public HoconValue? Use { get; init; }

    /// <summary>The same of the cells below.</summary>
    public HoconValue? UseBelow { get; init; }

    /// <summary>What the layer alone comes to.</summary>
    public Shape? LayerShape { get; set; }

    /// <summary>What the layer and all below come to.</summary>
    public Shape? Shape { get; set; }

    /// <summary>Whether somebody further up is waiting for this layer.</summary>
    public bool Evaluating { get; set; }

    /// <summary>Whether the whole layer counts as self-referential, so that whatever in it refers to the cell means the one below.</summary>
    public bool LooksBack => layer is Concatenation or Append;

    /// <summary>A cell, or a stack of them, for what a field was assigned.</summary>
    public static Cell For(HoconValue assigned, Cell? home, Cell? below = null)
    {
        if (assigned is not FieldStack stack) return new Cell(assigned, below, home);
        foreach (HoconValue layer in stack.Layers) below = new Cell(layer, below, home);
        return below!;
    }
}
