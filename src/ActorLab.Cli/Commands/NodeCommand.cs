using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Labs;
using ActorLab.Cli.Runs;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Core.Report;
using ActorLab.Definitions;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab node</c>: a member of a lab, for runs elsewhere.</summary>
internal sealed class NodeCommand : LabCommand
{
    private readonly LabChoice _lab = new();
    private readonly Option<string> _name = new("--name") { Description = "What this member is called. [default: the name of this machine and the number of the process]", HelpName = "name" };
    private readonly Option<string> _roles = new("--roles") { Description = $"What it is for, separated by commas; runs choose members by role. [default: {ClusterDefinition.DefaultRole}]", HelpName = "roles" };
    private readonly Option<string[]> _allow = LabOptions.Allow("on this member");

    public NodeCommand()
        : base("node", "Join a lab and take part in the runs of others (run --engine cluster) until Ctrl-C.",
        [
            "actorlab node --broker amqp://USER:PASSWORD@HOST:5672 --lab NAME",
            "actorlab node --lab NAME --name left --roles worker",
            "actorlab node --lab NAME --allow sed --allow awk",
        ])
    {
        _lab.AddTo(this);
        foreach (Option option in new Option[] { _name, _roles, _allow }) Options.Add(option);
    }

    public override async Task<int> RunAsync(CommandCall call)
    {
        string name = LabOptions.ReadName(_name, $"{Environment.MachineName}-{Environment.ProcessId}", call);
        (ClusterDefinition Settings, LabAddress Address)? lab = _lab.Read(call);
        ImmutableArray<string> roles = ReadRoles(call, lab?.Settings.Role ?? ClusterDefinition.DefaultRole);
        if (call.Problems.Count > 0 || lab is not var (settings, address)) return call.Reject();
        ImmutableArray<string> programs = call.IsGiven(_allow) ? call.Texts(_allow) : settings.Allow;
        void Say(string line) => call.Error.WriteLine($"actorlab: {VerdictText.Printable(line)}");
        try
        {
            var options = new MemberOptions(name) { Roles = roles, Programs = programs, OnLife = Say, Report = Say };
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

    private ImmutableArray<string> ReadRoles(CommandCall call, string usual)
    {
        ImmutableArray<string> roles = [.. (call.Text(_roles) ?? usual).Split(',').Distinct(StringComparer.Ordinal)];
        if (!roles.All(LabOptions.IsName)) call.Problems.Add(Problem.Malformed(_roles.Name, "expected names separated by commas, such as worker,large"));
        return roles;
    }
}
