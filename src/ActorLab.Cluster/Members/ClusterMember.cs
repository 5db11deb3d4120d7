using ActorLab.Cluster.Labs;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Members;

/// <summary>A program that is in a lab, so that runs may make it some of their nodes.</summary>
public sealed class ClusterMember : IAsyncDisposable
{
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(10);

    private readonly MemberOptions _options;
    private readonly LabConnection _connection;
    private readonly ILifeHost _host;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Held> _lives = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<ControlInbox> _control = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _leaving;

    private ClusterMember(LabConnection connection, MemberOptions options, ILifeHost host)
    {
        (_connection, _options, _host) = (connection, options, host);
    }

    /// <summary>Completes with the reason when it is no longer in the lab.</summary>
    public Task<string> Left => _connection.Closed;

    /// <summary>The lives it leads at present; their names hold those of their nodes.</summary>
    internal string[] Lives
    {
        get
        {
            lock (_gate) return [.. _lives.Keys];
        }
    }

    /// <summary>Joins a lab as a member that starts a process for each life.</summary>
    /// <param name="lab">Which to join.</param>
    /// <param name="options">What it is.</param>
    /// <param name="life">The program of such a process; it must call <see cref="LifeProgram"/>.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="LabUnavailableException">The lab cannot be joined.</exception>
    public static Task<ClusterMember> JoinAsync(LabAddress lab, MemberOptions options, ChildProgram life, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(options);
        return JoinAsync(lab, options, _ => new ProcessLives(lab, life, options.Programs, line => options.Report($"{line.Child}: {line.Text}")), interrupt);
    }

    /// <summary>Joins a lab as a member that leads all lives in its own process.</summary>
    /// <param name="lab">Which to join.</param>
    /// <param name="options">What it is.</param>
    /// <param name="messages">Fills the table of the messages that may travel; the same as at the root.</param>
    /// <param name="build">Builds the plan of an origin.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="LabUnavailableException">The lab cannot be joined.</exception>
    public static Task<ClusterMember> JoinAsync(LabAddress lab, MemberOptions options, Action<WireTable> messages, Func<PlanOrigin, ScenarioPlan> build, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(options);
        return JoinAsync(lab, options, connection => new LocalLives(connection, messages, build, options.Report), interrupt);
    }

    private static async Task<ClusterMember> JoinAsync(LabAddress lab, MemberOptions options, Func<LabConnection, ILifeHost> host, CancellationToken interrupt)
    {
        LabConnection connection = await LabUnavailableException.Unless(LabConnection.OpenAsync(lab, $"actorlab member {options.Name}", interrupt, options.Report)).ConfigureAwait(false);
        var member = new ClusterMember(connection, options, host(connection));
        try
        {
            member._control.SetResult(await ControlInbox.OpenAsync(connection, isMember: true, member.OnMessage, options.Report, interrupt).ConfigureAwait(false));
            return member;
        }
        catch (Exception refused)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (refused is RabbitMQClientException) throw new LabUnavailableException($"{lab} cannot be joined: {refused.Message}", refused);
            throw;
        }
    }

    /// <summary>Leaves in order: takes no further part in runs, ends its lives, and tells their roots so.</summary>
    public async Task LeaveAsync()
    {
        lock (_gate) _leaving = true;
        await EndLivesAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Goes without a word: the runs that it has a part in lose these nodes.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate) _leaving = true;
        await _connection.DisposeAsync().ConfigureAwait(false);
        await EndLivesAsync().ConfigureAwait(false);
    }

    private async Task EndLivesAsync()
    {
        Held[] held;
        lock (_gate) held = [.. _lives.Values];
        foreach (Held life in held) End(life);
        await Task.WhenAny(Task.WhenAll(held.Select(l => l.Ended)), Task.Delay(LeavePatience)).ConfigureAwait(false);
    }

    private void OnMessage(ControlMessage message, string from)
    {
        switch (message)
        {
            case WhoIsThere:
                _ = Answer(from, new Here(Here.ThisVersion, NodeProgram.SoftwareVersion, _options.Name, [.. _options.Roles], Lives.Length, _options.Capacity));
                break;
            case Invited invited:
                OnInvited(invited, from);
                break;
            case ToEnd(var life):
                if (Find(life) is { } held) End(held);
                else _ = Answer(from, new Ended(life));
                break;
            default:
                throw new WireFormatException($"{message.GetType().Name}, which has no meaning for a member");
        }
    }

    private void OnInvited(Invited invited, string from)
    {
        // What is said twice is done once.
        if (Find(invited.Life) is { } known)
        {
            if (known.HasBegun) _ = Answer(from, new Accepted(invited.Life));
            return;
        }

        string? refusal;
        lock (_gate)
        {
            refusal = _leaving ? "it is leaving the lab" : _lives.Count >= _options.Capacity ? $"it is {_lives.Count} nodes already" : null;
            // On another thread: the messages that follow must not wait, and one of them may end this life.
            if (refusal is null) _lives.Add(invited.Life, new Held(held => Task.Run(() => LiveAsync(held, invited, from))));
        }

        if (refusal is not null) _ = Answer(from, new Declined(invited.Life, refusal));
    }

    /// <summary>A message may be heard before the inbox that answers it is known.</summary>
    private async Task Answer(string to, ControlMessage message)
    {
        ControlInbox control = await _control.Task.ConfigureAwait(false);
        await control.SendAsync(to, message).ConfigureAwait(false);
    }

    private Held? Find(string life)
    {
        lock (_gate) return _lives.GetValueOrDefault(life);
    }

    private async Task LiveAsync(Held held, Invited invited, string root)
    {
        ControlMessage last;
        try
        {
            using ILife life = await _host.BeginAsync(invited.Life, invited.RootInbox, invited.NodeInbox).ConfigureAwait(false);
            if (Begin(held, life))
            {
                _options.OnLife($"{invited.Life} has begun{(life.Place.Length > 0 ? $" in {life.Place}" : "")}");
                await Answer(root, new Accepted(invited.Life)).ConfigureAwait(false);
                _options.OnLife($"{invited.Life} {await life.Over.ConfigureAwait(false)}");
            }

            last = new Ended(invited.Life);
        }
        catch (Exception failed)
        {
            last = new Declined(invited.Life, failed.Message);
            _options.Report($"{invited.Life}: {failed.Message}");
        }

        lock (_gate) _lives.Remove(invited.Life);
        await Answer(root, last).ConfigureAwait(false);
    }

    /// <returns>False if nobody wants it any more.</returns>
    private bool Begin(Held held, ILife life)
    {
        lock (_gate)
        {
            if (held.IsUnwanted) return false;
            held.Life = life;
            return true;
        }
    }

    private void End(Held held)
    {
        ILife? life;
        lock (_gate)
        {
            held.IsUnwanted = true;
            life = held.Life;
        }

        life?.Kill();
    }

    /// <summary>A place for a life. Its members are used under the gate.</summary>
    private sealed class Held
    {
        public Held(Func<Held, Task> live) => Ended = live(this);

        /// <summary>Completes when nothing of it is left and its root was told.</summary>
        public Task Ended { get; }

        public bool IsUnwanted { get; set; }

        /// <summary>Null until it has begun.</summary>
        public ILife? Life { get; set; }

        public bool HasBegun => Life is not null;
    }
}
