using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Model;

/// <summary>Coordinator, workers, resequencer and sink together, in orders drawn from seeds, while workers die and reports are repeated late.</summary>
public sealed class PipelineSpec
{
    private const int Runs = 400;
    private const long MaxSteps = 100_000;

    [Fact]
    public void Every_item_is_written_once_and_in_order_although_workers_die_and_reports_are_repeated()
    {
        long reassigned = 0, duplicates = 0, peak = 0, stale = 0;
        for (ulong seed = 1; seed <= Runs; seed++)
        {
            var run = new Run(seed) { KillOneIn = 60, RepeatOneIn = 10, MaxKills = 10, LoseLastWords = true };
            Coordinator.Finished finished = run.ToTheEnd();
            Assert.True(finished is { Failed: 0, Reason: null, FirstFailure: null } && finished.Done == run.Items, $"{run}: {finished}");
            Assert.True(run.Written.SequenceEqual(run.Numbers()), $"{run}: wrote {string.Join(' ', run.Written)}");
            Assert.True(run.Figures.Peak < run.Window, $"{run}: {run.Figures}");
            Assert.DoesNotContain(run.System.Living, actor => actor.TestName().StartsWith("worker-", StringComparison.Ordinal));
            reassigned += finished.Reassigned;
            duplicates += run.Figures.Duplicates;
            peak = Math.Max(peak, run.Figures.Peak);
            stale += run.Repeated;
        }

        Assert.True(reassigned > 500 && duplicates > 50 && peak > 10 && stale > 5_000, $"{reassigned} reassigned, {duplicates} duplicates, peak {peak}, {stale} stale reports");
    }

    [Fact]
    public void Every_item_is_finished_once_or_counted_failed_although_attempts_fail_and_workers_die()
    {
        long failed = 0, retried = 0;
        for (ulong seed = 1; seed <= Runs; seed++)
        {
            var run = new Run(seed) { KillOneIn = 100, RepeatOneIn = 10, MaxKills = 10, FailOneIn = 5, MaxAttempts = 1 + (int)(seed % 3) };
            Coordinator.Finished finished = run.ToTheEnd();
            Assert.True(finished.Done + finished.Failed == run.Items && finished.Reason is null, $"{run}: {finished}");
            Assert.True(finished.Failed == 0 == (finished.FirstFailure is null), $"{run}: {finished}");
            Assert.True(run.Written.Count == finished.Done, $"{run}: {finished}, {run.Written.Count} written");
            Assert.True(run.Written.SequenceEqual(run.Written.Distinct().Order()), $"{run}: wrote {string.Join(' ', run.Written)}");
            failed += finished.Failed;
            retried += run.FailedAttempts - finished.Failed;
        }

        Assert.True(failed > 1_000 && retried > 1_000, $"{failed} failed, {retried} retried");
    }

    [Fact]
    public void Without_a_window_every_item_is_finished_once()
    {
        for (ulong seed = 1; seed <= Runs; seed++)
        {
            var run = new Run(seed) { KillOneIn = 60, RepeatOneIn = 10, MaxKills = 10, LoseLastWords = true, Unordered = true };
            Coordinator.Finished finished = run.ToTheEnd();
            Assert.True(finished.Done == run.Items && finished.Reason is null, $"{run}: {finished}");
            Assert.True(run.Executed.Distinct().Order().SequenceEqual(run.Numbers()), $"{run}: did {string.Join(' ', run.Executed)}");
        }
    }

    [Fact]
    public void Workers_of_one_item_each_do_everything_once()
    {
        for (ulong seed = 1; seed <= Runs; seed++)
        {
            var run = new Run(seed) { KillOneIn = 100, RepeatOneIn = 10, MaxKills = 10, ItemsPerWorker = 1 };
            Coordinator.Finished finished = run.ToTheEnd();
            Assert.True(finished.Done == run.Items && finished.Reason is null, $"{run}: {finished}");
            Assert.True(run.Written.SequenceEqual(run.Numbers()), $"{run}: wrote {string.Join(' ', run.Written)}");
            Assert.True(run.MostWorkersLiving <= run.Workers && run.WorkersSeen <= run.Items + run.Kills, $"{run}: {run.WorkersSeen} workers, {run.MostWorkersLiving} at a time");
        }
    }

