using System.Collections.Immutable;
using System.Text;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using ActorLab.Wire;

namespace ActorLab.Pipelines.Nodes;

/// <summary>How much one message between processes carries already. What does not fit must not be sent: nobody would be told that it did not arrive.</summary>
internal sealed class MessageLoad
{
    public const string Refusal = "it cannot leave its process: it is too large, nested too deep, or holds more than text, numbers and lists";

    /// <summary>Numbers, tags and lengths around one value.</summary>
    private const int FixedBytes = 200;

    private const int BytesPerSplit = 20;

    /// <summary>Less than the wire allows, since an item stands inside an order.</summary>
    private const int MaxListDepth = 8;

    private long _bytes;

    /// <returns>False, and nothing is added, if it does not fit.</returns>
    public bool TryAdd(PipelineItem item) => TryAdd(SizeOf(item));

    /// <inheritdoc cref="TryAdd(PipelineItem)"/>
    public bool TryAdd(WorkResult result) => TryAdd(SizeOf(result));

    /// <summary>As much of the results as one message can carry; the stage has the rest done again. A result that is too large by itself is a failure.</summary>
    public static WorkDone Fitting(WorkDone done)
    {
        var results = ImmutableArray.CreateBuilder<WorkResult>(done.Results.Length);
        var load = new MessageLoad();
        foreach (WorkResult result in done.Results)
        {
            if (load.TryAdd(result))
            {
                results.Add(result);
                continue;
            }

            if (results.Count == 0) results.Add(new WorkResult(Outcome.None, new StageFunctionException(Refusal)));
            break;
        }

        return results.Count == done.Results.Length ? done : new WorkDone(done.Id, results.ToImmutable());
    }

    private bool TryAdd(long? bytes)
    {
        if (bytes is not { } more || _bytes + more > Payload.MaxBytes - FixedBytes) return false;
        _bytes += more;
        return true;
    }

    private static long? SizeOf(WorkResult result)
    {
        if (result.Failure is { } failure) return FixedBytes + Encoding.UTF8.GetByteCount(failure.Message);
        long? sum = FixedBytes;
        for (int i = 0; i < result.Outcome.Count; i++) sum += SizeOf(result.Outcome[i]);
        return sum;
    }

    private static long? SizeOf(PipelineItem item)
    {
        long depth = item.Split?.Depth ?? 0;
        if (depth > CoreMessages.MaxPathDepth) return null;
        return SizeOf(item.Value, 0) + FixedBytes + (depth * BytesPerSplit) + (item.Key is { } key ? Encoding.UTF8.GetByteCount(key) : 0);
    }

    private static long? SizeOf(IMessage value, int depth)
    {
        switch (value)
        {
            case TextValue(var text): return FixedBytes + Encoding.UTF8.GetByteCount(text);
            case NumberValue: return FixedBytes;
            case ListValue(var items) when depth < MaxListDepth:
                long? sum = FixedBytes;
                foreach (IMessage item in items) sum += SizeOf(item, depth + 1);
                return sum;
            default: return null;
        }
    }
}
