using ActorLab.Nodes.Transports;

namespace ActorLab.Cluster.Members;

/// <summary>The whole life of a process that was started to be a member of a lab for the time of a run.</summary>
public static class MemberProgram
{
    private const int ExitLeft = 0;
    private const int ExitLost = 3;

    /// <summary>Is a member until the parent closes its end or is gone.</summary>
    /// <param name="incoming">The last argument but one of this process, from <see cref="ChildProcess"/>.</param>
    /// <param name="outgoing">The last one.</param>
    /// <param name="life">What to start for each life; it must call <see cref="LifeProgram"/>.</param>
    /// <param name="report">Gets one line for whatever is refused, dropped or printed.</param>
    /// <param name="onLife">Gets one line for each life that begins and each that ends; null for nobody.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ArgumentException">Somebody else has started this process.</exception>
    public static async Task<int> RunAsync(string incoming, string outgoing, ChildProgram life, Action<string> report, Action<string>? onLife = null)
    {
        using ParentPipe parent = ParentPipe.Open(incoming, outgoing, ExitLost);
        using var pipe = new LinePipe(parent.Transport);
        MemberOrder order = Order.Of<MemberOrder>(await pipe.ReadAsync().ConfigureAwait(false));
        ClusterMember member;
        try
        {
            var options = new MemberOptions(order.Name) { Roles = [.. order.Roles], Programs = [.. order.Programs], Report = report, OnLife = onLife ?? (static _ => { }) };
            member = await ClusterMember.JoinAsync(order.Where.ToAddress(), options, life, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException refused)
        {
            pipe.Send(Order.Refused + refused.Message);
            return ExitLost;
        }

        pipe.Send(Order.Ready);
        await Task.WhenAny(pipe.Closed, member.Left).ConfigureAwait(false);
        if (member.Left.IsCompleted) report($"{order.Name} has lost its lab: {await member.Left.ConfigureAwait(false)}");
        await member.LeaveAsync().ConfigureAwait(false);
        return pipe.Closed.IsCompleted ? ExitLeft : ExitLost;
    }
}
