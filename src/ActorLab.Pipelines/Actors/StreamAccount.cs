using System.Runtime.CompilerServices;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>What went over an edge: how many items, which, with what values, and in which order. Two ends of an edge have equal
/// accounts when the same went in and came out.</summary>
/// <remarks>A number counts as itself, any other value by its identity, which takes the same time for a word and for a page of text: an
/// item that is passed on keeps its value, and whatever makes another one of it puts another value in its place. So an account means
/// something in one process and in one run, and is never shown.</remarks>
internal struct StreamAccount
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    public long Items { get; private set; }

    /// <summary>Of the fingerprints, modulo 2⁶⁴.</summary>
    public ulong Sum { get; private set; }

    /// <summary>Of the fingerprints with the values, modulo 2⁶⁴.</summary>
    public ulong Values { get; private set; }

    /// <summary>Of the fingerprints in their order.</summary>
    public ulong Order { get; private set; }

    public void Add(PipelineItem item) => Add(item, item.Fingerprint);

    /// <param name="item">That went over the edge.</param>
    /// <param name="fingerprint">Its own, where that is known already.</param>
    public void Add(PipelineItem item, ulong fingerprint)
    {
        unchecked
        {
            Items++;
            Sum += fingerprint;
            Values += fingerprint * (item.Value is NumberValue(var number) ? (ulong)number : Identity(item.Value));
            Order = (Order * Step) + fingerprint;
        }
    }

    private static ulong Identity(IMessage value) => (uint)RuntimeHelpers.GetHashCode(value);
}