    [Fact]
    public void An_interrupted_run_ends_with_all_that_was_written_before_the_first_unfinished_item()
    {
        int cut = 0;
        for (ulong seed = 1; seed <= Runs; seed++)
        {
            var run = new Run(seed) { KillOneIn = 100, RepeatOneIn = 10, MaxKills = 10, FailOneIn = 10, MaxAttempts = 2, InterruptAt = (long)(seed % 200) };
            Coordinator.Finished finished = run.ToTheEnd();
            Assert.True(finished.Done + finished.Failed <= run.Items, $"{run}: {finished}");
            Assert.True(finished.Reason == (finished.Done + finished.Failed == run.Items ? null : "interrupted"), $"{run}: {finished}");
            Assert.True(run.Written.SequenceEqual(run.Written.Distinct().Order()), $"{run}: wrote {string.Join(' ', run.Written)}");
            if (finished.Reason is not null) cut++;
        }

        Assert.True(cut > Runs / 4, $"{cut} runs were cut short");
    }

    [Fact]
    public void Losing_too_many_workers_ends_the_run_in_good_order()
    {
        int ended = 0;
        for (ulong seed = 1; seed <= Runs; seed++)
        {
            var run = new Run(seed) { KillOneIn = 8, RepeatOneIn = 10, MaxKills = 1_000 };
            Coordinator.Finished finished = run.ToTheEnd();
            Assert.True(finished.Reason is not null || finished.Done == run.Items, $"{run}: {finished}");
            Assert.True(finished.Reason is null || finished.Reason.Contains("was lost", StringComparison.Ordinal), $"{run}: {finished}");
            if (finished.Reason is not null) ended++;
        }

        Assert.True(ended > 50, $"{ended} runs ended early");
    }

    [Fact]
    public void A_failing_sink_ends_the_run_with_its_failure()
    {
        for (ulong seed = 1; seed <= Runs; seed++)
        {
            var run = new Run(seed) { SinkFailsAt = 1 + (long)(seed % 5) };
            Coordinator.Finished finished = run.ToTheEnd();
            if (run.Items < run.SinkFailsAt) continue;
            Assert.True(finished.Reason == "the sink failed: disk full", $"{run}: {finished}");
            Assert.True(run.Written.Count == run.SinkFailsAt - 1, $"{run}: wrote {string.Join(' ', run.Written)}");
        }
    }

    /// <summary>One run with sizes drawn from its seed.</summary>
    private sealed class Run
    {
        private readonly RandomStream _random;
        private readonly List<(IActorRef Worker, Coordinator.Report Report)> _reports = [];
        private readonly Dictionary<IActorRef, long> _finishedBy = [];

        public Run(ulong seed)
        {
            _random = new RandomStream(seed).Split("run");
            Items = _random.NextInt64(1, 60);
            Workers = (int)_random.NextInt64(1, 6);
            Window = (int)_random.NextInt64(1, 24);
            Prefetch = (int)_random.NextInt64(1, 4);
            System = new ShuffledSystem(seed) { OnDeliver = OnDeliver };
        }

        public ShuffledSystem System { get; }

        public long Items { get; }

        public int Workers { get; }

        public int Window { get; }

        public int Prefetch { get; }

        public int KillOneIn { get; init; }

        public int MaxKills { get; init; }

        /// <summary>Every other killed worker dies like one on a node of its own.</summary>
        public bool LoseLastWords { get; init; }

        public int RepeatOneIn { get; init; }

        public int FailOneIn { get; init; }

        public int MaxAttempts { get; init; } = 1;

        public int? ItemsPerWorker { get; init; }

        public bool Unordered { get; init; }

        public long? InterruptAt { get; init; }

        public long SinkFailsAt { get; init; }

        public List<long> Written { get; } = [];

        public List<long> Executed { get; } = [];

        public long FailedAttempts { get; private set; }

        public int Kills { get; private set; }

        public long Repeated { get; private set; }

        public int MostWorkersLiving { get; private set; }

        public int WorkersSeen => _finishedBy.Count;

        public Resequencer.Figures Figures { get; private set; } = new(0, 0);

        public IEnumerable<long> Numbers()
        {
            for (long i = 1; i <= Items; i++) yield return i;
        }

