using System.Text;
using System.Text.RegularExpressions;
using ActorLab.Definitions.Schema;
using ActorLab.TestSupport;
using FsCheck;
using FsCheck.Fluent;

namespace ActorLab.Definitions.Tests;

/// <summary>Hostile definitions: none may crash, hang or eat memory, and what is rejected is rejected at a place. The parser has its own million.</summary>
public sealed partial class FuzzSpec
{
    private const int Inputs = 100_000;
    private const long MaxAllocated = 64L << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static readonly string[] Keys =
        [.. DefinitionSettings.Root.Settings.Concat(MachineSettings.Machine.Settings.Where(s => s != MachineSettings.Name)).Select(s => s.Parent == MachineSettings.Machine ? $"machine.{s.Key}" : s.Path), "machine", "machine.services", "machine.services.a", "machine.services.a.latency", "machines.x", "machines", "machine.cores", "machine.disk-flush", "line-copy", "idle", "wrokers", "\"\"", "a.b", "seed.x",
            .. DefinitionSettings.Pipeline.Stage.Nodes.SelectMany(n => n is Section section ? section.Nodes.Select(below => $"{n.Key}.{below.Key}").Append(n.Key) : [n.Key]).SelectMany(k => new[] { $"pipeline.stages.a.{k}", $"pipeline.stages.b.{k}" }),
            "akka", "akka.loglevel", "akka.log-dead-letters", "akka.actor.default-dispatcher.throughput", "akka.scheduler.implementation",
            "akka.actor.deployment.\"/root/*\".dispatcher", "akka.actor.ask-timeout", "akka.actor.debug.lifecycle", "akka.log-dead-leters",
            "pipeline", "pipeline.stages", "pipeline.stages.a", "pipeline.stages.\"A b\"", "pipeline.defaults", "pipeline.defaults.queue"];

    private static readonly string[] Values =
    [
        "1", "0", "-1", "4294967296", "1e9", "1e999", "\"1,000\"", "NaN", "on", "off", "null", "\"\"", "serial", "pipeline", "local", "simulation", "laptop", "published", "idle", "daemon", "large-state", "line-copy", "[]", "[joined]", "[joined, joined]",
        "{}", "{ cores = 2 }", "{ min = 1ms, max = 2ms }", "{ min = 3ms, max = 2ms }", "5 ms", "1 parsec", "64 MiB", "${machines.laptop}", "${machines.laptop} { cores = 3 }", "${?HOME}", "${nope}", "${line-copy}", "${machine}", "x.txt", "\"\\u0000\"", "[[1]]",
        "a", "[a, b]", "add(10)", "\"field(1, ',')\"", "words", "square", "\"exponential(1 ms)\"", "zip", "broadcast", "per-key", "input", "{ range.to = 3 }", "{ from = a, count = on }", "${pipeline.defaults}", "${pipeline.stages.a}", "{ a = 1 }", "0.5", "drop-head", "processes",
    ];

    private static readonly string[] Fitting =
    [
        "experiment = daemon", "experiment = idle", "experiment = calc-pi", "experiment = sleep-or-crunch", "calc-pi.work = [1, 2, 3]", "sleep-or-crunch { cases = [sleep], sleep = 1 ms }", "engine = simulation", "seed = 18446744073709551615", "machine = laptop", "machine { cores = 4, disk-flush = 1 ms }", "machine = ${machines.laptop} { cores = 3 }", "line-copy { lines = 5, workers = 2 }",
        "line-copy.model = async", "line-copy.input = ${?HOME}x", "large-state.size = 3m", "daemon.cases = [joined] [daemon]", "idle.window = 5 s", "machines.x { compute = yes }", "line-copy.cores = null", "machine.services.a { latency = 1 ms, capacity = 2 }", "nodes.heartbeat-interval = 50 ms", "process-queue.items = 1e3",
        "akka.loglevel = INFO", "akka { actor.default-dispatcher.throughput = 5, log-dead-letters = 3 }",
        "pipeline.stages.a { range.to = 3 }", "pipeline.stages.b { from = a, map = square }", "pipeline.stages.c { from = b, count = on }", "pipeline.stages.d { from = [a, b], verify = on }", "pipeline.defaults.queue.capacity = 3",
        "pipeline.stages { a { range.to = 3 }, b { from = a, map = square, workers = 3 }, c { from = b, count = on, order = input } }",
    ];

    private static readonly string[] Sets = ["seed = 2", "line-copy.workers=4", "machine { cores = 2 }", "seed", "a b", "line-copy.lines = ${seed}", "include \"x\"", "", "machine = ${machines.laptop}", "]"];

