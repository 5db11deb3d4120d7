using System.Runtime.InteropServices;
using ActorLab.Benchmarks;
using ActorLab.Cluster.Labs;

// Children of this very program are the far ends of node-messages.
if (FarEnds.TryServe(args)) return 0;

// usage: ActorLab.Benchmarks [NAME…] [--toy] [--rounds N] [--broker URL [--lab NAME]]
bool toy = args.Contains("--toy", StringComparer.Ordinal);
int at = Array.IndexOf(args, "--rounds");
int rounds = toy ? 1 : 5;
if (at >= 0 && (at + 1 == args.Length || !int.TryParse(args[at + 1], out rounds) || rounds < 1))
{
    Console.Error.WriteLine("--rounds: expected a number from 1");
    return 2;
}

string? ValueOf(string option) => Array.IndexOf(args, option) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
string[] valued = ["--rounds", "--broker", "--lab"];
string[] names = [.. args.Where((a, i) => !a.StartsWith("--", StringComparison.Ordinal) && (i == 0 || !valued.Contains(args[i - 1], StringComparer.Ordinal)))];
foreach (string unknown in names.Except([.. Suite.Names, Suite.OverBroker, Suite.WorkOverBroker], StringComparer.Ordinal))
{
    Console.Error.WriteLine($"no benchmark '{unknown}'; there are: {string.Join(", ", Suite.Names)}, and with --broker URL: {Suite.OverBroker}, {Suite.WorkOverBroker}");
    return 2;
}

Uri? broker = null;
if (ValueOf("--broker") is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out broker) || broker.Scheme is not ("amqp" or "amqps")))
{
    Console.Error.WriteLine("--broker: expected amqp://USER:PASSWORD@HOST:PORT or amqps://…");
    return 2;
}

if (broker is null && names.FirstOrDefault(n => n is Suite.OverBroker or Suite.WorkOverBroker) is { } overBroker)
{
    Console.Error.WriteLine($"{overBroker} needs a broker: --broker amqp://USER:PASSWORD@HOST:PORT, and --lab NAME if its virtual host is not 'actorlab'");
    return 2;
}

bool Wanted(string name) => names.Length == 0 || names.Contains(name, StringComparer.Ordinal);

Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, median of {rounds} rounds, subject and baseline in turn{(toy ? ", TOY SIZE: the figures mean nothing" : "")}");
Comparison[] messages = [.. Suite.Messages(toy).Where(c => Wanted(c.Workload[..c.Workload.IndexOf(',', StringComparison.Ordinal)]))];
if (messages.Length > 0)
{
    Console.WriteLine();
    Console.WriteLine("| workload | M/s | min–max | in-box baseline M/s | ratio | goal M/s |");
    Console.WriteLine("|---|---|---|---|---|---|");
    foreach (Comparison comparison in messages)
    {
        ComparisonResult r = comparison.Run(rounds);
        Console.WriteLine($"| {r.Workload} | {r.Subject:f1} | {r.Least:f1}–{r.Most:f1} | {r.BaselineName} {r.Baseline:f1} | {r.Ratio:f1} | {r.Goal:f0} |");
    }
}

if (Wanted("line-copy"))
{
    int lines = toy ? 50 : 10_000;
    IReadOnlyList<LineCopyTable.Row> rows = LineCopyTable.Run(lines, rounds);
    double serial = rows[0].Median;
    Console.WriteLine();
    Console.WriteLine($"| line-copy, {lines} lines | seconds | min–max | speed-up | verdict of the last run |");
    Console.WriteLine("|---|---|---|---|---|");
    foreach (LineCopyTable.Row row in rows)
    {
        Console.WriteLine($"| {row.Model} | {row.Median:f3} | {row.Least:f3}–{row.Most:f3} | {serial / row.Median:f2} | {row.Verdict} |");
    }
}

if (Wanted("node-messages"))
{
    Console.WriteLine();
    Console.WriteLine("| to a child process over pipes | nodes | min–max | raw pipe | ratio |");
    Console.WriteLine("|---|---|---|---|---|");
    foreach (NodeMessagesTable.Row r in NodeMessagesTable.Run(toy ? 500 : 1_000_000, toy ? 20 : 10_000, rounds))
    {
        Console.WriteLine($"| node-messages, {r.Figure} | {r.Nodes:f2} | {r.Least:f2}–{r.Most:f2} | {r.Raw:f2} | {r.Ratio:f3} |");
    }
}

if (broker is not null && Wanted(Suite.OverBroker))
{
    Console.WriteLine();
    Console.WriteLine("| between inboxes of a broker | nodes | min–max | raw client | ratio | goal |");
    Console.WriteLine("|---|---|---|---|---|---|");
    string[] goals = ["2", "250", "500"];
    var lab = new LabAddress(broker, ValueOf("--lab") ?? "actorlab");
    foreach ((NodeMessagesTable.Row r, string goal) in (await BrokerMessagesTable.RunAsync(lab, toy ? 500 : 1_000_000, toy ? 20 : 5_000, rounds)).Zip(goals))
    {
        Console.WriteLine($"| {Suite.OverBroker}, {r.Figure} | {r.Nodes:f2} | {r.Least:f2}–{r.Most:f2} | {r.Raw:f2} | {r.Ratio:f3} | {goal} |");
    }
}

