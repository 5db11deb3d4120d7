using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Model;

/// <summary>A coordinator, a feeder, taps and their workers over a queue in memory, in any interleaving, with taps that die.</summary>
public sealed class LeaseFeederSpec
{
    private const int Items = 40;
    private const int MaxSteps = 200_000;

    /// <summary>Steps between two restarts, on the average.</summary>
    private const int RestartEvery = 80;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Every_item_arrives_once_and_in_order_whichever_taps_die(int itemsPerMessage)
    {
        long deaths = 0, asked = 0;
        for (ulong seed = 1; seed <= 60; seed++)
        {
            Scene scene = new(seed, itemsPerMessage, deadliness: 40) { DeathsLeft = 3 };
            Coordinator.Finished finished = scene.Run();
            Assert.True(finished is { Done: Items, Failed: 0, Reason: null }, $"{scene}: {finished}");
            Assert.Equal(Enumerable.Range(1, Items).Select(i => (long)i), scene.Arrived);
            deaths += scene.Figures.Lost.Length;
            asked += scene.Figures.Asked;
        }

        Assert.True(deaths > 60 && asked > 60, $"{deaths} taps died, {asked} items were asked for");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_item_that_kills_whoever_begins_it_is_given_up_by_name_and_those_beside_it_are_not(int itemsPerMessage)
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            Scene scene = new(seed, itemsPerMessage, deadliness: 0) { Poison = 17 };
            Coordinator.Finished finished = scene.Run();
            Assert.True(finished is { Done: Items - 1, Failed: 1, Reason: null }, $"{scene}: {finished}");
            Assert.Equal(17, Assert.Single(finished.GivenUp));
            Assert.Equal(Enumerable.Range(1, Items).Select(i => (long)i).Where(i => i != 17), scene.Arrived);
            // Delivery limit 3: the fourth death declares it dead.
            Assert.Equal(4, scene.Figures.Lost.Length);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public void Every_item_arrives_once_and_in_order_however_often_the_queue_is_renewed_and_whether_it_forgets(int itemsPerMessage, bool forgets)
    {
        long deaths = 0, renewals = 0, twice = 0;
        for (ulong seed = 1; seed <= 100; seed++)
        {
            Scene scene = new(seed, itemsPerMessage, deadliness: 80) { DeathsLeft = 1, RestartsLeft = 4, Forgets = forgets };
            Coordinator.Finished finished = scene.Run();
            Assert.True(finished is { Done: Items, Failed: 0, Reason: null }, $"{scene}: {finished}");
            Assert.Equal(Enumerable.Range(1, Items).Select(i => (long)i), scene.Arrived);
            deaths += scene.Figures.Lost.Length;
            renewals += scene.Figures.Renewed;
            twice += scene.Attempts - Items;
        }

        Assert.True(deaths > 50 && renewals > 200 && twice > 10, $"{deaths} taps died, the queue was renewed {renewals} times, {twice} items were begun in vain");
    }

    [Fact]
    public void What_a_queue_declares_dead_that_was_renewed_too_often_is_put_in_again_and_nobody_is_given_up()
    {
        long dead = 0;
        for (ulong seed = 1; seed <= 60; seed++)
        {
            Scene scene = new(seed, 2, deadliness: 0, deliveryLimit: 0) { RestartsLeft = 6 };
            Coordinator.Finished finished = scene.Run();
            Assert.True(finished is { Done: Items, Failed: 0, Reason: null, GivenUp.IsEmpty: true }, $"{scene}: {finished}");
            Assert.Equal(Enumerable.Range(1, Items).Select(i => (long)i), scene.Arrived);
            Assert.Empty(scene.Figures.Lost);
            dead += scene.Figures.Dead;
        }

        Assert.True(dead > 60, $"{dead} items were declared dead");
    }

    [Fact]
    public void An_item_that_kills_is_given_up_by_name_although_the_queue_was_renewed_meanwhile()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            Scene scene = new(seed, 2, deadliness: 0) { Poison = 17, RestartsLeft = 1, Forgets = seed % 2 == 0 };
            Coordinator.Finished finished = scene.Run();
            Assert.True(finished is { Done: Items - 1, Failed: 1, Reason: null }, $"{scene}: {finished}");
            Assert.Equal(17, Assert.Single(finished.GivenUp));
            Assert.Equal(Enumerable.Range(1, Items).Select(i => (long)i).Where(i => i != 17), scene.Arrived);
        }
    }

    [Fact]
    public void When_no_tap_is_left_the_run_ends_with_the_reason()
    {
        Scene scene = new(1, 1, deadliness: 1) { DeathsLeft = int.MaxValue, SparesTheUnattached = true };
        Assert.StartsWith("tap-", scene.Run().Reason, StringComparison.Ordinal);
        Assert.Equal(2 + LeaseFeederOptions.DefaultMaxTapRestarts, scene.Figures.Lost.Length);
    }

    [Fact]
    public void A_place_in_which_five_taps_were_lost_before_they_took_anything_stays_empty()
    {
        int runs = 0;
        for (ulong seed = 1; seed <= 60; seed++)
        {
            Scene scene = new(seed, 1, deadliness: 1) { DeathsLeft = int.MaxValue };
            string? reason = scene.Run().Reason;
            if (scene.Attached > 0) continue;
            runs++;
            Assert.Matches("^tap-[0-9]+ was lost, nobody else takes from the queue, and 8 had been replaced before$", reason);
            Assert.Equal([5, 5], scene.Figures.Lost.CountBy(l => l.Slot).OrderBy(l => l.Key).Select(l => l.Value));
        }

        Assert.True(runs > 5, $"in {runs} runs no tap took anything");
    }

    [Fact]
    public void An_item_that_fails_is_tried_again_and_what_fails_for_good_is_counted_and_passed_on_in_its_place()
    {
        Scene scene = new(5, 2, deadliness: 0) { FailingItem = 9 };
        Coordinator.Finished finished = scene.Run();
        Assert.True(finished is { Done: Items - 1, Failed: 1, Reason: null, GivenUp.IsEmpty: true }, $"{scene}: {finished}");
        Assert.Equal(Enumerable.Range(1, Items).Select(i => (long)i).Where(i => i != 9), scene.Arrived);
        Assert.Equal(2, scene.Failures);
    }

    private sealed class Scene
    {
        private readonly ShuffledSystem _system;
        private readonly RandomStream _chance, _restarts;
        private readonly int _deadliness;
        private readonly HashSet<IActorRef> _attached = [];
        private IActorRef? _feeder;

        public Scene(ulong seed, int itemsPerMessage, int deadliness, int deliveryLimit = 3)
        {
            _system = new ShuffledSystem(seed) { OnDeliver = OnDeliver };
            _chance = new RandomStream(seed).Split("deaths");
            _restarts = new RandomStream(seed).Split("restarts");
            _deadliness = deadliness;
            IActorRef resequencer = _system.Spawn(new ActorProps(() => new Resequencer(_system.Outside, Items)) { Name = "resequencer" });
            var body = new DelegateBody(Do);
            ActorProps Worker(IActorRef tap) => new(() => new Worker(new WorkerOptions { Coordinator = tap, Body = body, Downstream = resequencer }));
            ActorProps Tap(IActorRef feeder, IActorRef entry, int slot) =>
                new(() => new LeaseTap(new LeaseTapOptions { Feeder = feeder, Exit = (_, _) => entry, Worker = Worker, Credit = 5 }));
            ActorProps Feeder(IActorRef coordinator, int slot) => new(() => new LeaseFeeder(new LeaseFeederOptions
            {
                Coordinator = coordinator,
                Owner = _system.Outside,
                Entry = feeder => new ActorProps(() => new MemoryQueue(feeder, deliveryLimit)),
                Taps = 2,
                Tap = Tap,
                Window = 16,
                ItemsPerMessage = itemsPerMessage,
            }));
            _system.Spawn(new ActorProps(() => new Coordinator(new CoordinatorOptions
            {
                Source = new RangeSource(Items),
                Workers = 1,
                Worker = Feeder,
                Owner = _system.Outside,
                MaxWorkerRestarts = 0,
                MaxAttempts = 2,
                Downstream = resequencer,
            })) { Name = "coordinator" });
        }

        public int DeathsLeft { get; set; }

        /// <summary>Only taps die that the feeder knows to take from the queue.</summary>
        public bool SparesTheUnattached { get; init; }

        /// <summary>How often the queue is still to be renewed, at moments drawn from the seed.</summary>
        public int RestartsLeft { get; set; }

        /// <summary>Whether it then forgets what it held.</summary>
        public bool Forgets { get; init; }

        public long Poison { get; init; }

        public long FailingItem { get; init; }

        /// <summary>Taps that the feeder has heard of.</summary>
        public int Attached => _attached.Count;

        public int Attempts { get; private set; }

        public int Failures { get; private set; }

        public IEnumerable<long> Arrived => _system.Outbox.OfType<Resequencer.Completed>().Select(c => c.Path.Root.Value);

        public LeaseFeeder.Figures Figures => Assert.Single(_system.Outbox.OfType<LeaseFeeder.Figures>());

        public Coordinator.Finished Run()
        {
            while (!IsOver())
            {
                Assert.True(_system.Step() && _system.Steps < MaxSteps, $"{_system}: it does not end");
                if (_deadliness > 0 && DeathsLeft > 0 && _chance.NextInt64(0, _deadliness) == 0) KillOne();
                if (RestartsLeft > 0 && _restarts.NextInt64(0, RestartEvery) == 0) Restart();
            }

            return _system.Outbox.OfType<Coordinator.Finished>().Single();
        }

        public override string ToString() => _system.ToString();

        /// <summary>What different actors send to the outside may come in any order.</summary>
        private bool IsOver()
        {
            if (!_system.Outbox.OfType<LeaseFeeder.Figures>().Any()) return false;
            long passedOn = _system.Outbox.Count(m => m is Resequencer.Completed or Resequencer.Abandoned);
            return _system.Outbox.OfType<Coordinator.Finished>().SingleOrDefault() is { } finished && passedOn >= finished.Done + finished.Failed;
        }

        private IMessage Do(IMessage item)
        {
            Attempts++;
            if (((WorkItem)item).Path.Root.Value != FailingItem) return item;
            Failures++;
            throw new InvalidOperationException("this one cannot be done");
        }

        private void OnDeliver(IActorRef sender, IActorRef receiver, IMessage message)
        {
            if (receiver.TestName() == "worker-1") _feeder = receiver;
            if (message is LeaseTap.Attached) _attached.Add(sender);
            if (message is not Worker.Assigned { Lease.Number: var number } || receiver.TestName() != "worker" || number != Poison) return;
            Kill(_system.Living.Single(a => receiver.TestPath() == $"{a.TestPath()}/worker"));
        }

        private void Restart()
        {
            if (_system.Living.SingleOrDefault(a => a.TestName() == "queue") is not { } queue) return;
            RestartsLeft--;
            _system.Inject(_system.Outside, queue, new MemoryQueue.Restart(Forgets));
        }

        private void KillOne()
        {
            List<IActorRef> taps = [.. _system.Living.Where(a => a.TestName().StartsWith("tap-", StringComparison.Ordinal) && (!SparesTheUnattached || _attached.Contains(a)))];
            if (taps.Count == 0) return;
            DeathsLeft--;
            Kill(taps[(int)_chance.NextInt64(0, taps.Count - 1)]);
        }

        /// <summary>What it had said and nobody has heard dies with it.</summary>
        private void Kill(IActorRef tap) => _system.Kill(tap, lostTo: _feeder);
    }
}