    [Fact]
    public void Thousands_of_definitions_crash_nothing_take_no_second_and_no_64_MiB_and_are_rejected_at_a_place()
    {
        int accepted = 0, rejected = 0, suggested = 0;
        for (ulong seed = 1; seed <= Inputs; seed++)
        {
            var chance = new RandomStream(seed);
            string text = Text(chance);
            string[] sets = chance.NextInt64(0, 3) == 0 ? [Of(Sets, chance), Of(Sets, chance)] : [];
            DefinitionReading reading = Try(text, sets, $"seed {seed}");
            if (reading.Definition is null) rejected++;
            else accepted++;
            if (reading.Diagnostics.Any(d => d.Hint is not null)) suggested++;
        }

        Assert.True(accepted > Inputs / 50 && rejected > Inputs / 50 && suggested > Inputs / 50, $"{accepted} accepted, {rejected} rejected, {suggested} with a hint");
    }

    [Fact]
    public void Definitions_of_FsCheck_are_treated_no_worse()
    {
        Gen<string> fields = Gen.Elements(Keys).SelectMany(k => Gen.Elements(Values).Select(v => $"{k} = {v}\n"));
        Gen<string> texts = fields.ListOf().Select(f => string.Concat(f));
        Prop.ForAll(texts.ToArbitrary(), text => Try(text, [], "FsCheck").Diagnostics.Length <= 100).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Theory]
    [InlineData("k<i> = 1\n", 50_000)]
    [InlineData("machines.m<i> = ${machines.laptop}\n", 5_000)]
    [InlineData("machine = ${machine} { cores = <i> }\n", 5_000)]
    [InlineData("daemon.cases += joined\n", 5_000)]
    [InlineData("seed = <i><i><i><i><i><i><i><i>\n", 5_000)]
    [InlineData("wrokersssssssssssssssssssssssssssssssssssssssssssssssssssssssss<i> = 1\n", 5_000)]
    public void A_definition_made_to_explode_does_not(string part, int count) =>
        Try(string.Concat(Enumerable.Range(0, count).Select(i => part.Replace("<i>", $"{i}", StringComparison.Ordinal))), [], part);

    private static string Text(RandomStream chance)
    {
        var text = new StringBuilder();
        bool fits = chance.NextInt64(0, 2) == 0;
        for (long i = chance.NextInt64(0, 5); i >= 0; i--) text.Append(fits ? Of(Fitting, chance) : $"{Of(Keys, chance)} = {Of(Values, chance)}").Append('\n');
        if (chance.NextInt64(0, 3) > 0) return text.ToString();
        for (long i = chance.NextInt64(0, 3); i >= 0; i--) Mutate(text, chance);
        return text.ToString();
    }

    private static void Mutate(StringBuilder text, RandomStream chance)
    {
        int at = (int)chance.NextInt64(0, text.Length);
        int length = (int)Math.Min(chance.NextInt64(0, 8), text.Length - at);
        switch (chance.NextInt64(0, 3))
        {
            case 0: text.Remove(at, length); break;
            case 1: text.Insert((int)chance.NextInt64(0, text.Length), text.ToString(at, length)); break;
            case 2: text.Insert(at, Of(Values, chance)); break;
            default:
                if (at < text.Length) text[at] = (char)chance.NextInt64(0, 127);
                break;
        }
    }

    private static DefinitionReading Try(string text, string[] sets, string name)
    {
        Watched<DefinitionReading> watched = Watch.Run(() => Run(text, sets, name), Longest);
        DefinitionReading reading = watched.Result;
        Assert.True(watched.Took <= Longest, $"{name}: took {watched.Took}\n{Shown(text)}");
        Assert.True(watched.Allocated <= MaxAllocated, $"{name}: allocated {watched.Allocated} bytes\n{Shown(text)}");
        Assert.True(reading.Definition is null == reading.Diagnostics.Length > 0, $"{name}: a definition and problems, or neither\n{Shown(text)}");
        foreach (Diagnostic problem in reading.Diagnostics)
        {
            // What a substitution took from the defaults has its place there.
            bool hasPlace = problem is { Code: "AL0205", Path: "test.conf" } || Place().IsMatch(problem.Path);
            Assert.True(hasPlace && problem.Message.Length > 0, $"{name}: {problem}\n{Shown(text)}");
        }

        return reading;
    }

    [GeneratedRegex(@"^(test\.conf|reference\.conf|machines/[a-z-]+\.conf|--set [\s\S]*):[1-9]\d*:[1-9]\d*( \(included from .*?\))?( \(used at (test\.conf|reference\.conf|machines/[a-z-]+\.conf|--set [\s\S]*):[1-9]\d*:[1-9]\d*( \(included from .*\))?\))?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Place();

    private static DefinitionReading Run(string text, string[] sets, string name)
    {
        try
        {
            return Definitions.Read(text, sets);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}: {string.Join(" | ", sets)}\n{Shown(text)}", e);
        }
    }

    private static string Of(string[] choices, RandomStream chance) => choices[chance.NextInt64(0, choices.Length - 1)];

    private static string Shown(string text) => text.Length > 500 ? text[..500] : text;
}
