using ActorLab.Core.Actors;
using ActorLab.Wire;

namespace ActorLab.Nodes.Engine;

/// <summary>How an <see cref="ActorId"/> and an address between nodes hold the same: 11 bits for the node, 12 for the life of the node that chose the number, 40 for a count.</summary>
/// <remarks>The life is part of the number, so that a node that was started again never gives an address a second time. The root's own actors have the numbers of a run without nodes.</remarks>
internal static class ActorNumbers
{
    public const int MaxNodes = (1 << 11) - 1;
    public const int MaxLives = (1 << 12) - 2;

    private const int PlacedLife = MaxLives + 1;
    private const int NodeShift = 52;
    private const int LifeShift = 40;

    /// <summary>The outside of the run.</summary>
    public static readonly NodeActorId Outside = new(0, 0);

    public static ActorId IdOf(NodeActorId address) => new(((long)address.Node << NodeShift) | address.Number);

    public static NodeActorId AddressOf(ActorId id) => new((int)(id.Value >> NodeShift), id.Value & ((1L << NodeShift) - 1));

    /// <summary>The id before those of the actors that a member of that index spawns in that life; lives count from 0.</summary>
    public static long FirstOf(int node, int life) => ((long)node << NodeShift) | ((long)life << LifeShift);

    /// <summary>The address of the <paramref name="count"/>-th actor that the root places on a node.</summary>
    public static NodeActorId Placed(int node, long count) => new(node, ((long)PlacedLife << LifeShift) | count);

    /// <summary>True when the root has chosen the number, and not the node itself.</summary>
    public static bool IsPlaced(NodeActorId address) => LifeOf(address) == PlacedLife;

    /// <summary>Which of those that the root placed it is, from 1.</summary>
    public static long PlaceOf(NodeActorId address) => address.Number & ((1L << LifeShift) - 1);

    /// <summary>The life of the node that has chosen the number.</summary>
    public static int LifeOf(NodeActorId address) => (int)(address.Number >> LifeShift);
}