if (broker is not null && Wanted(Suite.WorkOverBroker))
{
    Console.WriteLine();
    Console.WriteLine("| through a quorum queue | thousand items/s | min–max | raw client | ratio | goal |");
    Console.WriteLine("|---|---|---|---|---|---|");
    foreach (BrokerWorkTable.Row r in await BrokerWorkTable.RunAsync(new LabAddress(broker, ValueOf("--lab") ?? "actorlab"), toy ? 200 : 100_000, rounds))
    {
        Console.WriteLine($"| {Suite.WorkOverBroker}, {r.Workload} | {r.Subject / 1e3:f1} | {r.Least / 1e3:f1}–{r.Most / 1e3:f1} | {r.Raw / 1e3:f1} | {r.Ratio:f2} | {r.Goal / 1e3:f0} |");
    }
}

if (Wanted("tracing"))
{
    Console.WriteLine();
    Console.WriteLine("| ns a message or line | off | discarded | to a file | of the file: bytes an event | events a message or line |");
    Console.WriteLine("|---|---|---|---|---|---|");
    foreach (TracingTable.Row r in TracingTable.Run(toy ? 2_000 : 2_000_000, toy ? 50 : 10_000, rounds))
    {
        Console.WriteLine($"| tracing, {r.Workload} | {r.Off:f0} | {r.Discarded:f0} | {r.Written:f0} | {r.BytesPerEvent:f1} | {r.EventsPerOperation:f1} |");
    }
}

if (Wanted("order-verifier"))
{
    Console.WriteLine();
    Console.WriteLine("| fed spans | M items/s | min–max | HashSet M items/s | ratio | kept MiB | goal M items/s |");
    Console.WriteLine("|---|---|---|---|---|---|---|");
    foreach (OrderVerifierTable.Row r in OrderVerifierTable.Run(toy, rounds))
    {
        ComparisonResult c = r.Speed;
        string goal = c.Goal > 0 ? $"{c.Goal:f0}" : "–";
        Console.WriteLine($"| order-verifier, {c.Workload} | {c.Subject:f1} | {c.Least:f1}–{c.Most:f1} | {c.Baseline:f1} | {c.Ratio:f1} | {r.KeptMebibytes:f1} | {goal} |");
    }
}

if (Wanted("pipeline-memory"))
{
    Console.WriteLine();
    Console.WriteLine("| queues of 16 before a slower consumer | seconds | most that waited | MiB in use after a tenth | at the end |");
    Console.WriteLine("|---|---|---|---|---|");
    PipelineMemoryTable.Row r = PipelineMemoryTable.Run(toy);
    Console.WriteLine($"| pipeline-memory, {r.Items} items | {r.Seconds:f1} | {r.PeakWaiting} | {r.EarlyMebibytes:f2} | {r.LateMebibytes:f2} |");
}

if (Wanted("journal"))
{
    Console.WriteLine();
    Console.WriteLine("| the state of a run | seconds without | with | ratio |");
    Console.WriteLine("|---|---|---|---|");
    foreach (JournalTable.Row r in JournalTable.Run(toy, rounds)) Console.WriteLine($"| journal, {r.Workload} | {r.Without:f3} | {r.With:f3} | {r.Ratio:f2} |");
}

if (Wanted("virtual-time"))
{
    Console.WriteLine();
    Console.WriteLine("| unmodified Akka actors in virtual time, M events/s | Akka | own engine | PriorityQueue | Akka / queue | goal |");
    Console.WriteLine("|---|---|---|---|---|---|");
    foreach (VirtualTimeTable.PholdRow r in VirtualTimeTable.Phold(toy, rounds))
    {
        Console.WriteLine($"| virtual-time, phold, {r.Workload} | {r.Akka:f1} | {r.Engine:f1} | {r.Queue:f1} | {r.Ratio:f2} | {r.Goal:f2} |");
    }

    Console.WriteLine($"| virtual-time, ping-pong | {VirtualTimeTable.PingPong(toy, rounds):f1} | – | – | – | 12 M/s |");
    VirtualTimeTable.SystemsRow s = VirtualTimeTable.Systems(toy);
    Console.WriteLine($"| virtual-time, {s.Systems} systems created and ended | {s.SystemMilliseconds:f1} ms each, {s.GrowthKibibytes:f0} KiB more at the end | – | – | – | no growth |");
    Console.WriteLine($"| virtual-time, a seed of a small test | {VirtualTimeTable.Seed(toy):f1} ms | – | – | – | 2 ms |");
}

return 0;
