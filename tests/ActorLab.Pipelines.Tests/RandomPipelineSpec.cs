using System.Collections.Immutable;
using System.Text;
using ActorLab.Core.Engine;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Pipelines drawn from seeds, against a reference that knows no actors.</summary>
public sealed class RandomPipelineSpec
{
    private static readonly FunctionCatalog Catalog = FunctionCatalog.BuiltIn.With(new FunctionEntry(
        "show", FunctionRole.Map, [], "key and value", _ => new DelegateFunction(item => Outcome.One(item with { Value = new TextValue(ReferenceOperations.Shown(item)) }))));

    private readonly SortedDictionary<string, int> _reached = new(StringComparer.Ordinal);

    [Fact]
    public async Task Whatever_the_graph_every_item_comes_where_it_must_or_is_accounted_for_in_virtual_time()
    {
        await RunAllAsync(1, 400, real: false);
        AssertReached("broadcast", "round-robin", "balance", "consistent-hash", "merge", "ordered-merge", "zip", "concat", "overtaken", "restored", "by-key", "dropped", "given-up", "retried", "zip-remainder", "filtered", "added",
            "empty-source", "in-order", "keys-in-order", "any-order", "missing-counted", "no-others", "failing-queue");
    }

    [Fact]
    public async Task Whatever_the_graph_every_item_comes_where_it_must_or_is_accounted_for_on_threads()
    {
        await RunAllAsync(1, 200, real: true);
        AssertReached("broadcast", "round-robin", "balance", "consistent-hash", "merge", "ordered-merge", "zip", "concat", "overtaken", "restored", "by-key", "given-up", "retried", "in-order", "keys-in-order", "any-order");
    }

    private async Task RunAllAsync(ulong first, int count, bool real)
    {
        for (ulong seed = first; seed < first + (ulong)count; seed++)
        {
            int steps = RandomPipeline.StepsOf(seed);
            if (await ComplaintAsync(seed, steps, real) is not { } complaint) continue;
            // The least beginning of it that is wrong too says more.
            for (int fewer = 0; fewer < steps; fewer++)
                if (await ComplaintAsync(seed, fewer, real) is { } shorter) Assert.Fail(shorter);
            Assert.Fail(complaint);
        }
    }

    private void AssertReached(params string[] cases) => Assert.Empty(cases.Except(_reached.Keys, StringComparer.Ordinal));

    private void Reach(string name, bool reached = true)
    {
        if (reached) _reached[name] = _reached.GetValueOrDefault(name) + 1;
    }

    /// <returns>What is wrong with the run of a pipeline; null if nothing is.</returns>
    private async Task<string?> ComplaintAsync(ulong seed, int steps, bool real)
    {
        RandomPipeline pipeline = RandomPipeline.Of(seed, steps, "/");
        PipelineOutcome run = await RunWithFilesAsync(directory => RandomPipeline.Of(seed, steps, directory).Definition, real, seed, Catalog);
        string? complaint = Complaint(pipeline, run);
        return complaint is null ? null : $"seed {seed}, {steps} steps, {(real ? "threads" : "virtual time")}: {complaint}\n{Described(pipeline.Definition)}";
    }

    private string? Complaint(RandomPipeline pipeline, PipelineOutcome run)
    {
        if (run.Result.Outcome != RunOutcome.Completed || run.Ended is null) return $"{run.Result.Outcome}: {run.Result.Failure}";
        if (run.Ended.Failure is { } failure) return $"{failure.Stage} failed: {failure.Cause.Message}";
        if (run.Result.Counters.DeadLetters > 0) return $"a message reached nobody: {run.Result.DeadLetters[0]}";
        if (run.Verdict.Status != VerdictStatus.Holds) return string.Join("; ", run.Verdict.Checks.Where(c => c.Status != VerdictStatus.Holds).Select(c => $"{c.Summary} {string.Join(", ", c.Evidence)}"));
        NoteWhatHappened(pipeline.Definition, run);
        return pipeline.Expectations.Select(e => Complaint(e, run)).FirstOrDefault(c => c is not null);
    }

    private string? Complaint(RandomPipeline.Expectation expected, PipelineOutcome run)
    {
        ReferenceStream stream = expected.Stream;
        string[] got = [.. expected.Files.SelectMany(run.Lines)];
        string[] all = [.. stream.Items.Select(i => ((ItemValue)i.Value).Line)];
        string where = string.Join(", ", expected.Files);
        switch (stream.Known)
        {
            case Knowledge.Nothing: return stream.Count is null || got.Length == stream.Count ? null : $"{where}: {got.Length} lines, expected {stream.Count}";
            case Knowledge.NoOthers: return ComplaintOfMissing(where, stream, got, all, run);
        }

        if (!got.Order(StringComparer.Ordinal).SequenceEqual(all.Order(StringComparer.Ordinal))) return $"{where}: [{string.Join('|', got)}], expected in some order [{string.Join('|', all)}]";
        if (stream.IsSequence)
        {
            Reach("in-order", all.Length > 1);
            return got.SequenceEqual(all) ? null : $"{where}: [{string.Join('|', got)}], expected [{string.Join('|', all)}]";
        }

        Reach("any-order", !got.SequenceEqual(all));
        if (!expected.IsShown || !stream.IsTied || stream.Order != ReferenceOrder.KeysInOrder) return null;
        Reach("keys-in-order", !got.SequenceEqual(all));
        return ByKey(got).SequenceEqual(ByKey(all)) ? null : $"{where}: [{string.Join('|', got)}], expected key by key [{string.Join('|', all)}]";
    }

