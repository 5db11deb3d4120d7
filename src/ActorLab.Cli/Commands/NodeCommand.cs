using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Labs;
using ActorLab.Cli.Runs;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Core.Report;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab node</c>: a member of a lab, for runs elsewhere.</summary>
internal sealed class NodeCommand : LabCommand
{
    private static readonly string[] KnownRoles = ["worker"];

    private readonly Option<string> _broker = LabOptions.Broker();
    private readonly Option<string> _lab = LabOptions.Lab();
    private readonly Option<string> _name = new("--name") { Description = "What this member is called. [default: the name of this machine and the number of the process]", HelpName = "name" };
    private readonly Option<string> _roles = new("--roles") { Description = "What it is for, separated by commas: worker. [default: worker]", HelpName = "roles" };

    public NodeCommand()
        : base("node", "Join a lab and take part in the runs of others (run --engine cluster) until Ctrl-C.",
        [
            "actorlab node --broker amqp://USER:PASSWORD@HOST:5672 --lab NAME",
            "actorlab node --lab NAME --name left --roles worker",
        ])
    {
        _roles.CompletionSources.Add(KnownRoles);
        foreach (Option option in new Option[] { _broker, _lab, _name, _roles }) Options.Add(option);
    }

    public override async Task<int> RunAsync(CommandCall call)
    {
        string lab = LabOptions.ReadLab(_lab, call);
        string name = call.Text(_name) ?? $"{Environment.MachineName}-{Environment.ProcessId}";
        if (!LabOptions.IsName(name)) call.Problems.Add(Problem.Malformed(_name.Name, "expected a name without control characters"));
        ImmutableArray<string> roles = ReadRoles(call);
        LabAddress? address = BrokerText.Read(call.Text(_broker), _broker.Name, lab, call.Problems);
        if (call.Problems.Count > 0 || address is null) return call.Reject();
        void Say(string line) => call.Error.WriteLine($"actorlab: {VerdictText.Printable(line)}");
        try
        {
            var options = new MemberOptions(name) { Roles = roles, OnLife = Say, Report = Say };
            ClusterMember member = await ClusterMember.JoinAsync(address, options, LocalNodes.ThisProgram(LabProcesses.LifeArgument), call.Interrupt).ConfigureAwait(false);
            await using (member.ConfigureAwait(false)) return await StayAsync(member, $"{name} has joined {address}", Say, call.Interrupt).ConfigureAwait(false);
        }
        catch (LabUnavailableException nowhere)
        {
            Say(nowhere.Message);
            return ExitCode.Infrastructure;
        }
        catch (OperationCanceledException)
        {
            // It had not joined yet.
            return ExitCode.Interrupted;
        }
    }

    private static async Task<int> StayAsync(ClusterMember member, string joined, Action<string> say, CancellationToken interrupt)
    {
        say(joined);
        await Task.WhenAny(member.Left, Task.Delay(Timeout.Infinite, interrupt)).ConfigureAwait(false);
        if (!interrupt.IsCancellationRequested)
        {
            say($"the lab is lost: {await member.Left.ConfigureAwait(false)}");
            return ExitCode.Infrastructure;
        }

        await member.LeaveAsync().ConfigureAwait(false);
        say("has left the lab");
        return ExitCode.Holds;
    }

    private ImmutableArray<string> ReadRoles(CommandCall call)
    {
        ImmutableArray<string> roles = [.. (call.Text(_roles) ?? KnownRoles[0]).Split(',').Distinct(StringComparer.Ordinal)];
        foreach (string unknown in roles.Except(KnownRoles)) call.Problems.Add(Problem.Unknown("a role", unknown, KnownRoles, _roles.Name));
        return roles;
    }
}
