using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Transports;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Wire;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Members;

/// <summary>A program that is in a lab, so that runs may make it one of their nodes: one at a time.</summary>
public sealed class ClusterMember : IAsyncDisposable
{
    private const int Capacity = 1;

    private readonly string _name;
    private readonly string[] _roles;
    private readonly Action<WireTable> _messages;
    private readonly Func<PlanOrigin, ScenarioPlan> _build;
    private readonly Action<string> _report;
    private readonly LabConnection _connection;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RabbitTransport?> _lives = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<ControlInbox> _control = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterMember(LabConnection connection, string name, string[] roles, Action<WireTable> messages, Func<PlanOrigin, ScenarioPlan> build, Action<string> report)
    {
        (_connection, _name, _roles, _messages, _build, _report) = (connection, name, roles, messages, build, report);
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

    /// <param name="lab">Which to join.</param>
    /// <param name="name">For people.</param>
    /// <param name="roles">What it is for.</param>
    /// <param name="messages">Fills the table of the messages that may travel; the same as at the root.</param>
    /// <param name="build">Builds the plan of an origin.</param>
    /// <param name="report">Gets one line for whatever is refused or dropped.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="IOException">The lab cannot be joined.</exception>
    public static async Task<ClusterMember> JoinAsync(
        LabAddress lab, string name, string[] roles, Action<WireTable> messages, Func<PlanOrigin, ScenarioPlan> build, Action<string> report, CancellationToken interrupt)
    {
        LabConnection connection = await LabConnection.OpenAsync(lab, $"actorlab member {name}", interrupt, report).ConfigureAwait(false);
        var member = new ClusterMember(connection, name, roles, messages, build, report);
        try
        {
            member._control.SetResult(await ControlInbox.OpenAsync(connection, isMember: true, member.OnMessage, report, interrupt).ConfigureAwait(false));
            return member;
        }
        catch (Exception refused)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (refused is RabbitMQClientException) throw new IOException($"{lab} cannot be joined: {refused.Message}", refused);
            throw;
        }
    }

    /// <summary>Leaves: the runs that it has a part in lose this node.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void OnMessage(ControlMessage message, string from)
    {
        switch (message)
        {
            case WhoIsThere:
                _ = Answer(from, new Here(Here.ThisVersion, NodeProgram.SoftwareVersion, _name, _roles, Lives.Length, Capacity));
                break;
            case Invited(var life, _, _) when Leads(life):
                // Said again by one who could not know that it had arrived; asked whether it is ready, it says so again.
                _ = AcceptAgainAsync(life, from);
                break;
            case Invited invited when TryReserve(invited.Life):
                // A thread of its own: the messages that follow must not wait, and one of them may end this life.
                _ = Task.Run(() => LiveAsync(invited, from));
                break;
            case Invited(var life, _, _):
                _ = Answer(from, new Declined(life, "it is a node of another run"));
                break;
            case ToEnd(var life):
                End(life);
                break;
            default:
                throw new WireFormatException($"{message.GetType().Name}, which has no meaning for a member");
        }
    }

    /// <summary>A message may be heard before the inbox that answers it is known.</summary>
    private async Task Answer(string to, ControlMessage message)
    {
        ControlInbox control = await _control.Task.ConfigureAwait(false);
        await control.SendAsync(to, message).ConfigureAwait(false);
    }

    private bool Leads(string life)
    {
        lock (_gate) return _lives.ContainsKey(life);
    }

    private Task AcceptAgainAsync(string life, string root)
    {
        bool ready;
        lock (_gate) ready = _lives.TryGetValue(life, out RabbitTransport? transport) && transport is not null;
        return ready ? Answer(root, new Accepted(life)) : Task.CompletedTask;
    }

    private bool TryReserve(string life)
    {
        lock (_gate) return _lives.Count < Capacity && _lives.TryAdd(life, null);
    }

    private async Task LiveAsync(Invited invited, string root)
    {
        ControlMessage last;
        try
        {
            using RabbitTransport transport = await RabbitTransport.OpenAsync(_connection, invited.NodeInbox, invited.RootInbox).ConfigureAwait(false);
            bool wanted;
            lock (_gate) wanted = _lives.ContainsKey(invited.Life) && (_lives[invited.Life] = transport) is not null;
            if (wanted)
            {
                await Answer(root, new Accepted(invited.Life)).ConfigureAwait(false);
                await NodeProgram.RunAsync(transport, _messages, _build).ConfigureAwait(false);
            }

            last = new Ended(invited.Life);
        }
        catch (IOException refused)
        {
            last = new Declined(invited.Life, refused.Message);
            _report($"{invited.Life}: {refused.Message}");
        }

        lock (_gate) _lives.Remove(invited.Life);
        await Answer(root, last).ConfigureAwait(false);
    }

    private void End(string life)
    {
        RabbitTransport? transport;
        lock (_gate)
        {
            // One that is still being made finds that nobody wants it.
            if (_lives.TryGetValue(life, out transport) && transport is null) _lives.Remove(life);
        }

        transport?.Break("has ended this life");
    }
}
