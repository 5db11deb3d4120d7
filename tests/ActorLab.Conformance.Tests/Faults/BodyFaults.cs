namespace ActorLab.Conformance.Tests.Faults;

/// <summary>Faults of bodies and their machine: G25 to G32, G53 and G54.</summary>
internal static class BodyFaults
{
    public static readonly ImmutableArray<Planted> All =
    [
        new("G25", "the result of a body stands behind the mailbox", () => new ResultLast()),
        new("G25", "a second body in one turn is ignored", () => new Wrong(context: c => new IgnoringSecond(c))),
        new("G25", "the result names another item", () => new Wrong(receive: (a, _, c, m) => a.Receive(c, m is BodyCompleted(_, var r) ? new BodyCompleted(r, r) : m))),
        new("G26", "a body that throws fails its actor", () => new Wrong(receive: ThrowIntoTheActor)),
        new("G26", "the exception is wrapped in another", () => new Wrong(body: WrapFailure)),
        new("G26", "a body that throws counts as completed", () => new Wrong(body: HideFailure)),
        new("G27", "a waiting synchronous body frees its thread", () => new Wrong(context: c => new OtherOccupancy(c, Occupancy.Asynchronous))),
        new("G27", "a waiting asynchronous body holds its thread", () => new Wrong(context: c => new OtherOccupancy(c, Occupancy.Synchronous))),
        new("G27", "a dispatcher has one thread more", () => Threads(n => n + 1)),
        new("G27", "a dispatcher has one thread less", () => Threads(n => Math.Max(1, n - 1))),
        new("G28", "a lock keeps nobody out", () => new Wrong(machine: m => new NoLocks(m))),
        new("G28", "releasing a lock that is not held is ignored", () => new Wrong(machine: m => new TolerantLocks(m))),
        new("G28", "who waits for a lock too long goes without", () => new Wrong(machine: m => new HalfLocked(m))),
        new("G29", "there is no interpreter lock", () => Machine(m => m with { InterpreterLock = false })),
        new("G29", "the interpreter lock is always on", () => Machine(m => m with { InterpreterLock = true })),
        new("G29", "the interpreter lock is never handed over", () => Machine(m => m with { SwitchInterval = SimDuration.FromSeconds(3_600) })),
        new("G29", "a sleeping body holds the interpreter lock", () => new Wrong(machine: m => new BusySleep(m))),
        new("G30", "a flush does nothing", () => new Wrong(machine: m => new NoFlush(m))),
        new("G30", "nothing is buffered", () => new Wrong(machine: m => new Unbuffered(m))),
        new("G30", "a full buffer is not flushed", () => new Buffers(reversed: false, pieces: 1)),
        new("G30", "appends of one handle change places", () => new Buffers(reversed: true, pieces: 1)),
        new("G30", "a flush lands in two pieces", () => new Buffers(reversed: false, pieces: 2)),
        new("G30", "a reader sees the file as it was when it looked first", () => new StaleReads()),
        new("G31", "what was written is lost", () => new Wrong(machine: m => new LosingWrites(m))),
        new("G31", "a body keeps other bodies from a cell it has read", () => new GuardedCells()),
        new("G32", "one step too many is counted", () => new Wrong(result: r => r with { Steps = Changed(r.Steps, StepKind.Flush, +1) })),
        new("G32", "a kind of step is not counted", () => new Wrong(result: r => r with { Steps = Changed(r.Steps, StepKind.Request, -3) })),
        new("G32", "observers are counted", () => new Wrong(props: p => p with { Observer = false })),
        new("G32", "slices count as steps", () => new Wrong(machine: m => new StepPerSlice(m))),
        new("G53", "an answer is that to the line before", () => new Wrong(machine: m => new LateAnswers(m))),
        new("G53", "what was not computed counts as computed", () => new Wrong(machine: m => new ClaimedAnswers(m))),
        new("G53", "the end of a program is not counted", () => new Wrong(machine: m => new KeptPrograms(m))),
        new("G54", "a crash of the root's process is passed over", () => new Wrong(machine: m => new NoCrash(m))),
    ];

    private static Wrong Machine(Func<MachineProfile, MachineProfile> change) => new(plan: p => p with { Machine = change(p.Machine) });

