using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Cluster.Transports;
using ActorLab.Cluster.Work;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Cluster.Engine;

/// <summary>Makes free members of a lab the nodes of one run.</summary>
internal sealed class ClusterLauncher : INodeLauncher, IAsyncDisposable
{
    private static readonly TimeSpan MemberPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RestartPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OthersPatience = TimeSpan.FromMilliseconds(20), MostOthersPatience = TimeSpan.FromSeconds(1);

    private readonly LabConnection _connection;
    private readonly SemaphoreSlim _choice = new(1);
    private readonly Channel<(string Member, int Lives)> _free = Channel.CreateUnbounded<(string Member, int Lives)>();
    private readonly ConcurrentDictionary<string, bool> _launched = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Life> _lives = new(StringComparer.Ordinal);
    private readonly Invitees _invitees = new();
    private readonly TaskCompletionSource<string> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _breaking;
    private readonly string _role;
    private ControlInbox? _control;
    private int _lastLife;
    private string _run = "";
    private string? _otherVersion;

    private ClusterLauncher(LabConnection connection, LinkSettings settings, string role, bool startsProcesses)
    {
        _connection = connection;
        _role = role;
        Settings = settings;
        StartsProcesses = startsProcesses;
        _breaking = BreakWithConnectionAsync();
    }

    public bool StartsProcesses { get; }

    public LinkSettings Settings { get; }

    // Whoever hears of the end of the connection elsewhere must find it here.
    public Task<string> Broken => _connection.Closed.IsCompleted ? _connection.Closed : _broken.Task;

    /// <summary>Makes a work queue of this run.</summary>
    /// <exception cref="IOException">The broker does not make it.</exception>
    public Task<LabWorkQueue> DeclareQueueAsync(WorkQueuePlan queue, Action<WireTable> messages, Action<string> report, CancellationToken interrupt) =>
        LabWorkQueue.DeclareAsync(_connection, $"{_run}.work.{queue.Name}", new QueueSettings { SingleActiveConsumer = queue.HasSingleTaker, DeliveryLimit = queue.Redeliveries }, messages, report, interrupt);

    private ControlInbox Control => _control ?? throw new InvalidOperationException("the launcher is not in its lab yet");

