using System.Numerics;
using System.Runtime.InteropServices;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LargeState;

/// <summary>Sums the bytes of a share, either way.</summary>
internal sealed class SumBody(ReadOnlyMemory<byte> state, Share share, bool compiled) : IBody
{
    /// <summary>An interpreter's step and a half for each byte; row E15 gives the ratio of 77.85 to compiled code.</summary>
    private const long InterpretedPicosecondsPerByte = 50_000;
    private const long CompiledPicosecondsPerByte = 642;

    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        ReadOnlyMemory<byte> own = state[(int)share.Start..(int)share.End];
        SlicedSum sum = compiled ? new CompiledSum(own) : new InterpretedSum(own);
        long picosecondsPerByte = compiled ? CompiledPicosecondsPerByte : InterpretedPicosecondsPerByte;
        Computation computation = await machine.Compute(Cost.FromNanoseconds(share.SizeBytes * picosecondsPerByte / 1_000), sum);
        return new ShareSummed(sum.Sum, computation == Computation.Computed);
    }
}

internal abstract class SlicedSum(ReadOnlyMemory<byte> bytes, int sliceBytes) : ISlicedWork
{
    private int _position;

    public abstract long Sum { get; }

    public bool RunSlice()
    {
        int length = Math.Min(sliceBytes, bytes.Length - _position);
        Add(bytes.Span.Slice(_position, length));
        _position += length;
        return _position < bytes.Length;
    }

    protected abstract void Add(ReadOnlySpan<byte> slice);
}

/// <summary>As an interpreter does it: every number is an object, and what <c>+</c> means is looked up for every addition.</summary>
internal sealed class InterpretedSum(ReadOnlyMemory<byte> bytes) : SlicedSum(bytes, 512)
{
    private static readonly Dictionary<(Type, Type), Func<object, object, object>> s_additions = new()
    {
        [(typeof(long), typeof(long))] = static (a, b) => (long)a + (long)b,
        [(typeof(double), typeof(double))] = static (a, b) => (double)a + (double)b,
    };

    private object _sum = 0L;

    public override long Sum => (long)_sum;

    protected override void Add(ReadOnlySpan<byte> slice)
    {
        foreach (byte value in slice)
        {
            object next = (long)value;
            _sum = s_additions[(_sum.GetType(), next.GetType())](_sum, next);
        }
    }
}

/// <summary>As compiled code does it: as many bytes at once as a register holds.</summary>
internal sealed class CompiledSum(ReadOnlyMemory<byte> bytes) : SlicedSum(bytes, 64 * 1024)
{
    /// <summary>So many bytes of 255 in one lane, and it still does not overflow.</summary>
    private const int MaxVectors = 257;

    private long _sum;

    public override long Sum => _sum;

    protected override void Add(ReadOnlySpan<byte> slice)
    {
        ReadOnlySpan<Vector<byte>> vectors = MemoryMarshal.Cast<byte, Vector<byte>>(slice);
        int summed = vectors.Length * Vector<byte>.Count;
        while (!vectors.IsEmpty)
        {
            int count = Math.Min(MaxVectors, vectors.Length);
            AddVectors(vectors[..count]);
            vectors = vectors[count..];
        }

        foreach (byte value in slice[summed..]) _sum += value;
    }

    private void AddVectors(ReadOnlySpan<Vector<byte>> vectors)
    {
        Vector<ushort> low = Vector<ushort>.Zero, high = Vector<ushort>.Zero;
        foreach (Vector<byte> vector in vectors)
        {
            Vector.Widen(vector, out Vector<ushort> first, out Vector<ushort> second);
            low += first;
            high += second;
        }

        for (int i = 0; i < Vector<ushort>.Count; i++) _sum += low[i] + high[i];
    }
}