    /// <summary>Lines by key, those of one key as they came.</summary>
    private static IEnumerable<string> ByKey(IEnumerable<string> lines) => lines.OrderBy(l => l[..l.IndexOf('=', StringComparison.Ordinal)], StringComparer.Ordinal);

    private string? ComplaintOfMissing(string where, ReferenceStream stream, string[] got, string[] all, PipelineOutcome run)
    {
        Dictionary<string, int> left = all.CountBy(l => l, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        Reach("no-others", got.Length > 0);
        foreach (string line in got)
            if (--System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(left, line, out _) < 0) return $"{where}: '{line}' was not to come, or not so often; expected some of [{string.Join('|', all)}]";
        if (stream is { Order: ReferenceOrder.InOrder, IsTied: true } && !IsSubsequence(got, all)) return $"{where}: [{string.Join('|', got)}] is not in the order of [{string.Join('|', all)}]";
        if (stream.Losses is not { } losses) return null;
        long lost = losses.Sum(name => run[name].Dropped);
        Reach("missing-counted", lost > 0);
        return all.Length - got.Length == lost ? null : $"{where}: {all.Length - got.Length} are missing, {lost} were dropped by {string.Join(", ", losses)}";
    }

    private static bool IsSubsequence(string[] part, string[] whole)
    {
        int found = 0;
        foreach (string line in whole)
            if (found < part.Length && part[found] == line) found++;
        return found == part.Length;
    }

    private void NoteWhatHappened(PipelineDefinition definition, PipelineOutcome run)
    {
        foreach (StageDefinition stage in definition.Stages)
        {
            int takers = definition.Stages.Count(s => s.From.Contains(stage.Name));
            if (takers > 1 && run[stage.Name].Passed > 1) Reach(Spelled(stage.FanOut.ToString()));
            if (stage.From.Length > 1) Reach(Spelled(stage.FanIn.ToString()));
            Reach("by-key", stage is { Order: ItemOrder.PerKey, Workers: > 1 });
            Reach("failing-queue", stage.Queue.Overflow == Core.Model.OverflowPolicy.Fail && stage.From.Any(f => definition.Stages.First(s => s.Name == f).Operation is FilterOperation));
            Reach("empty-source", stage.IsSource && run[stage.Name].Taken == 0);
        }

        foreach (Actors.StageFigures figures in run.Figures)
        {
            bool restores = figures.Name.EndsWith(".order", StringComparison.Ordinal);
            Reach("restored", restores && figures.Taken > 0);
            Reach("overtaken", restores && figures.PeakWaiting > 1);
            Reach("zip-remainder", figures.Dropped > 0 && figures.Name.EndsWith(".join", StringComparison.Ordinal));
            Reach("dropped", figures.Dropped > 0 && !figures.Name.EndsWith(".join", StringComparison.Ordinal));
            Reach("given-up", figures.DeadLettered > 0);
            Reach("retried", figures.Retried > 0);
            Reach("filtered", figures.Filtered > 0);
            Reach("added", figures.Added > 0);
        }
    }

    private static string Spelled(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));

    private static string Described(PipelineDefinition definition)
    {
        var text = new StringBuilder($"window {definition.Window}\n");
        foreach (StageDefinition s in definition.Stages)
        {
            text.Append($"{s.Name}: {s.Operation.Keyword} ({s.Operation.Summary}) from [{string.Join(", ", s.From)}]");
            StageDefinition plain = Stage(s.Name, s.Operation);
            if (s.FanIn != plain.FanIn) text.Append($" {s.FanIn}");
            if (s.FanOut != plain.FanOut) text.Append($" {s.FanOut}");
            if (s.Order != plain.Order) text.Append($" order {s.Order}");
            if (s.Retry != plain.Retry) text.Append($" attempts {s.Retry.Attempts} back-off {s.Retry.MinBackOff} dead letters {s.DeadLetters}");
            text.Append($" queue {s.Queue.Capacity} {s.Queue.Overflow} workers {s.Workers} {s.Execution} batch {s.BatchSize} cost {s.Cost}\n");
        }

        return text.ToString();
    }
}