    /// <param name="lab">Where the members are.</param>
    /// <param name="settings">Of the links.</param>
    /// <param name="role">What a member must be for to become a node.</param>
    /// <param name="startsProcesses">Whether the members start a process for each life.</param>
    /// <param name="report">Gets one line for what is dropped.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="LabUnavailableException">The lab cannot be joined.</exception>
    public static async Task<ClusterLauncher> OpenAsync(LabAddress lab, LinkSettings settings, string role, bool startsProcesses, Action<string> report, CancellationToken interrupt)
    {
        LabConnection connection = await LabUnavailableException.Unless(LabConnection.OpenAsync(lab, "actorlab run", interrupt, report)).ConfigureAwait(false);
        var launcher = new ClusterLauncher(connection, settings, role, startsProcesses);
        try
        {
            launcher._control = await ControlInbox.OpenAsync(connection, isMember: false, launcher.OnMessage, report, interrupt).ConfigureAwait(false);
            launcher._run = $"run.{launcher._control.Identity}";
            return launcher;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<INodeHandle> LaunchAsync(ScenarioPlan plan, NodePlan node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return await LaunchAsync(node).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _breaking.ConfigureAwait(false);
        _over.Dispose();
        _choice.Dispose();
    }

    private async Task<Life> LaunchAsync(NodePlan node)
    {
        // Those that were there at the start were waited for long enough: while a run goes on without a node, it is not held up for it.
        TimeSpan limit = _launched.TryAdd(node.Name, true) ? MemberPatience : RestartPatience;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        _connection.CancelAfter(patience, limit);
        string? refusal = null;
        try
        {
            while (true)
            {
                Life life = await BeginAsync(node, patience.Token).ConfigureAwait(false);
                string? declined = await InviteAsync(life).ConfigureAwait(false);
                if (declined is null) return life;
                refusal = declined;
                life.Dispose();
            }
        }
        catch (OperationCanceledException late)
        {
            if (_broken.Task.IsCompleted) refusal = await _broken.Task.ConfigureAwait(false);
            throw new IOException($"node '{node.Name}' cannot be started: {refusal ?? _otherVersion ?? $"the lab has no free member with the role '{_role}'"}", late);
        }
    }

    /// <summary>Chooses a member and makes this end's inbox. One launch at a time, or two would choose the same member and leave another without work.</summary>
    private async Task<Life> BeginAsync(NodePlan node, CancellationToken patience)
    {
        await _choice.WaitAsync(patience).ConfigureAwait(false);
        try
        {
            string member = await FindFreeAsync(patience).ConfigureAwait(false);
            string name = string.Create(CultureInfo.InvariantCulture, $"{_run}.{node.Name}.{Interlocked.Increment(ref _lastLife)}");
            RabbitTransport transport = await RabbitTransport.OpenAsync(_connection, $"{name}.root", $"{name}.node", patience).ConfigureAwait(false);
            var life = new Life(name, node.Name, member, transport, this);
            _lives[name] = life;
            return life;
        }
        finally
        {
            _choice.Release();
        }
    }

    /// <summary>Asks until a member says that it has room, and takes the one with the fewest nodes.</summary>
    private async Task<string> FindFreeAsync(CancellationToken patience)
    {
        while (true)
        {
            while (_free.Reader.TryRead(out _))
            {
                // What was said before may be true no longer.
            }

            patience.ThrowIfCancellationRequested();
            long asked = Environment.TickCount64;
            await Control.SendToAllMembersAsync(new WhoIsThere()).ConfigureAwait(false);
            Task<bool> answer = _free.Reader.WaitToReadAsync(patience).AsTask();
            await Task.WhenAny(answer, Task.Delay(AskInterval, patience)).ConfigureAwait(false);
            if (!answer.IsCompletedSuccessfully)
            {
                BreakIfAllHaveRefused();
                continue;
            }

            // The others answer at about the same time: on a busy machine that is a longer one.
            TimeSpan others = TimeSpan.FromMilliseconds(2 * (Environment.TickCount64 - asked));
            await Task.Delay(others < OthersPatience ? OthersPatience : others > MostOthersPatience ? MostOthersPatience : others, patience).ConfigureAwait(false);
            var offers = new List<(string Member, int Lives)>();
            while (_free.Reader.TryRead(out (string Member, int Lives) offer)) offers.Add((offer.Member, offer.Lives + InvitedTo(offer.Member)));
            return offers.OrderBy(o => o.Lives).ThenBy(o => o.Member, StringComparer.Ordinal).First().Member;
        }
    }

    /// <summary>Lives that the member may not have counted yet.</summary>
    private int InvitedTo(string member) => _lives.Values.Count(l => l.Member == member && !l.Answer.IsCompleted);

    /// <returns>Why not; null if it is ready.</returns>
    private async Task<string?> InviteAsync(Life life)
    {
        var invited = new Invited(life.Name, $"{life.Name}.root", $"{life.Name}.node");
        ControlMessage next = invited;
        int generation = _connection.Generation;
        while (!life.Answer.IsCompleted)
        {
            long sent = Environment.TickCount64;
            if (!await Control.SendAsync(life.Member, next).ConfigureAwait(false))
            {
                _invitees.Forget(life.Member);
                return "the member has left";
            }

            // It could not answer what the broker did not take.
            if (Environment.TickCount64 - sent > (long)_connection.Address.Patience.Stall.TotalMilliseconds) life.Hear();
            // What it said while the lab was away could not be heard, and what it was told may be lost.
            if (generation != _connection.Generation)
            {
                generation = _connection.Generation;
                life.Hear();
                next = invited;
                continue;
            }

            if (life.SilentFor > AnswerPatience) return $"the member has not answered within {AnswerPatience.TotalSeconds} s";
            await Task.WhenAny(life.Answer, Task.Delay(AskInterval)).ConfigureAwait(false);
            // What is sent to one that has left meanwhile comes back; and one that starts a process for the life still answers.
            next = new WhoIsThere();
        }

        return await life.Answer.ConfigureAwait(false);
    }

    private void OnMessage(ControlMessage message, string from)
    {
        switch (message)
        {
            case Here here when here.Version != Here.ThisVersion:
                _otherVersion = $"member '{here.Member}' speaks version {here.Version} and this program {Here.ThisVersion}";
                break;
            case Here here:
                foreach (Life life in _lives.Values.Where(l => l.Member == from)) life.Hear();
                if (here.Roles.Contains(_role, StringComparer.Ordinal) && _invitees.Hear(from) && here.Lives < here.Capacity) _free.Writer.TryWrite((from, here.Lives));
                break;
            case Accepted(var name): Find(name, from)?.Accept(); break;
            case Declined(var name, var reason): Find(name, from)?.Decline(reason); break;
            case Ended(var name): Find(name, from)?.End(); break;
            default: break; // what only members are told
        }
    }

    private void OnRefused(Life life, string reason)
    {
        _invitees.Refuse(life.Member, $"node '{life.Node}' {reason}");
        BreakIfAllHaveRefused();
    }

    /// <summary>Whoever comes later is not waited for: the run would stand still, and nobody would know why.</summary>
    private void BreakIfAllHaveRefused()
    {
        if (_invitees.RefusalOfAll() is { } refusal) Break($"{refusal}; no other member of the lab can take it");
    }

    private async Task BreakWithConnectionAsync() => Break(await _connection.Closed.ConfigureAwait(false));

    private void Break(string reason)
    {
        if (_broken.TrySetResult(reason)) _over.Cancel();
    }

    /// <summary>Only the member itself speaks for a life.</summary>
    private Life? Find(string name, string from) => _lives.TryGetValue(name, out Life? life) && life.Member == from ? life : null;

    private sealed class Life : INodeHandle
    {
        private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

        private readonly RabbitTransport _transport;
        private readonly ClusterLauncher _launcher;
        private readonly TaskCompletionSource<string?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _killed;
        private long _heard = Environment.TickCount64;
        private long _killedAt;

        public Life(string name, string node, string member, RabbitTransport transport, ClusterLauncher launcher)
        {
            (Name, Node, Member, _transport, _launcher) = (name, node, member, transport, launcher);
            _ = EndWithConnectionAsync();
        }

        public string Name { get; }

        public string Node { get; }

        public string Member { get; }

        /// <summary>Null when it is ready, and otherwise why not.</summary>
        public Task<string?> Answer => _answer.Task;

        /// <summary>How long its member has said nothing at all.</summary>
        public TimeSpan SilentFor => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _heard));

        public void Hear() => Volatile.Write(ref _heard, Environment.TickCount64);

        public ITransport Transport => _transport;

        public Task Ended => _ended.Task;

        public void Accept() => _answer.TrySetResult(null);

        public void Decline(string reason)
        {
            _answer.TrySetResult(reason);
            _ended.TrySetResult();
        }

        public void End()
        {
            _answer.TrySetResult("it has ended at once");
            _ended.TrySetResult();
        }

        public void OnRefused(string reason) => _launcher.OnRefused(this, reason);

        public void Kill()
        {
            if (_ended.Task.IsCompleted || Interlocked.Exchange(ref _killed, 1) != 0) return;
            Volatile.Write(ref _killedAt, Environment.TickCount64);
            _ = KillAsync();
        }

        /// <summary>Deletes this end's inbox, so that nothing of this life can come any more, and waits until the member says that it has ended.</summary>
        public void Dispose()
        {
            _transport.Dispose();
            Kill();
            TimeSpan waited = TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _killedAt));
            if (waited < EndPatience) _ended.Task.Wait(EndPatience - waited);
            _launcher._lives.TryRemove(Name, out _);
        }

        /// <summary>A member that cannot be told is gone, and the life with it.</summary>
        private async Task KillAsync()
        {
            if (!await _launcher.Control.SendAsync(Member, new ToEnd(Name)).ConfigureAwait(false)) End();
        }

        private async Task EndWithConnectionAsync()
        {
            await Task.WhenAny(_launcher._connection.Closed, Ended).ConfigureAwait(false);
            End();
        }
    }
}