    private static Wrong Threads(Func<int, int> change) => new(props: p =>
        p.Dispatcher.Kind == DispatcherKind.ForkJoin ? p with { Dispatcher = p.Dispatcher with { Threads = change(p.Dispatcher.Threads) } } : p);

    private static StepCounts Changed(StepCounts counts, StepKind kind, int by) =>
        new([.. Enum.GetValues<StepKind>().Select(k => counts[k] + (k == kind ? by : 0))]);

    private static void ThrowIntoTheActor(IActor actor, ActorProps props, IActorContext context, IMessage message)
    {
        if (message is BodyFailed failed) throw failed.Cause;
        actor.Receive(context, message);
    }

    private static async ValueTask<IMessage> WrapFailure(IBody body, IMachine machine, IMessage item)
    {
        try
        {
            return await body.RunAsync(machine, item);
        }
        catch (Exception cause)
        {
            throw new InvalidOperationException("a body has failed", cause);
        }
    }

    private static async ValueTask<IMessage> HideFailure(IBody body, IMachine machine, IMessage item)
    {
        try
        {
            return await body.RunAsync(machine, item);
        }
        catch (Exception)
        {
            return item;
        }
    }

    private sealed class ResultLast : Fault
    {
        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            switch (message)
            {
                case BodyCompleted or BodyFailed: context.Send(context.Self, new Late(message)); break;
                case Late(var result): actor.Receive(context, result); break;
                default: actor.Receive(context, message); break;
            }
        }