        public Coordinator.Finished ToTheEnd()
        {
            IActorRef? resequencer = null;
            IActorRef coordinator = System.Spawn(new ActorProps(() => new Coordinator(Options(() => resequencer))) { Name = "coordinator" });
            IActorRef sink = System.Spawn(new ActorProps(() => new Sink(new SinkOptions
            {
                Coordinator = coordinator,
                Body = new DelegateBody(Write),
                AcknowledgeEvery = Math.Max(1, Window / 4),
                LastItem = Items,
            })) { Name = "sink" });
            resequencer = System.Spawn(new ActorProps(() => new Resequencer(sink, Window)) { Name = "resequencer" });
            while (!System.Outbox.Exists(message => message is Coordinator.Finished)) Step(coordinator);
            System.Inject(System.Outside, resequencer, Resequencer.Ask.Instance);
            while (!System.Outbox.Exists(message => message is Resequencer.Figures)) Step(null);
            Figures = System.Outbox.OfType<Resequencer.Figures>().Single();
            return System.Outbox.OfType<Coordinator.Finished>().Single();
        }

        public override string ToString() => $"{System}: {Items} items, {Workers} workers, window {Window}, prefetch {Prefetch}";

        private CoordinatorOptions Options(Func<IActorRef?> resequencer) => new()
        {
            Source = new RangeSource(Items),
            Workers = Workers,
            MaxLosses = int.MaxValue,
            Owner = System.Outside,
            Window = Unordered ? null : Window,
            ItemsPerWorker = ItemsPerWorker,
            MaxAttempts = MaxAttempts,
            Worker = (coordinator, _) => new ActorProps(() => new Worker(new WorkerOptions
            {
                Coordinator = coordinator,
                Body = new DelegateBody(Work),
                Prefetch = Prefetch,
                Downstream = Unordered ? null : resequencer(),
                RetireAfterItems = ItemsPerWorker,
            })),
        };

        private void Step(IActorRef? coordinator)
        {
            Assert.True(System.Step(), $"{this}: nothing can happen any more");
            Assert.True(System.Steps < MaxSteps, $"{this}: no end");
            if (coordinator is null) return;
            if (System.Steps == InterruptAt) System.Inject(System.Outside, coordinator, Coordinator.Interrupt.Instance);
            List<IActorRef> workers = [.. System.Living.Where(actor => actor.TestName().StartsWith("worker-", StringComparison.Ordinal))];
            MostWorkersLiving = Math.Max(MostWorkersLiving, workers.Count);
            if (RepeatOneIn > 0 && _reports.Count > 0 && _random.NextInt64(1, RepeatOneIn) == 1)
            {
                (IActorRef worker, Coordinator.Report report) = _reports[(int)_random.NextInt64(0, _reports.Count - 1)];
                System.Inject(worker, coordinator, report);
                Repeated++;
            }

            if (KillOneIn > 0 && Kills < MaxKills && workers.Count > 0 && _random.NextInt64(1, KillOneIn) == 1)
            {
                // Now and then its last words to the coordinator are lost, so that what it had done is done again.
                System.Kill(workers[(int)_random.NextInt64(0, workers.Count - 1)], LoseLastWords && _random.NextInt64(0, 1) == 0 ? coordinator : null);
                Kills++;
            }
        }

        private void OnDeliver(IActorRef sender, IActorRef receiver, IMessage message)
        {
            if (message is not Coordinator.Report report) return;
            // Ours are repeats, and tell nothing new.
            if (_finishedBy.TryGetValue(sender, out long finished) && report.Finished <= finished) return;
            _finishedBy[sender] = report.Finished;
            _reports.Add((sender, report));
        }

        private IMessage Work(IMessage item)
        {
            long number = ((WorkItem)item).Path.Root.Value;
            Executed.Add(number);
            if (FailOneIn == 0 || _random.NextInt64(1, FailOneIn) > 1) return new Text($"{number}");
            FailedAttempts++;
            throw new IOException($"item {number}");
        }

        private IMessage Write(IMessage result)
        {
            long number = long.Parse(((Text)result).Value);
            if (number == SinkFailsAt) throw new IOException("disk full");
            Written.Add(number);
            return result;
        }
    }
}
