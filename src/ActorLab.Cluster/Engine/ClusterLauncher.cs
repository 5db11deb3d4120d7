using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Transports;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Wire.Frames;

namespace ActorLab.Cluster.Engine;

/// <summary>Makes free members of a lab the nodes of one run.</summary>
internal sealed class ClusterLauncher : INodeLauncher, IAsyncDisposable
{
    private static readonly TimeSpan MemberPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);

    private readonly LabConnection _connection;
    private readonly SemaphoreSlim _choice = new(1);
    private readonly Channel<string> _free = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, Life> _lives = new(StringComparer.Ordinal);
    private ControlInbox? _control;
    private int _lastLife;
    private string _run = "";
    private string? _otherVersion;

    private ClusterLauncher(LabConnection connection, LinkSettings settings)
    {
        _connection = connection;
        Settings = settings;
    }

    public bool StartsProcesses => false;

    public LinkSettings Settings { get; }

    public Task<string> Broken => _connection.Closed;

    private ControlInbox Control => _control ?? throw new InvalidOperationException("the launcher is not in its lab yet");

    /// <exception cref="IOException">The lab cannot be joined.</exception>
    public static async Task<ClusterLauncher> OpenAsync(LabAddress lab, LinkSettings settings, Action<string> report, CancellationToken interrupt)
    {
        LabConnection connection = await LabConnection.OpenAsync(lab, "actorlab run", interrupt, report).ConfigureAwait(false);
        var launcher = new ClusterLauncher(connection, settings);
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

    public INodeHandle Launch(ScenarioPlan plan, NodePlan node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return LaunchAsync(node).GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        _choice.Dispose();
    }

    private async Task<Life> LaunchAsync(NodePlan node)
    {
        using var patience = new CancellationTokenSource();
        _connection.CancelAfter(patience, MemberPatience);
        string refusal = "the lab has no free member";
        try
        {
            while (true)
            {
                string member = await FindFreeAsync(patience.Token).ConfigureAwait(false);
                string name = string.Create(CultureInfo.InvariantCulture, $"{_run}.{node.Name}.{Interlocked.Increment(ref _lastLife)}");
                RabbitTransport transport = await RabbitTransport.OpenAsync(_connection, $"{name}.root", $"{name}.node", patience.Token).ConfigureAwait(false);
                var life = new Life(name, member, transport, this);
                _lives[name] = life;
                string? declined = await InviteAsync(life).ConfigureAwait(false);
                if (declined is null) return life;
                refusal = declined;
                life.Dispose();
            }
        }
        catch (OperationCanceledException late)
        {
            throw new IOException($"node '{node.Name}' cannot be started: {_otherVersion ?? refusal}", late);
        }
    }

    /// <summary>Asks until a member says that it has room. One launch asks at a time, or two would choose the same.</summary>
    private async Task<string> FindFreeAsync(CancellationToken patience)
    {
        await _choice.WaitAsync(patience).ConfigureAwait(false);
        try
        {
            while (true)
            {
                while (_free.Reader.TryRead(out _))
                {
                    // What was said before may be true no longer.
                }

                patience.ThrowIfCancellationRequested();
                await Control.SendToAllMembersAsync(new WhoIsThere()).ConfigureAwait(false);
                Task<bool> answer = _free.Reader.WaitToReadAsync(patience).AsTask();
                await Task.WhenAny(answer, Task.Delay(AskInterval, patience)).ConfigureAwait(false);
                if (_free.Reader.TryRead(out string? member)) return member;
            }
        }
        finally
        {
            _choice.Release();
        }
    }

    /// <returns>Why not; null if it is ready.</returns>
    private async Task<string?> InviteAsync(Life life)
    {
        long begun = Environment.TickCount64;
        ControlMessage next = new Invited(life.Name, $"{life.Name}.root", $"{life.Name}.node");
        while (!life.Answer.IsCompleted)
        {
            if (!await Control.SendAsync(life.Member, next).ConfigureAwait(false)) return "the member has left";
            if (Environment.TickCount64 - begun > (long)AnswerPatience.TotalMilliseconds) return $"the member has not answered within {AnswerPatience.TotalSeconds} s";
            await Task.WhenAny(life.Answer, Task.Delay(AskInterval)).ConfigureAwait(false);
            // What is sent to one that has left meanwhile comes back.
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
            case Here here when here.Lives < here.Capacity:
                _free.Writer.TryWrite(from);
                break;
            case Accepted(var name): Find(name, from)?.Accept(); break;
            case Declined(var name, var reason): Find(name, from)?.Decline(reason); break;
            case Ended(var name): Find(name, from)?.End(); break;
            default: break; // A member without room.
        }
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

        public Life(string name, string member, RabbitTransport transport, ClusterLauncher launcher)
        {
            (Name, Member, _transport, _launcher) = (name, member, transport, launcher);
            _ = EndWithConnectionAsync();
        }

        public string Name { get; }

        public string Member { get; }

        /// <summary>Null when it is ready, and otherwise why not.</summary>
        public Task<string?> Answer => _answer.Task;

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

        public void Kill()
        {
            if (!_ended.Task.IsCompleted && Interlocked.Exchange(ref _killed, 1) == 0) _ = KillAsync();
        }

        /// <summary>Deletes this end's inbox, so that nothing of this life can come any more, and waits until the member says that it has ended.</summary>
        public void Dispose()
        {
            _transport.Dispose();
            Kill();
            _ended.Task.Wait(EndPatience);
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