        private sealed record Late(IMessage Result) : IMessage;
    }

    private sealed class IgnoringSecond(IActorContext inner) : ForwardingContext(inner)
    {
        private bool _asked;

        public override void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous)
        {
            if (!_asked) base.Execute(body, item, occupancy);
            _asked = true;
        }
    }

    private sealed class OtherOccupancy(IActorContext inner, Occupancy always) : ForwardingContext(inner)
    {
        public override void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous) => base.Execute(body, item, always);
    }

    private sealed class LateAnswers(IMachine inner) : ForwardingMachine(inner)
    {
        private string _last = "";

        public override async ValueTask<ProgramAnswer> Request(ExternalProgram program, string line, Cost cost)
        {
            ProgramAnswer answer = await Inner.Request(program, line, cost);
            (string last, _last) = (_last, answer.Line);
            return answer with { Line = last };
        }
    }

    private sealed class ClaimedAnswers(IMachine inner) : ForwardingMachine(inner)
    {
        public override async ValueTask<ProgramAnswer> Request(ExternalProgram program, string line, Cost cost) =>
            (await Inner.Request(program, line, cost)) with { Computation = Computation.Computed };
    }

    private sealed class KeptPrograms(IMachine inner) : ForwardingMachine(inner)
    {
        public override ValueTask Close(ExternalProgram program) => ValueTask.CompletedTask;
    }

    private sealed class NoCrash(IMachine inner) : ForwardingMachine(inner)
    {
        public override ValueTask Crash() => ValueTask.CompletedTask;
    }

    private sealed class NoLocks(IMachine inner) : ForwardingMachine(inner)
    {
        public override ValueTask Acquire(LockHandle handle) => ValueTask.CompletedTask;

        public override ValueTask Release(LockHandle handle) => ValueTask.CompletedTask;
    }

    private sealed class TolerantLocks(IMachine inner) : ForwardingMachine(inner)
    {
        public override async ValueTask Release(LockHandle handle) => await Record.ExceptionAsync(() => Inner.Release(handle).AsTask());
    }

    /// <summary>Takes the lock every other time only.</summary>
    private sealed class HalfLocked(IMachine inner) : ForwardingMachine(inner)
    {
        private int _asked;

        public override ValueTask Acquire(LockHandle handle) => _asked++ % 2 == 0 ? base.Acquire(handle) : ValueTask.CompletedTask;

        public override ValueTask Release(LockHandle handle) => _asked % 2 == 1 ? base.Release(handle) : ValueTask.CompletedTask;
    }

    private sealed class BusySleep(IMachine inner) : ForwardingMachine(inner)
    {
        public override async ValueTask Sleep(SimDuration duration) => await Inner.Compute(new Cost(duration), new NoWork());

        private sealed class NoWork : ISlicedWork
        {
            public bool RunSlice() => false;
        }
    }

    private sealed class NoFlush(IMachine inner) : ForwardingMachine(inner)
    {
        public override ValueTask Flush(FileHandle file) => ValueTask.CompletedTask;
    }

    private sealed class Unbuffered(IMachine inner) : ForwardingMachine(inner)
    {
        public override async ValueTask Append(FileHandle file, ReadOnlyMemory<byte> bytes)
        {
            await base.Append(file, bytes);
            await Inner.Flush(file);
        }
    }

    /// <summary>Keeps what is appended in a buffer without an end, and hands it on wrongly.</summary>
    private sealed class Buffers(bool reversed, int pieces) : Fault
    {
        public override IMachine Wrap(IMachine machine) => new Buffering(machine, reversed, pieces);

        private sealed class Buffering(IMachine inner, bool reversed, int pieces) : ForwardingMachine(inner)
        {
            private readonly Dictionary<FileHandle, List<byte[]>> _buffers = [];

            public override ValueTask Append(FileHandle file, ReadOnlyMemory<byte> bytes)
            {
                if (!_buffers.TryGetValue(file, out List<byte[]>? buffer)) _buffers[file] = buffer = [];
                buffer.Insert(reversed ? 0 : buffer.Count, bytes.ToArray());
                return ValueTask.CompletedTask;
            }

            public override async ValueTask Flush(FileHandle file)
            {
                _buffers.Remove(file, out List<byte[]>? buffer);
                byte[] all = [.. (buffer ?? []).SelectMany(bytes => bytes)];
                foreach (byte[] piece in all.Chunk(Math.Max(1, (all.Length + pieces - 1) / pieces)))
                {
                    await Inner.Append(file, piece);
                    await Inner.Flush(file);
                }
            }

            public override async ValueTask Close(FileHandle file)
            {
                await Flush(file);
                await base.Close(file);
            }
        }
    }

    private sealed class StaleReads : Fault
    {
        public override IMachine Wrap(IMachine machine) => new Stale(machine);

        private sealed class Stale(IMachine inner) : ForwardingMachine(inner)
        {
            private readonly Dictionary<FileHandle, ReadOnlyMemory<byte>> _first = [];

            public override async ValueTask<ReadOnlyMemory<byte>> ReadAll(FileHandle file)
            {
                if (!_first.ContainsKey(file)) _first[file] = (await base.ReadAll(file)).ToArray();
                return _first[file];
            }
        }
    }

    private sealed class LosingWrites(IMachine inner) : ForwardingMachine(inner)
    {
        public override ValueTask Write<T>(Cell<T> cell, T value) => ValueTask.CompletedTask;
    }

    /// <summary>Locks all cells from a body's first read to its write.</summary>
    private sealed class GuardedCells : Fault
    {
        private readonly LockHandle _guard = new("cells");

        public override IMachine Wrap(IMachine machine) => new Guarding(machine, _guard);

        private sealed class Guarding(IMachine inner, LockHandle guard) : ForwardingMachine(inner)
        {
            private bool _held;

            public override async ValueTask<T> Read<T>(Cell<T> cell)
            {
                if (!_held) await Inner.Acquire(guard);
                _held = true;
                return await base.Read(cell);
            }

            public override async ValueTask Write<T>(Cell<T> cell, T value)
            {
                await base.Write(cell, value);
                if (_held) await Inner.Release(guard);
                _held = false;
            }
        }
    }

    private sealed class StepPerSlice(IMachine inner) : ForwardingMachine(inner)
    {
        public override async ValueTask<Computation> Compute(Cost cost, ISlicedWork work)
        {
            var slice = new OneSlice(work);
            Computation computation;
            do computation = await base.Compute(cost, slice);
            while (slice.More);
            return computation;
        }

        private sealed class OneSlice(ISlicedWork work) : ISlicedWork
        {
            public bool More { get; private set; }

            public bool RunSlice()
            {
                More = work.RunSlice();
                return false;
            }
        }
    }
}
