using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Simulation.Cells;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>The machine as the bodies of one actor see it, one body at a time: suspends the body at every step and takes it up again when the step is done.</summary>
/// <remarks>The body is a real async method. What it awaits is this object, and its continuation runs inline in the event loop: no pool, no other thread. So a body that
/// comes back from a step neither ended nor at the next step awaits something foreign, and the run fails instead of hanging. The steps stand in the other parts.</remarks>
internal sealed partial class BodyRun(SimulationRun run, SimulatedActor actor)
    : MachineEvent, IMachine, IValueTaskSource, IValueTaskSource<ThreadIdentity>, IValueTaskSource<Computation>, IValueTaskSource<FileHandle>, IValueTaskSource<ReadOnlyMemory<byte>>, IValueTaskSource<ProgramAnswer>
{
    private readonly List<SimulatedLock> _held = [];

    private IBody? _body;
    private IMessage? _item;
    private Occupancy _occupancy;
    private SimulatedThread? _thread;
    private Task<IMessage>? _outcome;

    private Action<object?>? _continuation;
    private object? _continuationState;
    private short _token;
    private bool _stepUnderWay;
    private bool _stepDone;
    private Exception? _stepFailure;

    /// <summary>The actor whose body holds the lock that this one waits for.</summary>
    public SimulatedActor? WaitsFor => IsWaitingForLock ? _lock!.Holder?.Owner : null;

    /// <summary>The body waits for a thread of its dispatcher, having none.</summary>
    public bool WaitsForThread => _stepUnderWay && !_waiting && _stepDone;

    /// <summary>The body keeps its thread while it waits.</summary>
    public bool KeepsThread => _occupancy == Occupancy.Synchronous;

    public SimulatedActor Owner { get; } = actor;

    public override SimulatedProcess Process => Owner.Process;

    private bool IsWaitingForLock => _stepUnderWay && !_stepDone && _waiting && _waitKind == WaitKind.Lock;

    public void Begin(IBody body, IMessage item, Occupancy occupancy)
    {
        Invariant.Check(_body is null, $"{Owner.Path} has two bodies at once");
        _body = body;
        _item = item;
        _occupancy = occupancy;
    }

    /// <summary>Runs the body up to its next step.</summary>
    /// <returns>True if it has ended.</returns>
    public bool Advance(SimulatedThread thread)
    {
        _thread = thread;
        run.CountPartOfBody(Owner, _body!);
        run.ActiveBody = this;
        if (_outcome is null) StartBody();
        else ContinueBody();
        run.ActiveBody = null;
        if (_outcome!.IsCompleted)
        {
            if (_stepUnderWay) run.BreakRule($"{Describe()} ended before its step {_kind} was done; a body awaits every step of its machine");
            return true;
        }

        if (!_stepUnderWay || _continuation is null) run.BreakRule($"{Describe()} awaits something else than a step of its machine; a body awaits nothing but steps");
        return false;
    }

    /// <summary>The message that tells the actor how its body ended.</summary>
    public IMessage Conclude()
    {
        IMessage item = _item!;
        Task<IMessage> outcome = _outcome!;
        Exception? failure = outcome.IsCompletedSuccessfully ? null : Unwrap(outcome);
        foreach (SimulatedLock held in _held)
        {
            failure ??= new MachineFailureException(StepKind.Release, held.Name, "the body ended holding this lock");
            PassOn(held);
        }

        _held.Clear();
        _body = null;
        _item = null;
        _outcome = null;
        if (failure is InvariantViolatedException) run.Fail($"{Owner.Path}: {failure.Message}", failure);
        if (failure is not null) return new BodyFailed(item, failure);
        // The task has ended, so this does not wait.
        IMessage? result = outcome.GetAwaiter().GetResult();
        return result is null ? new BodyFailed(item, new InvalidOperationException("the body gave no message")) : new BodyCompleted(item, result);
    }

    public string DescribeWait()
    {
        if (!_waiting) return "waits for a thread to go on with its body";
        return IsWaitingForLock && _lock!.Holder is { } holder ? $"waits for lock '{_lock.Name}', which {holder.Owner.Path} holds" : $"waits ({Recording.RunTrace.NameOf(_waitKind)})";
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        CheckToken(token);
        if (!_stepDone) return ValueTaskSourceStatus.Pending;
        return _stepFailure is null ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Faulted;
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        CheckToken(token);
        if (_continuation is not null) throw new InvalidOperationException("a step is awaited once");
        _continuationState = state;
        _continuation = continuation;
    }

    /// <summary>The body takes the result of its step.</summary>
    public void Finish(short token)
    {
        CheckToken(token);
        if (!_stepDone) throw new InvalidOperationException("a step's result is there only when the step has been awaited");
        _stepUnderWay = false;
        _token++;
        if (_stepFailure is { } failure)
        {
            _stepFailure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    void IValueTaskSource.GetResult(short token) => Finish(token);

    ThreadIdentity IValueTaskSource<ThreadIdentity>.GetResult(short token)
    {
        Finish(token);
        return _identity;
    }

    Computation IValueTaskSource<Computation>.GetResult(short token)
    {
        Finish(token);
        return _computation;
    }

    FileHandle IValueTaskSource<FileHandle>.GetResult(short token)
    {
        Finish(token);
        return _handle!;
    }

    ReadOnlyMemory<byte> IValueTaskSource<ReadOnlyMemory<byte>>.GetResult(short token)
    {
        Finish(token);
        return _bytes;
    }

    ProgramAnswer IValueTaskSource<ProgramAnswer>.GetResult(short token)
    {
        Finish(token);
        return new ProgramAnswer(_line!, Computation.NotComputed);
    }

    private static Exception Unwrap(Task outcome) =>
        outcome.Exception?.InnerException ?? (Exception)new OperationCanceledException("the body was cancelled");

    private void StartBody()
    {
        try
        {
            _outcome = _body!.RunAsync(this, _item!).AsTask();
        }
        catch (Exception thrown)
        {
            // Not an async method, then: it threw before it had anything to await.
            _outcome = Task.FromException<IMessage>(thrown);
        }
    }

    private void ContinueBody()
    {
        Action<object?> continuation = _continuation!;
        object? state = _continuationState;
        _continuation = null;
        _continuationState = null;
        continuation(state);
    }

    private void CheckToken(short token)
    {
        if (token != _token || !_stepUnderWay) throw new InvalidOperationException("a step is awaited once, at once");
    }

    private string Describe() => $"the body {_body!.GetType().Name} of {Owner.Path}";
}
