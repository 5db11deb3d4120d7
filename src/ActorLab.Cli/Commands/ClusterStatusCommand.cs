using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Core.Report;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab cluster status</c>: who is in a lab.</summary>
internal sealed class ClusterStatusCommand : LabCommand
{
    private readonly LabChoice _lab = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print an array of members as JSON." };

    public ClusterStatusCommand()
        : base("status", "List the members of a lab: their roles, how many nodes of runs each of them is, and their versions.",
        [
            "actorlab cluster status --broker amqp://USER:PASSWORD@HOST:5672 --lab NAME",
            "actorlab cluster status --lab NAME --json",
        ])
    {
        _lab.AddTo(this);
        Options.Add(_json);
    }

    public override async Task<int> RunAsync(CommandCall call)
    {
        LabAddress? lab = _lab.Read(call)?.Address;
        if (call.Problems.Count > 0 || lab is null) return call.Reject();
        try
        {
            ImmutableArray<LabMember> members = await LabMembers.FindAsync(lab, TimeSpan.Zero, call.Interrupt).ConfigureAwait(false);
            call.Out.Write(call.IsSet(_json) ? Json(members) : Table(members, call.Io.WidthColumns));
            if (members.IsEmpty) call.Error.WriteLine($"actorlab: {VerdictText.Printable(lab.ToString())} has no member: start some with actorlab node");
            return ExitCode.Holds;
        }
        catch (LabUnavailableException nowhere)
        {
            call.Error.WriteLine($"actorlab: {VerdictText.Printable(nowhere.Message)}");
            return ExitCode.Infrastructure;
        }
    }

    private static string Table(ImmutableArray<LabMember> members, int widthColumns)
    {
        if (members.IsEmpty) return "";
        var table = new PlainTable("member", "!roles", "!>nodes", ">at most", "version", "protocol");
        foreach (LabMember m in members)
        {
            string protocol = m.SpeaksAsThis ? m.Protocol : $"{m.Protocol} (not that of this program)";
            table.Add(VerdictText.Printable(m.Name), VerdictText.Printable(string.Join(", ", m.Roles)), FigureText.Count(m.Lives), FigureText.Count(m.Capacity), VerdictText.Printable(m.Software), VerdictText.Printable(protocol));
        }

        return table.Render(widthColumns);
    }

    private static string Json(ImmutableArray<LabMember> members) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (LabMember member in members)
        {
            json.WriteStartObject();
            json.WriteString("member", member.Name);
            json.WriteStartArray("roles");
            foreach (string role in member.Roles) json.WriteStringValue(role);
            json.WriteEndArray();
            json.WriteNumber("nodes", member.Lives);
            json.WriteNumber("maxNodes", member.Capacity);
            json.WriteString("version", member.Software);
            json.WriteString("protocol", member.Protocol);
            json.WriteBoolean("usable", member.SpeaksAsThis);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
